"""Fails where a GeoJSON file is not valid, or its geometry is not sound."""
import json, sys
from geojson_validator import validate_geometries, validate_structure

for name in sys.argv[1:]:
    data = json.load(open(name))
    wrong = validate_structure(data)
    geometry = validate_geometries(data) if not wrong else {}
    if wrong or geometry.get("invalid") or geometry.get("problematic"):
        sys.exit(f"{name}: {wrong} {geometry}")
