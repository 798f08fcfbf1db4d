"""Reads a calendar and prints the id, the start and the end of each event."""
import sys
from icalendar import Calendar

calendar = Calendar.from_ical(open(sys.argv[1], "rb").read())
if calendar.errors or any(event.errors for event in calendar.walk("VEVENT")):
    sys.exit(f"{calendar.errors}")
for event in calendar.walk("VEVENT"):
    print(event["UID"], event["DTSTART"].dt.isoformat(), event["DTEND"].dt.isoformat(), event["SUMMARY"])
