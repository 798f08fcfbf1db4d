#!/usr/bin/env python3
"""Verify an evidence file of `corridor check --evidence`.

    python3 verify.py FILE

Written from docs/evidence.md alone. It shares no code with the tool, needs the
standard library only, and does not search: it follows references, adds up, and
compares. It checks

- the file: every field that the page names and no other, its type, that numbers are in
  range, and that lists name nothing twice;
- diversity: what each pair of legs shares, what is exempt, what is avoided, each verdict;
- separation: straightness, lengths, every pair of pieces of `apart`, each witness;
- availability: which legs fail with which part, and the sum over the sets of legs;
- demands: the net against the things, routes, and every step of a proof.

Exit status 0 if all holds, 1 with one line for each fault, 2 if the file cannot be
read or is no evidence of version 1. What takes too many steps is refused.
"""

from __future__ import annotations

import datetime
import decimal
import heapq
import json
import math
import re
import sys
import unicodedata
from contextlib import contextmanager
from decimal import Decimal
from itertools import combinations
from typing import Any, Iterable, Iterator, NamedTuple, Optional

THING_KINDS = frozenset((
    "leg", "link", "channel", "line-system", "span", "cable", "conduit", "right-of-way",
    "site", "metro", "country", "operator", "risk"))
ROLES = frozenset(("landing-station", "border-crossing"))
# What a policy may ask for: nobody asks for legs, channels and line systems.
KINDS = (THING_KINDS | ROLES) - {"leg", "channel", "line-system"}
UNKNOWN_WORDS = KINDS | {"risk-area", "left-out"}
SEPARATION_VERDICTS = frozenset((
    "apart", "too-close", "not-told", "assumed-straight", "unknown", "not-compared"))
DEMAND_VERDICTS = frozenset(("met", "refused", "unknown", "undecided", "not-judged"))
REASONS = frozenset(("avoided", "not-standing"))
# What each kind may ride on, besides risks.
RIDES_ON = {
    "leg": {"link", "channel", "span", "cable"},
    "link": {"link", "channel", "span", "cable", "site", "operator"},
    "channel": {"line-system"},
    "line-system": {"span"},
    "span": {"cable", "conduit", "site", "country", "operator"},
    "cable": {"operator"},
    "conduit": {"conduit", "right-of-way", "site", "operator"},
    "right-of-way": set(),
    "site": {"site", "metro", "country", "operator"},
    "metro": set(),
    "country": set(),
    "operator": {"operator"},
    "risk": set(),
}

# WGS 84, and the two radii that the page gives, in metres.
MAJOR = 6_378_137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)
R = 6_335_439.0
B = 6_356_752.3
MILLIMETRE = 0.001

# Of sums that cancel out nearly: more than any number of the file needs.
DIGITS = 400

# What is beyond these is reported, not computed.
MOST_BYTES = 256 << 20
MOST_LINES = 64
MOST_LEGS = 64
MOST_LEGS_OF_SETS = 16
MOST_NEEDED = 16
MOST_ROUTES = 16
MOST_SHARED = 1_000_000
MOST_METRES = 1e12
MOST_KILOMETRES = 1e9
MOST_FAULTS = 100
MOST_WEIGHT = (1 << 64) - 1

Vector = tuple  # of three floats, in metres from the centre of the earth


# ---------------------------------------------------------------- faults and fields

class Fault(Exception):
    """Something that does not hold, and where."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class Effort:
    """How many steps a check may take: a forged file is refused in a time that its length bounds."""

    def __init__(self, size: int) -> None:
        self.left = 50_000_000 + 10 * size

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Spent


class Spent(Exception):
    """The check takes too many steps."""


effort = Effort(0)


class Enough(Exception):
    """There are so many faults that no more are looked for."""


class Report:
    """The faults so far, and how much was checked."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.pairs = self.separations = self.availabilities = self.demands = self.proofs = 0

    def add(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")
        if len(self.faults) >= MOST_FAULTS:
            raise Enough

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Ends the block at its first Fault, notes that, and goes on after the block."""
        try:
            yield
        except Fault as fault:
            self.add(fault.where, fault.what)

    def summary(self) -> str:
        def count(number: int, one: str, many: str) -> str:
            return f"{number} {one if number == 1 else many}"
        return "consistent; not compared with declarations: " + ", ".join((
            count(self.pairs, "pair of legs", "pairs of legs"),
            count(self.separations, "separation", "separations"),
            count(self.availabilities, "availability", "availabilities"),
            count(self.demands, "demand", "demands"))) + (
            f" ({count(self.proofs, 'proof', 'proofs')})")


class Node:
    """A value of the file, and where it is. Reading it as what it is not is a Fault."""

    __slots__ = ("value", "where")

    def __init__(self, value: Any, where: str) -> None:
        self.value = value
        self.where = where

    def fault(self, what: str) -> Fault:
        return Fault(self.where, what)

    def only(self, *names: str) -> None:
        """Has it all of these fields, but for those marked `?`, and no other?"""
        if not isinstance(self.value, dict):
            raise self.fault("is not an object")
        known = {name.rstrip("?") for name in names}
        for name in self.value:
            if name not in known:
                raise self.fault(f"has a field {name!r}, which there is not")
        for name in names:
            if not name.endswith("?") and name not in self.value:
                raise self.fault(f"has no `{name}`")

    def field(self, name: str) -> Node:
        if not isinstance(self.value, dict):
            raise self.fault("is not an object")
        if name not in self.value:
            raise self.fault(f"has no `{name}`")
        return Node(self.value[name], f"{self.where}.{name}" if self.where else name)

    def maybe(self, name: str) -> Optional[Node]:
        """The field, or None if it is absent. It is not null."""
        if isinstance(self.value, dict) and name not in self.value:
            return None
        return self.field(name)

    def or_null(self, name: str) -> Optional[Node]:
        """The field, which must be there, or None if it is null."""
        node = self.field(name)
        return None if node.value is None else node

    def entries(self) -> list:
        if not isinstance(self.value, list):
            raise self.fault("is not a list")
        return self.value

    def items(self) -> list[Node]:
        return [Node(item, f"{self.where}[{i}]") for i, item in enumerate(self.entries())]

    def exactly(self, size: int) -> list[Node]:
        items = self.items()
        if len(items) != size:
            raise self.fault(f"has {len(items)} items, not {size}")
        return items

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.fault("is not a text")
        try:
            self.value.encode()
        except UnicodeEncodeError:
            raise self.fault("is not Unicode") from None
        return self.value

    def id(self) -> str:
        if not self.text() or any(c.isspace() or unicodedata.category(c) == "Cc" for c in self.value):
            raise self.fault("is not an id")
        return self.value

    def word(self, known: Iterable[str]) -> str:
        if self.text() not in known:
            raise self.fault(f"{self.value!r} is not known here")
        return self.value

    def words(self, known: Iterable[str]) -> list[str]:
        return distinct(self, [item.word(known) for item in self.items()])

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fault("is not true or false")
        return self.value

    def number(self, least: float = 0.0, most: float = math.inf) -> float:
        value = self.value
        if type(value) not in (int, float):
            raise self.fault("is not a number")
        try:
            value = float(value)
        except OverflowError:
            raise self.fault("is too large a number") from None
        if not math.isfinite(value):
            raise self.fault("is not a finite number")
        if not least <= value <= most:
            raise self.fault(f"{value} is out of range")
        return value

    def positive(self, most: float) -> float:
        if not self.number(0.0, most) > 0.0:
            raise self.fault("is not more than 0")
        return float(self.value)

    def whole(self, least: int = 0, most: Optional[int] = None) -> int:
        if type(self.value) is not int:
            raise self.fault("is not a whole number")
        if self.value < least:
            raise self.fault("is too small")
        if most is not None and self.value > most:
            raise self.fault("is too large")
        return self.value

    def index(self, count: int) -> int:
        if self.whole() >= count:
            raise self.fault(f"is out of range: there are {count}")
        return self.value

    def indices(self, count: int) -> list[int]:
        values = self.entries()
        for i, value in enumerate(values):
            if type(value) is not int or not 0 <= value < count:
                Node(value, f"{self.where}[{i}]").index(count)
        return values

    def distinct_indices(self, count: int) -> list[int]:
        return distinct(self, self.indices(count))

    def ascending_indices(self, count: int) -> list[int]:
        values = self.indices(count)
        if any(a >= b for a, b in zip(values, values[1:])):
            raise self.fault("is not in order, each once")
        return values

    def pair(self, count: int) -> tuple[int, int]:
        """Two numbers that differ."""
        first, second = (item.index(count) for item in self.exactly(2))
        if first == second:
            raise self.fault("names the same twice")
        return first, second

    def two(self, count: int) -> tuple[int, int]:
        """Two numbers, or one twice."""
        first, second = (item.index(count) for item in self.exactly(2))
        return first, second

    def day(self) -> str:
        text = self.text()
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            datetime.date.fromisoformat(text)
        except ValueError:
            raise self.fault("is not a day") from None
        return text

    def place(self) -> tuple[float, float]:
        latitude, longitude = self.exactly(2)
        return latitude.number(-90.0, 90.0), longitude.number(-180.0, 180.0)


def distinct(node: Node, values: list) -> list:
    if len(set(values)) != len(values):
        raise node.fault("names something twice")
    return values


def ascending_ids(parent: Node, name: str, ids: list[str]) -> None:
    if any(a >= b for a, b in zip(ids, ids[1:])):
        raise parent.field(name).fault("is not in the order of the ids")


# ---------------------------------------------------------------- things and terms

class Thing(NamedTuple):
    id: str
    kind: str
    on: list
    roles: list
    risk_kind: Optional[str]
    unknown: frozenset
    whole: Optional[int]
    ends: tuple
    undisclosed: bool
    diverse_from: frozenset

    def is_of(self, kind: str) -> bool:
        if kind in ROLES:
            return self.kind == "site" and kind in self.roles
        return self.kind == kind


def read_thing(node: Node, count: int) -> Thing:
    node.only("id", "kind", "on", "roles?", "risk_kind?", "unknown?", "whole?", "ends?",
              "undisclosed?", "diverse_from?")
    kind = node.field("kind").word(THING_KINDS)
    roles, risk_kind, unknown, whole, ends, undisclosed, diverse_from = map(node.maybe, (
        "roles", "risk_kind", "unknown", "whole", "ends", "undisclosed", "diverse_from"))
    if kind != "site" and roles and roles.value:
        raise roles.fault("only a site has roles")
    if (kind == "risk") != bool(risk_kind and risk_kind.text()):
        raise node.fault("a risk has a `risk_kind`, and nothing else has one")
    if (kind == "span") != (whole is not None):
        raise node.fault("a span has a `whole`, and nothing else has one")
    for given in (ends, undisclosed, diverse_from):
        if kind != "link" and given and given.value:
            raise given.fault("only a link has this")
    return Thing(
        id=node.field("id").id(),
        kind=kind,
        on=node.field("on").distinct_indices(count),
        roles=roles.words(ROLES) if roles else [],
        risk_kind=risk_kind.text() if risk_kind else None,
        unknown=frozenset(unknown.words(UNKNOWN_WORDS)) if unknown else frozenset(),
        whole=whole.index(count) if whole else None,
        ends=ends.pair(count) if ends and ends.value else (),
        undisclosed=undisclosed.flag() if undisclosed else False,
        diverse_from=frozenset(diverse_from.distinct_indices(count)) if diverse_from else frozenset())


def check_things(nodes: list[Node], things: list[Thing], report: Report) -> None:
    """What a thing may be on, and that no two have one id."""
    ids = set()
    for number, (node, thing) in enumerate(zip(nodes, things)):
        with report.catching():
            # The code of a country may be an id, too.
            if (thing.kind == "country", thing.id) in ids:
                raise node.fault(f"another thing has the id {thing.id}")
            ids.add((thing.kind == "country", thing.id))
            if thing.kind == "country" and not re.fullmatch("[A-Z]{2}", thing.id):
                raise node.fault("its id is not the code of a country")
            if number in thing.on or number in thing.diverse_from:
                raise node.fault("names itself")
            below = [things[n] for n in thing.on]
            for other in below:
                if other.kind != "risk" and other.kind not in RIDES_ON[thing.kind]:
                    raise node.fault(f"a {thing.kind} does not ride on a {other.kind}")
            sites = [n for n in thing.on if things[n].kind == "site"]
            if len(sites) > (1 if thing.kind == "site" else 2):
                raise node.fault("is on too many sites")
            if "left-out" not in thing.unknown:  # else it could not be read wholly
                if (thing.kind == "span" or thing.undisclosed) and len(sites) != 2:
                    raise node.fault("a way is on two sites")
                if thing.kind in ("leg", "channel", "line-system") and not thing.on:
                    raise node.fault("is on nothing")
            if any(things[end].kind != "site" for end in thing.ends):
                raise node.fault("`ends` are not two sites")
            if thing.kind == "link" and not set(sites).issubset(thing.ends):
                raise node.fault("is on a site that is not one of its `ends`")
            if thing.whole is not None and (
                    things[thing.whole].kind != "cable" or thing.whole not in thing.on):
                raise node.fault("`whole` is not the cable that it is on")


class Things(list):
    """All things, by number."""

    def __init__(self, things: list[Thing]) -> None:
        super().__init__(things)
        self.ways: list[list[int]] = [[] for _ in things]  # those that end at each site
        self.closures: dict[int, set[int]] = {}
        for number, thing in enumerate(things):
            for below in thing.on if self.is_way(number) else ():
                if things[below].kind == "site":
                    self.ways[below].append(number)

    def is_way(self, number: int) -> bool:
        return self[number].kind == "span" or self[number].undisclosed

    def closure(self, start: int) -> set[int]:
        if start in self.closures:
            return self.closures[start]
        seen, todo = {start}, [start]
        while todo:
            thing = self[todo.pop()]
            # A closure that is kept costs memory besides time.
            effort.spend(20 + len(thing.on))
            for below in thing.on:
                if below not in seen:
                    seen.add(below)
                    todo.append(below)
        self.closures[start] = seen
        return seen

    def names(self, numbers: Iterable[int]) -> str:
        numbers = list(numbers)
        text = ", ".join(self[n].id for n in numbers[:5])
        return f"{text}, ..." if len(numbers) > 5 else text or "nothing"

    def unknown_in(self, closure: Iterable[int], words: frozenset) -> list[int]:
        return [n for n in closure if not words.isdisjoint(self[n].unknown)]

    def is_left_out(self, closure: Iterable[int]) -> bool:
        return any("left-out" in self[n].unknown for n in closure)

    def warrants(self, link: int, things: Iterable[int]) -> bool:
        """Is it a link whose provider warrants that it is diverse from all of these?"""
        things = list(things)
        effort.spend(len(things))
        far = self[link].diverse_from
        return self[link].kind == "link" and all(
            n in far or self[n].whole in far for n in things)

    def site(self, node: Node) -> int:
        number = node.index(len(self))
        if self[number].kind != "site":
            raise node.fault(f"{self[number].id} is not a site")
        return number


def words_of(kind: str, areas: bool) -> frozenset:
    return frozenset((kind, "risk-area") if kind == "risk" and areas else (kind,))


# The fields of them.
TERMS = ("policy", "allows_unknown", "from", "to", "except", "lines", "avoid", "ends_at", "near")


class Line(NamedTuple):
    kinds: list
    risk_kind: Optional[str]
    areas: bool
    at_most: int
    ends_count: bool
    near_ends_km: Optional[float]

    def counts(self, thing: Thing, kind: str) -> bool:
        return thing.is_of(kind) and (
            thing.kind != "risk" or self.risk_kind is None or self.risk_kind == thing.risk_kind)


class Avoid(NamedTuple):
    kind: str
    things: list
    is_open: bool
    areas: bool


def read_line(node: Node) -> Line:
    node.only("kinds", "risk_kind", "areas", "at_most", "ends_count", "near_ends_km")
    risk_kind, near = node.or_null("risk_kind"), node.or_null("near_ends_km")
    kinds = node.field("kinds").words(KINDS)
    if not kinds:
        raise node.fault("asks for no kind")
    if risk_kind and ("risk" not in kinds or not risk_kind.text()):
        raise risk_kind.fault("no risk is asked for")
    return Line(
        kinds=kinds,
        risk_kind=risk_kind.text() if risk_kind else None,
        areas=node.field("areas").flag(),
        at_most=node.field("at_most").whole(0, MOST_SHARED),
        ends_count=node.field("ends_count").flag(),
        near_ends_km=near.positive(MOST_KILOMETRES) if near else None)


def read_avoid(node: Node, things: Things) -> Avoid:
    node.only("kind", "things", "is_open", "areas")
    avoid = Avoid(
        kind=node.field("kind").word(KINDS),
        things=node.field("things").ascending_indices(len(things)),
        is_open=node.field("is_open").flag(),
        areas=node.field("areas").flag())
    for number in avoid.things:
        if not things[number].is_of(avoid.kind):
            raise node.fault(f"{things[number].id} is not of the kind {avoid.kind}")
    return avoid


class Terms:
    """The ends of a service or a demand, and what its policy says."""

    def __init__(self, node: Node, things: Things, report: Report) -> None:
        self.things = things
        self.from_ = things.site(node.field("from"))
        self.to = things.site(node.field("to"))
        if self.from_ == self.to:
            raise node.field("to").fault("is `from` as well")
        policy = node.or_null("policy")
        if policy and not policy.text():
            raise policy.fault("is empty")
        self.allows_unknown = node.field("allows_unknown").flag()
        for name in ("lines", "avoid"):
            if len(node.field(name).entries()) > MOST_LINES:
                raise node.field(name).fault(f"has more than {MOST_LINES} lines")
        self.lines = [read_line(item) for item in node.field("lines").items()]
        self.avoid = [read_avoid(item, things) for item in node.field("avoid").items()]
        self.has_policy = policy is not None
        asked = self.lines or self.avoid or self.allows_unknown or any(
            node.field(name).entries() for name in ("except", "near"))
        if asked and not policy:
            raise node.field("policy").fault("is null, but something is asked")
        self.ends_at = [end.place() for end in node.field("ends_at").exactly(2)]
        excepted = node.field("except").ascending_indices(len(things))
        self.excepted = set(excepted)
        ends = {self.from_, self.to}
        around = things.closure(self.from_) | things.closure(self.to)
        by_ends = [ends if line.ends_count else around for line in self.lines]
        self.exempt = [of_line.union(excepted) for of_line in by_ends]
        # What is exempt otherwise than by the ends.
        self.freed = [set(excepted).difference(of_line) for of_line in by_ends]
        self.by_ends = by_ends
        self.near_told: set[tuple] = set()
        for item in node.field("near").items():
            with report.catching():
                self.read_near(item)

    def read_near(self, node: Node) -> None:
        node.only("line", "thing", "places")
        number = node.field("line").index(len(self.lines))
        thing = node.field("thing").index(len(self.things))
        if (number, thing) in self.near_told:
            raise node.fault("is there twice")
        self.near_told.add((number, thing))
        line = self.lines[number]
        if not any(line.counts(self.things[thing], kind) for kind in line.kinds):
            raise node.fault(f"{self.things[thing].id} does not count on its line")
        for item in node.field("places").items():
            item.only("at", "reach_km")
        limit = self.lines[number].near_ends_km
        if limit is None:
            raise node.fault("its line has no `near_ends_km`")
        places = [(position(*item.field("at").place()), item.field("reach_km").number(0.0, MOST_KILOMETRES))
                  for item in node.field("places").items()]
        if not places:
            raise node.fault("has no places")
        self.exempt[number].add(thing)
        if thing not in self.by_ends[number]:
            self.freed[number].add(thing)
        if not any(all(along(math.dist(end, at)) / 1000 + reach <= limit + 1e-6 for at, reach in places)
                   for end in (position(*at) for at in self.ends_at)):
            raise node.fault(f"{self.things[thing].id} is not near to an end")

    def counted(self, closure: Iterable[int], line: int, kind: str) -> list[int]:
        """What counts on the line for the kind and is not exempt, in order."""
        closure = list(closure)
        effort.spend(len(closure))
        return sorted(n for n in closure if n not in self.exempt[line]
                      and self.lines[line].counts(self.things[n], kind))

    def all_words(self) -> frozenset:
        """The words of every kind on every line, and of every line of `avoid`."""
        return frozenset().union(
            *(words_of(kind, line.areas) for line in self.lines for kind in line.kinds),
            *(words_of(line.kind, line.areas) for line in self.avoid))


# ---------------------------------------------------------------- diversity

class Diversity:
    """The pairs of legs of a service and what its legs avoid."""

    def __init__(self, terms: Terms, legs: list[int]) -> None:
        self.terms = terms
        self.things = terms.things
        self.legs = legs
        self.closures = [self.things.closure(leg) for leg in legs]
        self.left_out = [self.things.is_left_out(closure) for closure in self.closures]
        self.not_known = [[n for n in c if self.things[n].unknown] for c in self.closures]
        self.memo: dict[tuple, Any] = {}

    def name(self, leg: int) -> str:
        return self.things[self.legs[leg]].id

    def unknown(self, leg: int, words: frozenset) -> list[int]:
        return self.things.unknown_in(self.not_known[leg], words)

    def common(self, pair: tuple, line: int) -> dict[str, tuple[list, list]]:
        """For each kind of the line what the pair shares, and the rest of what is in both."""
        if (pair, line) not in self.memo:
            rule = self.terms.lines[line]
            effort.spend(len(self.closures[pair[0]]) + len(self.closures[pair[1]]))
            both = self.closures[pair[0]] & self.closures[pair[1]]
            effort.spend(2 * len(both) * len(rule.kinds))
            left = {kind: self.terms.counted(both, line, kind) for kind in rule.kinds}
            few = sum(map(len, left.values())) <= rule.at_most
            shared = {kind: [] if few else left[kind] for kind in rule.kinds}
            self.memo[pair, line] = {kind: (shared[kind], sorted(
                n for n in both.difference(shared[kind])
                if rule.counts(self.things[n], kind))) for kind in rule.kinds}
        return self.memo[pair, line]

    def is_warranted(self, leg: int, other: int, line: int, kind: str) -> bool:
        words = words_of(kind, self.terms.lines[line].areas)
        if self.unknown(other, words) and not self.left_out[other]:
            return False
        asked = self.terms.counted(self.closures[other], line, kind)
        return bool(asked) and all(
            self.things.warrants(n, asked) for n in self.unknown(leg, words))

    def verdict(self, pair: tuple, line: int, kind: str, shared: list[int]) -> tuple[str, str]:
        """The verdict, and why."""
        if shared:
            verb = "is" if len(shared) == 1 else "are"
            return "shared", f"{self.things.names(shared)} {verb} shared"
        words = words_of(kind, self.terms.lines[line].areas)
        unknown = [(leg, other) for leg, other in (pair, pair[::-1])
                   if not self.left_out[leg] and self.unknown(leg, words)]
        for leg, other in unknown:
            if not self.is_warranted(leg, other, line, kind):
                return "unknown", f"{self.name(leg)} is unknown and not warranted"
        for leg in pair:
            if self.left_out[leg]:
                return "not-judged", f"{self.name(leg)} is left out"
        if unknown:
            return "warranted", f"{self.name(unknown[0][0])} is unknown and warranted"
        return "disjoint", "nothing is shared or unknown"

    def check_pair(self, node: Node, report: Report) -> tuple:
        node.only("legs", "line", "kind", "verdict", "shared", "exempt")
        pair = node.field("legs").pair(len(self.legs))
        if pair[0] > pair[1]:
            raise node.fault("its legs are not in order")
        line = node.field("line").index(len(self.terms.lines))
        kind = node.field("kind").word(self.terms.lines[line].kinds)
        shared, exempt = self.common(pair, line)[kind]
        with report.catching():
            self.check_list(node.field("shared"), shared)
        with report.catching():
            self.check_list(node.field("exempt"), exempt)
        with report.catching():
            same_verdict(node, self.verdict(pair, line, kind, shared))
        return pair, line, kind

    def avoid_verdict(self, leg: int, avoid: Avoid, met: list[int]) -> tuple[str, str]:
        if not avoid.things and not avoid.is_open:
            return "clear", "there is nothing to avoid"
        if met:
            return "met", f"{self.things.names(met)} is met"
        if self.left_out[leg]:
            return "not-judged", f"{self.name(leg)} is left out"
        unknown = self.unknown(leg, words_of(avoid.kind, avoid.areas))
        if not unknown:
            return "clear", "nothing is met or unknown"
        if not avoid.is_open and all(self.things.warrants(n, avoid.things) for n in unknown):
            return "warranted", f"{self.name(leg)} is unknown and warranted"
        return "unknown", f"{self.name(leg)} is unknown and not warranted"

    def check_avoided(self, node: Node, report: Report) -> tuple:
        node.only("leg", "line", "verdict", "things")
        leg = node.field("leg").index(len(self.legs))
        line = node.field("line").index(len(self.terms.avoid))
        avoid = self.terms.avoid[line]
        met = sorted(self.closures[leg].intersection(avoid.things))
        with report.catching():
            self.check_list(node.field("things"), met)
        with report.catching():
            same_verdict(node, self.avoid_verdict(leg, avoid, met))
        return leg, line

    def check_list(self, node: Node, expected: list[int]) -> None:
        if node.indices(len(self.things)) != expected:
            raise node.fault(f"is {self.things.names(node.value)}, "
                             f"not {self.things.names(expected)}, each once and in order")

    def check(self, service: Node, report: Report) -> None:
        numbers, lines = range(len(self.legs)), self.terms.lines
        asked = [(pair, line, kind) for pair in pairs_of(len(self.legs))
                 for line, rule in enumerate(lines) for kind in rule.kinds]
        check_entries(service.field("pairs"), asked, self.check_pair, report, "pair, line and kind")
        asked = [(leg, line) for leg in numbers for line in range(len(self.terms.avoid))]
        check_entries(service.field("avoided"), asked, self.check_avoided, report, "leg and line")


def pairs_of(legs: int) -> list[tuple]:
    """Each two legs, by the later one, the earlier first."""
    return [(earlier, later) for later in range(legs) for earlier in range(later)]


def check_entries(node: Node, asked: list, check: Any, report: Report, what: str) -> None:
    """Checks each entry. The keys that are asked are those of the entries, in this order."""
    if len(node.entries()) != len(asked):
        raise node.fault(f"has {len(node.entries())} entries, but {len(asked)} are due")
    for item, due in zip(node.items(), asked):
        with report.catching():
            key = check(item, report)
            if key != due:
                raise item.fault(f"{what} is {key}, but {due} is due here")


def same_verdict(node: Node, expected: tuple[str, str]) -> None:
    given = node.field("verdict").text()
    if given != expected[0]:
        raise node.fault(f"verdict {given}, but {expected[1]}")


# ---------------------------------------------------------------- distances

def position(latitude: float, longitude: float) -> Vector:
    phi, lam = math.radians(latitude), math.radians(longitude)
    across = MAJOR / math.sqrt(1 - ECCENTRICITY_2 * math.sin(phi) ** 2)
    return (across * math.cos(phi) * math.cos(lam), across * math.cos(phi) * math.sin(lam),
            across * (1 - ECCENTRICITY_2) * math.sin(phi))


def normal(latitude: float, longitude: float) -> Vector:
    phi, lam = math.radians(latitude), math.radians(longitude)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def along(chord: float) -> float:
    """No geodesic with this chord is longer; without a limit where the page gives none."""
    return 2 * R * math.asin(chord / (2 * R)) if chord <= 2 * R else math.inf


def minus(a: Vector, b: Vector) -> Vector:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def step_along(a: Vector, d: Vector, part: float) -> Vector:
    return a[0] + part * d[0], a[1] + part * d[1], a[2] + part * d[2]


def point_to_line(p: Vector, a: Vector, b: Vector) -> float:
    """The distance of a point and the straight line from a to b."""
    d = minus(b, a)
    square = dot(d, d)
    part = dot(minus(p, a), d) / square if square else 0.0
    return math.dist(p, step_along(a, d, min(1.0, max(0.0, part))))


def line_to_line(a: Vector, b: Vector, c: Vector, d: Vector) -> float:
    """The distance of the straight lines from a to b and from c to d."""
    least = min(point_to_line(a, c, d), point_to_line(b, c, d),
                point_to_line(c, a, b), point_to_line(d, a, b))
    u, v, w = minus(b, a), minus(d, c), minus(a, c)
    uu, uv, vv, uw, vw = dot(u, u), dot(u, v), dot(v, v), dot(u, w), dot(v, w)
    area = uu * vv - uv * uv
    if area > 0:
        s, t = (uv * vw - vv * uw) / area, (uu * vw - uv * uw) / area
        if 0 <= s <= 1 and 0 <= t <= 1:
            least = min(least, math.dist(step_along(a, u, s), step_along(c, v, t)))
    return least


# ---------------------------------------------------------------- separation

class Piece(NamedTuple):
    first: Vector
    last: Vector
    along: float
    strays: float
    lies_off: float
    name: tuple  # the numbers of its stretch and of the piece


class Stretch(NamedTuple):
    of: int
    is_straight: bool
    pieces: list


class End(NamedTuple):
    at: Vector
    slack: float


def straight_off(length: Optional[float], geodesic: float) -> float:
    """How far a line of this length, both in metres, may lie off the geodesic of its ends."""
    if length is None or length >= math.pi * B:
        return math.inf
    if length <= geodesic:
        return 0.0
    inner = (math.sin((length + geodesic) / (4 * B)) * math.sin((length - geodesic) / (4 * B))
             / math.cos(geodesic / (2 * B)))
    return 2 * B * math.asin(math.sqrt(min(1.0, inner)))


def read_straight(node: Node, first: Vector, last: Vector) -> float:
    node.only("length_km", "rounding_m", "geodesic_km")
    length_km = node.or_null("length_km")
    rounding = node.field("rounding_m").number(0.0, MOST_METRES)
    geodesic = node.field("geodesic_km").number(0.0, MOST_KILOMETRES) * 1000
    chord = math.dist(first, last)
    if not chord - MILLIMETRE <= geodesic <= along(chord) + MILLIMETRE:
        raise node.fault("`geodesic_km` is not between the chord of the ends and along of it")
    length = length_km.number(0.0, MOST_KILOMETRES) * 1000 + rounding if length_km else None
    return straight_off(length, geodesic)


def check_geodesic(node: Node, places: list, points: list[Vector]) -> None:
    for i in range(1, len(points) - 1):
        arrives, leaves = minus(points[i], points[i - 1]), minus(points[i + 1], points[i])
        bound = 1e-5 * math.sqrt(dot(arrives, arrives) * dot(leaves, leaves))
        if abs(dot(normal(*places[i]), cross(arrives, leaves))) > bound or dot(arrives, leaves) < 0:
            raise node.fault(f"place {i} does not lie on the geodesic")


def read_stretch(node: Node, number: int, things: Things, closure: set[int]) -> Stretch:
    node.only("of", "slack_m", "straight?", "places")
    of = node.field("of").index(len(things))
    if of not in closure:
        raise node.fault(f"{things[of].id} does not lie in the closure of the leg")
    lies_off = node.field("slack_m").number(0.0, MOST_METRES)
    places = [item.place() for item in node.field("places").items()]
    if not places:
        raise node.fault("has no places")
    if any(a == b for a, b in zip(places, places[1:])):
        raise node.fault("has a place twice on end")
    effort.spend(5 * len(places))
    points = [position(*place) for place in places]
    check_geodesic(node, places, points)
    straight = node.maybe("straight")
    if straight:
        lies_off += read_straight(straight, points[0], points[-1])
    pieces = []
    for i, (first, last) in enumerate(zip(points, points[1:] or points)):  # a place is a piece
        length = along(math.dist(first, last))
        strays = length ** 2 / (8 * R) + 0.005
        pieces.append(Piece(first, last, length, strays, lies_off, (number, i)))
    return Stretch(of, straight is not None, pieces)


class Box(NamedTuple):
    """Pieces that lie within `radius` of a straight line and lie off by `slip` at most.

    The line follows the pieces, so a box of neighbours is narrow however they run.
    """

    first: Vector
    last: Vector
    radius: float
    slip: float
    halves: tuple  # two boxes, or nothing if it is one piece
    piece: Optional[Piece]

    def size(self) -> float:
        return math.dist(self.first, self.last) + 2 * self.radius if self.halves else -1.0


def box_of_two(a: Box, b: Box) -> Box:
    radius = max(a.radius + point_to_line(a.last, a.first, b.last),
                 b.radius + point_to_line(b.first, a.first, b.last))
    return Box(a.first, b.last, radius, max(a.slip, b.slip), (a, b), None)


def box_of(pieces: Iterable[Piece]) -> Optional[Box]:
    boxes = [Box(piece.first, piece.last, 0.0, piece.strays + piece.lies_off, (), piece)
             for piece in pieces]
    while len(boxes) > 1:
        joined = [box_of_two(a, b) for a, b in zip(boxes[::2], boxes[1::2])]
        boxes = joined + boxes[len(joined) * 2:]
    return boxes[0] if boxes else None


def too_near(one: Optional[Box], other: Optional[Box], distance: float) -> Optional[tuple]:
    """Two pieces that are not proven to be this far apart, or None."""
    todo = [(one, other)] if one and other else []
    while todo:
        a, b = todo.pop()
        effort.spend(5)
        apart = line_to_line(a.first, a.last, b.first, b.last)
        if apart - a.radius - b.radius - a.slip - b.slip >= distance - MILLIMETRE:
            continue
        if a.piece and b.piece:
            return a.piece, b.piece
        if a.size() >= b.size():
            todo.extend((half, b) for half in a.halves)
        else:
            todo.extend((a, half) for half in b.halves)
    return None


class Separation:
    """How far the legs of a service run apart."""

    def __init__(self, node: Node, diversity: Diversity, report: Report) -> None:
        node.only("distance_km", "near_ends_km", "ends", "courses", "pairs")
        if not diversity.terms.has_policy:
            raise node.fault("there is no policy that asks for it")
        self.diversity = diversity
        self.distance = node.field("distance_km").positive(MOST_KILOMETRES) * 1000
        near = node.or_null("near_ends_km")
        self.near = near.positive(MOST_KILOMETRES) * 1000 if near else None
        self.ends = []
        for item, at in zip(node.field("ends").exactly(2), diversity.terms.ends_at):
            item.only("at", "slack_m")
            if item.field("at").place() != at:
                raise item.fault("`at` is not the same as in `ends_at`")
            self.ends.append(End(position(*at), item.field("slack_m").number(0.0, MOST_METRES)))
        self.courses: list[Optional[list[Stretch]]] = []
        for item, closure in zip(node.field("courses").exactly(len(diversity.legs)),
                                 diversity.closures):
            self.courses.append(self.read_course(item, closure, report))
        self.boxes: dict[int, Optional[Box]] = {}
        self.wholes: dict[int, Optional[Fault]] = {}

    def read_course(self, node: Node, closure: set, report: Report) -> Optional[list[Stretch]]:
        if node.value is None:
            return None
        course: Optional[list[Stretch]] = []
        for number, item in enumerate(node.items()):
            try:
                stretch = read_stretch(item, number, self.diversity.things, closure)
            except Fault as fault:
                report.add(fault.where, fault.what)
                course = None
                continue
            if course is not None:
                course.append(stretch)
        return course

    def counts(self, piece: Piece) -> bool:
        """False only if the piece does not count, being near to an end."""
        return self.near is None or not any(
            (along(math.dist(end.at, piece.first)) + along(math.dist(end.at, piece.last))
             + piece.along) / 2 + piece.lies_off + end.slack <= self.near for end in self.ends)

    def counts_for_certain(self, piece: Piece) -> bool:
        return self.near is None or all(
            point_to_line(end.at, piece.first, piece.last) - piece.strays - piece.lies_off
            - end.slack > self.near for end in self.ends)

    def course(self, node: Node, leg: int) -> list[Stretch]:
        course = self.courses[leg]
        if course is None:
            raise node.fault(f"the course of {self.diversity.name(leg)} is not told or faulty")
        return course

    def box(self, node: Node, leg: int) -> Optional[Box]:
        if leg not in self.boxes:
            self.boxes[leg] = box_of(
                piece for stretch in self.course(node, leg) for piece in stretch.pieces
                if self.counts(piece))
        return self.boxes[leg]

    def must_be_whole(self, node: Node, leg: int) -> None:
        if leg not in self.wholes:
            self.wholes[leg] = None
            try:
                self.check_whole(node, leg)
            except Fault as fault:
                self.wholes[leg] = fault
        if self.wholes[leg]:
            raise node.fault(self.wholes[leg].what)

    def check_whole(self, node: Node, leg: int) -> None:
        """A course that keeps apart holds all that the leg leads along."""
        joined = set()
        things, terms = self.diversity.things, self.diversity.terms
        places: dict[int, list[Stretch]] = {}
        for stretch in self.course(node, leg):
            places.setdefault(stretch.of, []).append(stretch)
        for number in self.diversity.closures[leg]:
            thing = things[number]
            conduits = [n for n in thing.on if things[n].kind == "conduit"]
            if thing.undisclosed or thing.kind == "span" and not conduits:
                raise node.fault(f"{thing.id} does not say where it runs")
            sites = [n for n in thing.on if things[n].kind == "site"]
            for below in conduits + sites if thing.kind == "span" else ():
                if below not in places and below not in terms.excepted:
                    raise node.fault(f"the course lacks {things[below].id}")
            for conduit in conduits if thing.kind == "span" else ():
                if conduit in joined:
                    continue
                joined.add(conduit)
                if conduit in places and not self.is_joined(things[conduit], places, conduit):
                    raise node.fault(f"{things[conduit].id} does not lead from site to site")

    def is_joined(self, conduit: Thing, places: dict, number: int) -> bool:
        things = self.diversity.things
        stretches = places[number]
        leads = all(a.pieces[-1].last == b.pieces[0].first for a, b in zip(stretches, stretches[1:]))
        ends = (stretches[0].pieces[0].first, stretches[-1].pieces[-1].last)
        sites = [places[site][0].pieces[0].first for site in conduit.on
                 if things[site].kind == "site" and site in places]
        return leads and all(site in ends for site in sites)

    def check_apart(self, node: Node, pair: tuple) -> None:
        for leg in pair:
            self.must_be_whole(node, leg)
        found = too_near(self.box(node, pair[0]), self.box(node, pair[1]), self.distance)
        if found:
            raise node.fault("verdict apart, but pieces {} and {} may be too close".format(
                *("{}.{}".format(*piece.name) for piece in found)))

    def check_witness(self, node: Node, pair: tuple) -> None:
        named = []
        witness = node.field("witness")
        for leg, item in zip(pair, witness.exactly(2)):
            stretches = self.course(node, leg)
            number, place = item.exactly(2)
            stretch = stretches[number.index(len(stretches))]
            piece = stretch.pieces[place.index(len(stretch.pieces))]
            if stretch.is_straight:
                raise item.fault("nobody drew this stretch")
            if not self.counts_for_certain(piece):
                raise item.fault("the piece does not count for certain")
            named.append((stretch, piece))
        (one, a), (other, b) = named
        between = line_to_line(a.first, a.last, b.first, b.last)
        slip = a.strays + a.lies_off + b.strays + b.lies_off
        if one.of != other.of and not along(between + slip) < self.distance:
            raise witness.fault("the two pieces are not too close for certain")

    def check_pair(self, node: Node, report: Report) -> tuple:
        node.only("legs", "verdict", "witness?", "at_least_m?", "at_most_m?")
        pair = node.field("legs").pair(len(self.courses))
        with report.catching():
            verdict = node.field("verdict").word(SEPARATION_VERDICTS)
            if (node.maybe("witness") is None) == (verdict == "too-close"):
                raise node.fault("`too-close` has a `witness`, and nothing else has one")
            least, most = (given.number(0.0, MOST_METRES) if given else None for given in
                           (node.maybe("at_least_m"), node.maybe("at_most_m")))
            if least is not None and most is not None and least > most:
                raise node.fault("`at_least_m` is more than `at_most_m`")
            if verdict == "apart":
                self.check_apart(node, pair)
            elif verdict == "too-close":
                self.check_witness(node, pair)
        return pair

    def check(self, node: Node, report: Report) -> None:
        asked = pairs_of(len(self.courses))
        check_entries(node.field("pairs"), asked, self.check_pair, report, "pair of legs")


# ---------------------------------------------------------------- availability

def fails_with(things: Things, leg: int, parts: set[int]) -> set[int]:
    """What a leg fails with: a link that is a part leads to its ends only."""
    seen, todo = {leg}, [leg]
    while todo:
        number = todo.pop()
        thing = things[number]
        effort.spend(2 + len(thing.on))
        stops = thing.kind == "link" and number in parts
        for below in thing.ends if stops else thing.on:
            if below not in seen:
                seen.add(below)
                todo.append(below)
    return seen


def time_down(ups: dict[int, Decimal], legs: int, needs: int) -> float:
    """The part of the time that fewer than `needs` of the legs are up.

    `ups` has, of sets of legs as bits, the part of the time in which no part is down
    that fails exactly these. For each set, the part of the time in which all legs
    outside it are up is the product of those that are not within the set. The sum over
    the sets that are exactly down follows by inclusion and exclusion, with so many
    digits that what cancels out does not matter.
    """
    with decimal.localcontext() as context:
        context.prec = DIGITS
        always_down, sets = 0, range(1 << legs)
        within = [Decimal(1) for _ in sets]
        for fails, up in ups.items():
            if up:
                within[fails] = up
            else:
                always_down |= fails
        for bit in (1 << leg for leg in range(legs)):
            for subset in sets:
                if subset & bit:
                    within[subset] *= within[subset ^ bit]
        factors = [sum((-1) ** (down - size) * math.comb(legs - size, down - size)
                       for down in range(max(size, legs - needs + 1), legs + 1))
                   for size in range(legs + 1)]
        return float(sum(factors[bin(subset).count("1")] * (within[-1] / within[subset])
                         for subset in sets if subset & always_down == always_down))


def check_availability(node: Node, things: Things, legs: list[int], needs: int,
                       report: Report) -> None:
    node.only("parts", "down", "is_complete")
    if not node.field("parts").items():
        raise node.field("parts").fault("is empty")
    for item in node.field("parts").items():
        item.only("thing", "legs", "down")
    if len(legs) > MOST_LEGS_OF_SETS:
        raise node.fault("there are too many sets of legs to add up")
    parts = [(item, item.field("thing").index(len(things))) for item in node.field("parts").items()]
    numbers = set(distinct(node.field("parts"), [thing for _, thing in parts]))
    reached = [fails_with(things, leg, numbers) for leg in legs]
    ups: dict[int, Decimal] = {}
    for item, thing in parts:
        fails = [i for i, with_it in enumerate(reached) if thing in with_it]
        with report.catching():
            if item.field("legs").indices(len(legs)) != fails or not fails:
                raise item.fault(f"{things[thing].id} fails legs {fails}, not {item.value['legs']}")
        down = item.field("down").number(0.0, 1.0)
        bits = sum(1 << i for i in fails)
        with decimal.localcontext() as context:
            context.prec = DIGITS
            ups[bits] = ups.get(bits, Decimal(1)) * (1 - Decimal(down))
    node.field("is_complete").flag()
    given = node.field("down").number(0.0, 1.0)
    effort.spend(40 * (len(ups) + (len(legs) << len(legs))))
    down = time_down(ups, len(legs), needs)
    if not math.isclose(given, down, rel_tol=1e-9, abs_tol=1e-300):
        raise node.fault(f"`down` is {given!r}, but adds up to {down!r}")


def check_service(node: Node, things: Things, report: Report) -> None:
    node.only("service", *TERMS, "needs", "legs", "pairs", "avoided", "separation", "availability")
    terms = Terms(node, things, report)
    needs = node.field("needs").whole(1, MOST_NEEDED)
    legs = node.field("legs").distinct_indices(len(things))
    if not 1 <= len(legs) <= MOST_LEGS:
        raise node.field("legs").fault("are none, or too many")
    own = node.field("service").id() + ":"
    for leg in legs:
        if things[leg].kind != "leg" or not things[leg].id.startswith(own) or things[leg].id == own:
            raise node.field("legs").fault(f"{things[leg].id} is not a leg of it")
    diversity = Diversity(terms, legs)
    with report.catching():
        diversity.check(node, report)
    report.pairs += len(legs) * (len(legs) - 1) // 2
    with report.catching():
        asked = node.or_null("separation")
        if asked:
            Separation(asked, diversity, report).check(asked, report)
            report.separations += 1
    with report.catching():
        availability = node.or_null("availability")
        if availability:
            check_availability(availability, things, legs, needs, report)
            report.availabilities += 1


# ---------------------------------------------------------------- the net of a demand

class Label(NamedTuple):
    what: str  # `thing`, `way` or `near`
    things: tuple


class Edge(NamedTuple):
    way: int
    ends: tuple
    weight: int
    labels: list
    bits: int  # the labels, as a set


class Sharing(NamedTuple):
    units: list
    takes: list  # of each label the units by line


def one_of(node: Node, names: tuple) -> tuple[str, Node]:
    """The one field of these that it has."""
    given = list(node.value) if isinstance(node.value, dict) else []
    if len(given) != 1 or given[0] not in names:
        raise node.fault("is not one of " + ", ".join(f"`{name}`" for name in names))
    return given[0], node.field(given[0])


def read_label(node: Node, count: int) -> Label:
    what, value = one_of(node, ("thing", "way", "near"))
    return Label(what, value.pair(count) if what == "near" else (value.index(count),))


def read_sharing(node: Node, lines: int, labels: int) -> Sharing:
    node.only("units", "takes")
    units = [item.whole(0, MOST_SHARED) for item in node.field("units").exactly(lines)]
    takes = []
    for item in node.field("takes").exactly(labels):
        pairs = [pair.exactly(2) for pair in item.items()]
        numbers = [line.index(lines) for line, _ in pairs]
        if any(a >= b for a, b in zip(numbers, numbers[1:])):
            raise item.fault("is not in order, each line once")
        takes.append(dict(zip(numbers, (number.whole(1) for _, number in pairs))))
    return Sharing(units, takes)


class Net:
    """The net of a demand, and its checks against the things."""

    def __init__(self, node: Node, terms: Terms) -> None:
        things = terms.things
        self.node, self.terms, self.things = node, terms, things
        self.sites = distinct(node.field("sites"), [
            things.site(item) for item in node.field("sites").items()])
        for end in (terms.from_, terms.to):
            if end not in self.sites:
                raise node.field("sites").fault(f"{things[end].id} is not among them")
        self.start, self.goal = self.sites.index(terms.from_), self.sites.index(terms.to)
        self.labels = [read_label(item, len(things)) for item in node.field("labels").items()]
        distinct(node.field("labels"), [
            (label.what, *sorted(label.things)) for label in self.labels])
        # Sets of labels are kept as bits.
        effort.spend(len(self.labels) * len(node.field("edges").entries()) // 50)
        self.edges = [self.read_edge(item) for item in node.field("edges").items()]
        ways = set(distinct(node.field("edges"), [edge.way for edge in self.edges]))
        for item, label in zip(node.field("labels").items(), self.labels):
            if label.what != "thing" and not ways.issuperset(label.things):
                raise item.fault("is not of ways of edges")
        self.keeps_apart = node.field("keeps_apart").flag()
        sharing = node.or_null("sharing")
        self.sharing = (
            read_sharing(sharing, len(terms.lines), len(self.labels)) if sharing else None)
        self.unknown_edges = node.field("unknown_edges").ascending_indices(len(self.edges))
        self.maybe_near = [
            item.two(len(self.edges)) for item in node.field("maybe_near").items()]
        distinct(node.field("maybe_near"), [tuple(sorted(pair)) for pair in self.maybe_near])
        if self.keeps_apart and not terms.has_policy:
            raise node.field("keeps_apart").fault("there is no policy that asks for it")
        self.closures = {edge.way: things.closure(edge.way) for edge in self.edges}
        self.counted: dict[int, dict[int, int]] = {}
        self.avoided = {n for line in terms.avoid for n in line.things}

    def read_edge(self, node: Node) -> Edge:
        node.only("way", "ends", "weight", "labels")
        labels = node.field("labels").distinct_indices(len(self.labels))
        way = node.field("way").index(len(self.things))
        if not self.things.is_way(way):
            raise node.fault(f"{self.things[way].id} is neither a span nor an undisclosed link")
        return Edge(
            way=way,
            ends=node.field("ends").pair(len(self.sites)),
            weight=node.field("weight").whole(0, MOST_WEIGHT),
            labels=labels,
            bits=sum(1 << label for label in labels))

    def label_name(self, number: int) -> str:
        label = self.labels[number]
        return f"label {number} ({label.what} {self.things.names(label.things)})"

    def takes_of(self, thing: int) -> dict[int, int]:
        """For each line on which it counts and is not exempt, on how many kinds of it."""
        if thing not in self.counted:
            self.counted[thing] = {}
            for number, line in enumerate(self.terms.lines):
                kinds = sum(line.counts(self.things[thing], kind) for kind in line.kinds)
                if kinds and thing not in self.terms.exempt[number]:
                    self.counted[thing][number] = kinds
        return self.counted[thing]

    def frees(self, thing: int) -> bool:
        """Whether two routes may be one where they ride on the thing."""
        takes = self.takes_of(thing)
        if takes:
            return all(self.terms.lines[line].at_most > 0 for line in takes)
        return any(
            thing in self.terms.freed[number]
            and any(line.counts(self.things[thing], kind) for kind in line.kinds)
            for number, line in enumerate(self.terms.lines))

    def check(self, report: Report) -> None:
        for check in (self.check_labels, self.check_edges, self.check_sharing,
                      self.check_unknown_edges, self.check_left_out):
            with report.catching():
                check(report)

    def check_labels(self, report: Report) -> None:
        for node, label in zip(self.node.field("labels").items(), self.labels):
            if label.what == "thing" and not self.takes_of(label.things[0]):
                report.add(node.where, f"{self.things[label.things[0]].id} counts on no line")
        if len({n for edge in self.edges for n in edge.labels}) != len(self.labels):
            raise self.node.field("labels").fault("has one that lies on no edge")

    def check_edges(self, report: Report) -> None:
        of_thing = {label.things[0]: number for number, label in enumerate(self.labels)
                    if label.what == "thing"}
        near: dict[int, set[int]] = {}
        for number, label in enumerate(self.labels):
            for way in label.things if label.what == "near" else ():
                near.setdefault(way, set()).add(number)
        for node, edge in zip(self.node.field("edges").items(), self.edges):
            with report.catching():
                self.check_edge(node, edge, of_thing, near.get(edge.way, set()))

    def check_edge(self, node: Node, edge: Edge, of_thing: dict, near: set[int]) -> None:
        closure = self.closures[edge.way]
        effort.spend(3 * len(closure) + len(edge.labels))
        for end in edge.ends:
            if self.sites[end] not in self.things[edge.way].on:
                raise node.fault(f"its way is not on {self.things[self.sites[end]].id}")
        if not closure.isdisjoint(self.avoided):
            raise node.fault("its way meets what is to be avoided")
        due = {n for n in closure if self.takes_of(n)}
        has = {what: [n for n in edge.labels if self.labels[n].what == what]
               for what in ("thing", "way", "near")}
        missing = sorted(n for n in due if of_thing.get(n) not in has["thing"])
        if missing:
            raise node.fault(f"{self.things.names(missing)} counts, but is no label of it")
        extra = [n for n in has["thing"] if self.labels[n].things[0] not in closure]
        extra += [n for n in has["way"] if self.labels[n].things[0] != edge.way]
        extra += [n for n in has["near"] if n not in near]
        if extra:
            raise node.fault(f"{self.label_name(extra[0])} does not belong to it")
        if not near.issubset(has["near"]):
            missing = near.difference(has["near"])
            raise node.fault(f"{self.label_name(min(missing))} is missing")
        freed = any(self.frees(n) for n in closure)
        if not has["way"] and not freed:
            raise node.fault("it has no label of its own")
        if has["way"] and freed and not self.keeps_apart:
            raise node.fault("it has a label of its own, and may be shared")

    def check_sharing(self, _report: Report) -> None:
        node = self.node.field("sharing")
        at_most = [line.at_most for line in self.terms.lines]
        if (self.sharing is None) != (not any(at_most)):
            raise node.fault("is null exactly if all `at_most` are 0; this is not so")
        if self.sharing is None:
            return
        if self.sharing.units != at_most:
            raise node.fault("`units` is not `at_most` of the lines")
        for number, (label, takes) in enumerate(zip(self.labels, self.sharing.takes)):
            due = self.takes_of(label.things[0]) if label.what == "thing" else {}
            if takes != due:
                raise node.field("takes").items()[number].fault(
                    f"is not {[list(item) for item in due.items()]}")

    def check_unknown_edges(self, _report: Report) -> None:
        words = self.terms.all_words() | {"left-out"}
        way_is_unknown = {way: bool(self.things.unknown_in(closure, words))
                          for way, closure in self.closures.items()}
        due = [i for i, edge in enumerate(self.edges) if way_is_unknown[edge.way]]
        if self.unknown_edges != due:
            raise self.node.field("unknown_edges").fault(f"is not {due}")

    def check_left_out(self, report: Report) -> None:
        avoided, ways = self.avoided, set()
        for item in self.node.field("left_out").items():
            item.only("way", "because", "why")
            way = item.field("way").index(len(self.things))
            if way in ways or not self.things.is_way(way):
                raise item.fault(f"{self.things[way].id} is no way, or there twice")
            ways.add(way)
            with report.catching():
                because = item.field("because").index(len(self.things))
                why = item.field("why").word(REASONS)
                if way in self.closures:
                    raise item.fault(f"{self.things[way].id} is the way of an edge")
                if because not in self.things.closure(way):
                    raise item.fault(f"{self.things[because].id} is not in its closure")
                if why == "avoided" and because not in avoided:
                    raise item.fault(f"{self.things[because].id} is not to be avoided")
        self.check_complete(ways, report)

    def check_complete(self, left_out: set[int], report: Report) -> None:
        """No way that is on a site that is reached may be missing."""
        for number in sorted(n for site in self.reached() for n in self.things.ways[site]):
            if number not in self.closures and number not in left_out:
                raise self.node.fault(f"{self.things[number].id} is neither an edge nor left out")

    def reached(self) -> set[int]:
        """The sites, as things, that the edges lead to from `from`."""
        beside: dict[int, list[int]] = {}
        for edge in self.edges:
            for here, there in (edge.ends, edge.ends[::-1]):
                beside.setdefault(here, []).append(there)
        seen, todo = {self.start}, [self.start]
        while todo:
            for there in beside.get(todo.pop(), ()):
                if there not in seen:
                    seen.add(there)
                    todo.append(there)
        return {self.sites[site] for site in seen}


# ---------------------------------------------------------------- routes and proofs

def bits_of(labels: int) -> list[int]:
    found = []
    while labels:
        low = labels & -labels
        found.append(low.bit_length() - 1)
        labels ^= low
    return found


def check_walk(node: Node, net: Net, limit: float) -> list[int]:
    route = node.distinct_indices(len(net.edges))
    if not route:
        raise node.fault("has no edge")
    here, weight = net.start, 0
    for number in route:
        ends = net.edges[number].ends
        if here not in ends:
            raise node.fault(f"edge {number} does not follow on")
        here = ends[1] if here == ends[0] else ends[0]
        weight += net.edges[number].weight
    if here != net.goal:
        raise node.fault("does not lead to the end")
    if weight > limit:
        raise node.fault(f"its weight {weight} is more than {limit}")
    return route


def check_shared(where: str, net: Net, shared: int) -> None:
    """May two routes share all of these labels?"""
    labels = bits_of(shared)
    taken: dict[int, int] = {}
    for label in labels:
        if net.sharing is None or not net.sharing.takes[label]:
            raise Fault(where, f"they share {net.label_name(label)}")
        for line, units in net.sharing.takes[label].items():
            taken[line] = taken.get(line, 0) + units
    for line, units in taken.items():
        if units > net.sharing.units[line]:
            raise Fault(where, f"they share {units} units of line {line}, too many: "
                        + ", ".join(map(net.label_name, labels)))


def check_routes(node: Node, net: Net, wanted: int, limit: float, must_be_known: bool) -> None:
    if len(node.entries()) != wanted:
        raise node.fault(f"there are {len(node.entries())}, not {wanted}")
    routes = [check_walk(item, net, limit) for item in node.items()]
    unknown = set(net.unknown_edges) if must_be_known else set()
    maybe_near = net.maybe_near if must_be_known else []
    labels = []
    for number, route in enumerate(routes):
        if not unknown.isdisjoint(route):
            raise Fault(f"{node.where}[{number}]", "has an edge that is unknown")
        bits = 0
        for edge in route:
            bits |= net.edges[edge].bits
        labels.append(bits)
    sets = [set(route) for route in routes]
    for a, b in combinations(range(wanted), 2):
        where = f"{node.where}[{a}] and [{b}]"
        check_shared(where, net, labels[a] & labels[b])
        for one, other in maybe_near:
            if one in sets[a] and other in sets[b] or other in sets[a] and one in sets[b]:
                raise Fault(where, f"edges {one} and {other} may be too near")


class Case:
    """What each route avoids, and what each pair of routes is said to share."""

    __slots__ = ("avoids", "said")

    def __init__(self, avoids: list[int], said: dict) -> None:
        self.avoids, self.said = avoids, said

    def spend(self) -> None:
        """A case that is kept costs what it holds."""
        effort.spend(sum(8 + (bits.bit_length() >> 6) for bits in (*self.avoids, *self.said.values())))

    def where_avoids(self, route: int, label: int) -> Case:
        self.spend()
        case = Case(list(self.avoids), self.said)
        case.avoids[route] |= 1 << label
        return case

    def where_share(self, one: int, other: int, label: int) -> Case:
        self.spend()
        pair = (min(one, other), max(one, other))
        said = {**self.said, pair: self.said.get(pair, 0) | 1 << label}
        return Case(list(self.avoids), said)


class Prover:
    """Follows the steps of a proof that there are no such routes in the net."""

    def __init__(self, net: Net, wanted: int, limit: float, only_known: bool) -> None:
        self.start, self.goal = net.start, net.goal
        self.wanted, self.limit = wanted, limit
        bits = [edge.bits for edge in net.edges]
        self.label_count = len(net.labels)
        if only_known:
            for pair in net.maybe_near:
                for edge in pair:
                    bits[edge] |= 1 << self.label_count
                self.label_count += 1
        self.units = net.sharing.units if net.sharing else None
        self.takes = net.sharing.takes if net.sharing else []
        gone = set(net.unknown_edges) if only_known else set()
        self.beside: list[list[tuple]] = [[] for _ in net.sites]
        for number, edge in enumerate(net.edges):
            if number not in gone:
                for here, there in (edge.ends, edge.ends[::-1]):
                    self.beside[here].append((there, edge.weight, bits[number]))
        self.memo: dict[int, bool] = {}
        self.cost = 2 * len(net.edges) + len(net.edges) * self.label_count // 500

    def must_be_stuck(self, node: Node, avoids: int) -> None:
        if avoids not in self.memo:
            self.memo[avoids] = self.is_stuck(avoids)
        if not self.memo[avoids]:
            raise node.fault("a route avoids it all")

    def is_stuck(self, avoids: int) -> bool:
        """Is every walk without these labels heavier than the limit, or is there none?"""
        effort.spend(self.cost)
        least, todo = {self.start: 0}, [(0, self.start)]
        while todo:
            weight, here = heapq.heappop(todo)
            if weight > self.limit:
                return True
            if here == self.goal:
                return False
            if weight > least[here]:
                continue
            for there, more, labels in self.beside[here]:
                total = weight + more
                if not labels & avoids and (there not in least or total < least[there]):
                    least[there] = total
                    heapq.heappush(todo, (total, there))
        return True

    def may_share(self, case: Case, one: int, other: int, label: int) -> bool:
        if self.units is None:
            return False
        said = case.said.get((min(one, other), max(one, other)), 0)
        if said >> label & 1:
            return True
        if label >= len(self.takes) or not self.takes[label]:
            return False
        return all(
            units + sum(self.takes[n].get(line, 0) for n in bits_of(said)) <= self.units[line]
            for line, units in self.takes[label].items())

    def others_avoid(self, case: Case, user: int, label: int, but: int) -> None:
        """`user` uses the label: so all but one that may not share it with it avoid it."""
        for route in range(self.wanted):
            if route not in (user, but) and not self.may_share(case, user, route, label):
                case.avoids[route] |= 1 << label

    def branches(self, case: Case, route: int, labels: list[tuple]) -> Iterator[Case]:
        """The cases that a step `cases` calls for, in turn."""
        for label, other in labels:
            before = case.avoids[other]
            yield case.where_avoids(other, label)
            if self.units is None and any(
                    avoids == before for n, avoids in enumerate(case.avoids) if n != other):
                return
            if self.may_share(case, route, other, label):
                yield case.where_share(route, other, label)
            case.avoids[route] |= 1 << label
            self.others_avoid(case, other, label, but=route)

    def take(self, node: Node, case: Case) -> Iterable[Case]:
        """Checks a step. Returns the cases that the steps after it prove."""
        what, value = one_of(node, ("dead", "forced", "cases"))
        if what == "dead":
            route = value.index(self.wanted)
            self.must_be_stuck(node, case.avoids[route])
            return ()
        if what == "forced":
            route, label = value.exactly(2)
            route, label = route.index(self.wanted), label.index(self.label_count)
            self.must_be_stuck(node, case.avoids[route] | 1 << label)
            self.others_avoid(case, route, label, but=route)
            return (case,)
        value.only("route", "labels")
        route = value.field("route").index(self.wanted)
        labels = [(label.index(self.label_count), other.index(self.wanted)) for label, other
                  in (item.exactly(2) for item in value.field("labels").items())]
        distinct(value.field("labels"), [label for label, _ in labels])
        avoids = case.avoids[route]
        for label, other in labels:
            if other == route:
                raise node.fault("the other route is the same")
            avoids |= 1 << label
        self.must_be_stuck(node, avoids)
        return self.branches(case, route, labels)

    def check(self, node: Node) -> None:
        open_cases: list[Iterator[Case]] = [iter((Case([0] * self.wanted, {}),))]
        steps = node.entries()
        for number, value in enumerate(steps, start=1):
            step = Node(value, f"{node.where} step {number}")
            case = next_case(open_cases)
            if case is None:
                raise step.fault("all is proven already")
            open_cases.append(iter(self.take(step, case)))
        if next_case(open_cases):
            raise node.fault(f"a step is missing after step {len(steps)}")


def next_case(open_cases: list[Iterator[Case]]) -> Optional[Case]:
    while open_cases:
        case = next(open_cases[-1], None)
        if case is not None:
            return case
        open_cases.pop()
    return None


def check_demand(node: Node, things: Things, report: Report) -> None:
    node.only("demand", "date", *TERMS, "sites", "labels", "edges", "sharing", "left_out",
              "unknown_edges", "maybe_near", "wanted", "keeps_apart", "limit", "verdict",
              "routes?", "proof?")
    node.field("date").day()
    verdict = node.field("verdict").word(DEMAND_VERDICTS)
    wanted = node.field("wanted").whole(1, MOST_ROUTES)
    limit_node = node.or_null("limit")
    limit = limit_node.whole(0, MOST_WEIGHT) if limit_node else math.inf
    for name, verdicts in (("routes", ("met", "unknown")), ("proof", ("refused", "unknown"))):
        given = node.maybe(name)
        if bool(given and given.entries()) != (verdict in verdicts):
            raise node.fault(f"verdict {verdict}, but `{name}` are there or not")
    terms = Terms(node, things, report)
    net = Net(node, terms)
    net.check(report)
    if verdict == "unknown" and terms.allows_unknown:
        report.add(node.where, "verdict unknown, but the policy allows it")
    if verdict in ("met", "unknown"):
        with report.catching():
            must_be_known = verdict == "met" and not terms.allows_unknown
            check_routes(node.field("routes"), net, wanted, limit, must_be_known)
    if verdict in ("refused", "unknown"):
        with report.catching():
            Prover(net, wanted, limit, verdict == "unknown").check(node.field("proof"))
            report.proofs += 1
    report.demands += 1


# ---------------------------------------------------------------- the file

class Unreadable(Exception):
    """The file cannot be read, or is no evidence of version 1."""


def read_file(path: str, report: Report) -> Node:
    def fields(pairs: list[tuple]) -> dict:
        if len(dict(pairs)) != len(pairs):
            report.add("file", "an object has a field twice")
        return dict(pairs)

    def constant(text: str) -> float:
        report.add("file", f"{text} is not a number")
        return float(text)

    global effort
    try:
        with open(path, "rb") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise Unreadable(f"is larger than {MOST_BYTES} bytes")
        effort = Effort(len(text))
        value = json.loads(text.decode("utf-8"), object_pairs_hook=fields, parse_constant=constant)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"is not JSON: {error}") from None
    if not isinstance(value, dict) or value.get("format") != "corridor-evidence":
        raise Unreadable("is no evidence")
    if type(value.get("version")) is not int or value["version"] != 1:
        raise Unreadable("is no evidence of version 1")
    return Node(value, "")


def check_file(file: Node, report: Report) -> None:
    with report.catching():
        file.only("format", "version", "declarations", "today", "as_of", "things", "services",
                  "demands")
    with report.catching():
        if not re.fullmatch("sha256:[0-9a-f]{64}", file.field("declarations").text()):
            raise file.field("declarations").fault("is not a hash")
    for name in ("today", "as_of"):
        with report.catching():
            file.field(name).day()
    nodes = file.field("things").items()
    read = []
    for node in nodes:
        with report.catching():
            read.append(read_thing(node, len(nodes)))
    if len(read) != len(nodes):
        return
    check_things(nodes, read, report)
    if report.faults:
        return
    things = Things(read)
    for name, check in (("services", check_service), ("demands", check_demand)):
        with report.catching():
            for node in file.field(name).items():
                with report.catching():
                    check(node, things, report)
    with report.catching():
        ids = [node.field("service").id() for node in file.field("services").items()]
        ascending_ids(file, "services", ids)
    with report.catching():
        ids = [node.field("demand").id() for node in file.field("demands").items()]
        ascending_ids(file, "demands", ids)


def verify(path: str, prefix: str) -> int:
    report = Report()
    try:
        file = read_file(path, report)
    except Unreadable as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    except Enough:
        file = None
    try:
        with report.catching():
            if file:
                check_file(file, report)
    except Spent:
        report.faults = ["the file takes too many steps to check"]
    except Enough:
        report.faults.append("there are more faults")
    for fault in report.faults:
        print(prefix + " ".join(fault.split()))
    if not report.faults:
        print(prefix + report.summary())
    return 1 if report.faults else 0


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    if not arguments:
        print("usage: verify.py FILE...", file=sys.stderr)
        return 2
    one = len(arguments) == 1
    return max(verify(path, "" if one else f"{path}: ") for path in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
