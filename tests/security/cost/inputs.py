#!/usr/bin/env python3
"""Writes inputs that were made to cost much, one folder each: inputs.py FOLDER [BYTES [NAME…]].

Each is grown to about BYTES (1,000,000 if none are named), in the shape that once cost most."""
import json, os, random, sys

ROOT = sys.argv[1]
SIZE = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
CASES = {}
r = random.Random(1)


def case(f):
    CASES[f.__name__.replace("_", "-")] = f
    return f


H = "site A { at 40.4 49.8; country AZ }\nsite B { at 40.5 49.9; country AZ }\n"


def grow(head, line, tail="", size=None):
    """Lines of rising numbers until the size is reached."""
    size = size or SIZE
    out, have, n = [head], len(head) + len(tail), 0
    while True:
        text = line(n)
        have += len(text.encode()) + 1
        if have > size and n: break
        out.append(text); n += 1
    return "\n".join(out) + "\n" + tail


def one(text): return {"corridor.kdl": text}


def sch(kind, schema, n=None, line=None, extra=""):
    line = line or (lambda i: f"{kind} n{i} {{ note x }}")
    body = grow("corridor { title t; schemas s }\n" + extra, line, size=n or 2000)
    return {"corridor.kdl": body, f"s/{kind}.schema.json": schema if isinstance(schema, str) else json.dumps(schema)}


def chain(levels, leaf, key="allOf", width=2):
    d = {f"a{i}": {key: [{"$ref": f"#/$defs/a{i+1}"}] * width} for i in range(levels)}
    return {"$defs": {**d, f"a{levels}": leaf}, key: [{"$ref": "#/$defs/a0"}]}


@case
def schema_doubles(): return sch("metro", chain(40, {"type": "object"}))
@case
def schema_doubles_errors(): return sch("metro", chain(22, {"required": ["zzz"]}))
@case
def schema_doubles_anyof(): return sch("metro", chain(26, {"required": ["zzz"]}, "anyOf"))
@case
def schema_doubles_oneof(): return sch("metro", chain(26, {"type": "object"}, "oneOf"))
@case
def schema_doubles_not():
    d = {f"a{i}": {"not": {"allOf": [{"$ref": f"#/$defs/a{i+1}"}, {"$ref": f"#/$defs/a{i+1}"}]}} for i in range(40)}
    return sch("metro", {"$defs": {**d, "a40": {"type": "object"}}, "$ref": "#/$defs/a0"})
@case
def schema_doubles_if():
    d = {f"a{i}": {"if": {"$ref": f"#/$defs/a{i+1}"}, "then": {"$ref": f"#/$defs/a{i+1}"}, "else": {"$ref": f"#/$defs/a{i+1}"}} for i in range(40)}
    return sch("metro", {"$defs": {**d, "a40": {"type": "object"}}, "$ref": "#/$defs/a0"})
@case
def schema_doubles_properties():
    d = {f"a{i}": {"properties": {"note": {"$ref": f"#/$defs/a{i+1}"}, "x": True}, "allOf": [{"$ref": f"#/$defs/a{i+1}"}, {"$ref": f"#/$defs/a{i+1}"}]} for i in range(40)}
    return sch("metro", {"$defs": {**d, "a40": {"type": "object"}}, "$ref": "#/$defs/a0"})
@case
def schema_doubles_dynamic():
    d = {f"a{i}": {"$dynamicAnchor": f"d{i}", "allOf": [{"$dynamicRef": f"#d{i+1}"}] * 2} for i in range(40)}
    return sch("metro", {"$defs": {**d, "a40": {"$dynamicAnchor": "d40", "type": "object"}}, "$dynamicRef": "#d0"})
@case
def schema_doubles_anchor():
    d = {f"a{i}": {"$anchor": f"d{i}", "allOf": [{"$ref": f"#d{i+1}"}] * 2} for i in range(40)}
    return sch("metro", {"$defs": {**d, "a40": {"$anchor": "d40", "type": "object"}}, "$ref": "#d0"})
@case
def schema_doubles_id():
    d = {f"a{i}": {"$id": f"http://x/a{i}", "allOf": [{"$ref": f"http://x/a{i+1}"}] * 2} for i in range(40)}
    return sch("metro", {"$id": "http://x/root", "$defs": {**d, "a40": {"$id": "http://x/a40", "type": "object"}}, "$ref": "http://x/a0"})
@case
def schema_doubles_relative_id():
    d = {f"a{i}": {"$id": f"a{i}", "allOf": [{"$ref": f"a{i+1}"}] * 2} for i in range(40)}
    return sch("metro", {"$id": "http://x/root", "$defs": {**d, "a40": {"$id": "a40", "type": "object"}}, "$ref": "a0"})
@case
def schema_doubles_deps():
    d = {f"a{i}": {"dependentSchemas": {"id": {"$ref": f"#/$defs/a{i+1}"}, "note": {"$ref": f"#/$defs/a{i+1}"}}} for i in range(40)}
    return sch("metro", {"$defs": {**d, "a40": {"required": ["zz"]}}, "$ref": "#/$defs/a0"})
@case
def schema_doubles_unevaluated():
    d = {f"a{i}": {"allOf": [{"$ref": f"#/$defs/a{i+1}"}] * 2, "unevaluatedProperties": True} for i in range(14)}
    return sch("metro", {"$defs": {**d, "a14": {"type": "object"}}, "$ref": "#/$defs/a0", "unevaluatedProperties": False})
@case
def schema_self(): return sch("metro", {"allOf": [{"$ref": "#"}, {"$ref": "#"}]})
@case
def schema_self_not(): return sch("metro", {"not": {"$ref": "#"}})
@case
def schema_self_deep(): return sch("metro", {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}, "properties": {"note": {"allOf": [{"$ref": "#"}] * 50}}})
@case
def schema_meta(): return sch("metro", {"$ref": "https://json-schema.org/draft/2020-12/schema"})
@case
def schema_meta_doubles(): return sch("metro", {"allOf": [{"$ref": "https://json-schema.org/draft/2020-12/schema"}] * 3000})
@case
def schema_recursive_ref(): return sch("metro", {"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveAnchor": True, "allOf": [{"$recursiveRef": "#"}] * 2})
@case
def schema_old_draft():
    d = {f"a{i}": {"allOf": [{"$ref": f"#/definitions/a{i+1}"}] * 2} for i in range(40)}
    return sch("metro", {"$schema": "http://json-schema.org/draft-04/schema#", "definitions": {**d, "a40": {"type": "object"}}, "allOf": [{"$ref": "#/definitions/a0"}]})
@case
def schema_deep(): return sch("metro", '{"not":' * 100_000 + "true" + "}" * 100_000)
@case
def schema_deep_100(): return sch("metro", '{"not":' * 120 + "true" + "}" * 120)
@case
def schema_pattern_backtrack():
    return sch("metro", {"properties": {"note": {"pattern": "^(?=(a+)+$)(a|aa)+\\1$"}}}, n=SIZE, line=lambda i: f"metro n{i} {{ note {'a' * 60}b }}")
@case
def schema_pattern_lookahead():
    return sch("metro", {"properties": {"note": {"allOf": [{"pattern": f"^(a*)*(?!b){i}$"} for i in range(50)]}}}, n=SIZE, line=lambda i: f"metro n{i} {{ note {'a' * 60}b }}")
@case
def schema_pattern_big(): return sch("metro", {"properties": {"note": {"allOf": [{"pattern": f"(a{{1,{900+i%90}}}){{1,{100+i//90}}}"} for i in range(400)]}}})
@case
def schema_pattern_unicode(): return sch("metro", {"properties": {"note": {"allOf": [{"pattern": f"^\\p{{L}}{{1,{500+i}}}$"} for i in range(400)]}}}, n=100_000, line=lambda i: f"metro n{i} {{ note {'a' * 400} }}")
@case
def schema_pattern_props(): return sch("metro", {"patternProperties": {f"^(a|b)*{i}$": True for i in range(2000)}}, n=SIZE // 2)
@case
def schema_pattern_long_text(): return sch("metro", {"properties": {"note": {"allOf": [{"pattern": f"(x+x+)+y{i}"} for i in range(100)]}}}, n=SIZE, line=lambda i: f"metro n{i} {{ note {'x' * 400_000} }}")
@case
def schema_dfa_blowup(): return sch("metro", {"properties": {"note": {"pattern": "[ab]*a[ab]{200}c"}}}, n=SIZE, line=lambda i: f"metro n{i} {{ note {''.join(r.choice('ab') for _ in range(400_000))} }}")
@case
def schema_enum_big(): return sch("metro", {"properties": {"note": {"enum": [f"w{i}" for i in range(100_000)]}}}, n=300_000)
@case
def schema_const_objects(): return sch("metro", {"anyOf": [{"const": {"id": "n", "note": "y", "k": [1] * 50}} for i in range(2000)]}, n=300_000)
@case
def schema_enum_objects(): return sch("metro", {"enum": [{"id": f"n{i}", "note": "y"} for i in range(5000)]}, n=300_000)
@case
def schema_many_keywords(): return sch("metro", {"allOf": [{"required": ["zzz"]} for _ in range(9000)]}, n=500_000)
@case
def schema_many_required(): return sch("metro", {"required": [f"z{i}" for i in range(20_000)]}, n=300_000)
@case
def schema_many_properties(): return sch("metro", {"properties": {f"z{i}": True for i in range(20_000)}}, n=300_000)
@case
def schema_items(): return sch("service", {"properties": {"leg": {"items": {"properties": {"over": {"items": {"allOf": [{"pattern": f"^[a-z]*{i}"} for i in range(900)]}}}}}}}, n=SIZE, line=lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over {' '.join(f'k{j}' for j in range(2000))} }} }}", extra=H)
@case
def schema_contains(): return sch("service", {"properties": {"leg": {"items": {"properties": {"over": {"allOf": [{"contains": {"const": f"q{i}"}} for i in range(900)]}}}}}}, n=SIZE, line=lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over {' '.join(f'k{j}' for j in range(2000))} }} }}", extra=H)
@case
def schema_unique(): return sch("service", {"properties": {"leg": {"items": {"properties": {"over": {"allOf": [{"uniqueItems": True}] * 900}}}}}}, n=SIZE, line=lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over {' '.join(f'k{j}' for j in range(20000))} }} }}", extra=H)
@case
def schema_unique_objects(): return sch("site", {"properties": {"label": {"uniqueItems": True}}}, n=SIZE, line=lambda i: "site s%d { at 40 40; country AZ; %s }" % (i, "; ".join(f"label k{j} x" for j in range(30_000))))
@case
def schema_names(): return sch("metro", {"propertyNames": {"allOf": [{"pattern": f"^[a-z]*{i}?"} for i in range(2000)]}}, n=SIZE // 2)
@case
def schema_format(): return sch("metro", {"properties": {"note": {"allOf": [{"format": f} for f in ["regex", "uri", "email", "idn-email", "hostname", "idn-hostname", "iri", "uri-template", "json-pointer", "date-time", "duration", "ipv6", "uuid"] * 60]}}}, n=SIZE, line=lambda i: f"metro n{i} {{ note {'a.' * 10_000}b }}")
@case
def schema_many_files(): return {"corridor.kdl": "corridor { title t; schemas " + " ".join(f"s{i}" for i in range(2000)) + " }\n" + "\n".join(f"metro n{i}" for i in range(3000)), **{f"s{i}/metro.schema.json": '{"required":["zz"]}' for i in range(2000)}}
@case
def schema_same_folder_named_often(): return {"corridor.kdl": "corridor { title t; schemas " + "s " * 50_000 + "}\n" + "\n".join(f"metro n{i}" for i in range(3000)), "s/metro.schema.json": '{"required":["zz"]}'}
@case
def schema_multiple_of(): return sch("site", {"properties": {"at": {"properties": {"lat": {"multipleOf": 1e-300}, "lon": {"multipleOf": 1e300}}}}}, n=100_000, line=lambda i: f"site n{i} {{ at 40.123456789 49.1; country AZ }}")
@case
def schema_big_counts(): return sch("service", {"properties": {"leg": {"minItems": 10**18, "contains": True, "minContains": 10**18}}}, n=100_000, line=lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over K }} }}", extra=H)


def share(services, things=100, legs=64, pol="disjoint risk; unknown allow", extra=""):
    out = ["site A { at 40 45; country AZ }", "site B { at 41 45.5; country AZ }"]
    out += [f"risk R{i} {{ kind flood; member K }}" for i in range(things)]
    out += [extra, "cable K { medium terrestrial; span 1 { from A; to B; length (km)150 } }", f"policy P {{ {pol} }}", "link L { from A; to B; capacity (Gbps)100; over K }"]
    leg = "; ".join(f"leg l{i} {{ over L }}" for i in range(legs))
    return one("\n".join(out + [f"service S{i} {{ from A; to B; capacity (Mbps)1; policy P; {leg} }}" for i in range(services)]) + "\n")


@case
def legs_share_1(): return share(1)
@case
def legs_share_5(): return share(5)
@case
def legs_share_many(): return share(SIZE // 1600)
@case
def legs_share_two_legs(): return share(SIZE // 110, legs=2)
@case
def legs_share_exempt(): return share(SIZE // 1600, pol="disjoint risk at-most=1000; unknown allow")
@case
def legs_share_near(): return share(SIZE // 1600, pol="disjoint risk cable span near-ends=(km)500; unknown allow")
@case
def legs_many_lines(): return share(SIZE // 1600, things=1, pol="; ".join("disjoint risk cable span link conduit site metro country operator right-of-way landing-station border-crossing at-most=9" for _ in range(64)) + "; unknown allow")
@case
def legs_many_lines_kinds(): return share(SIZE // 1600, things=3, pol="; ".join(f"disjoint risk kind=k{i}" for i in range(64)) + "; unknown allow")
@case
def legs_risk_areas(): return share(SIZE // 3200, things=0, extra=grow("", lambda i: f"risk Q{i} {{ kind flood; area {{ circle 40 45 radius=(km)100 }} }}", size=SIZE // 2), pol="disjoint risk")
@case
def legs_cable_span(): return share(SIZE // 1600, things=1, pol="disjoint cable span link site; unknown allow")
@case
def legs_avoid(): return share(SIZE // 3200, things=1, pol="avoid site " + " ".join(["A"] * (SIZE // 4)))
@case
def legs_avoid_lines(): return share(SIZE // 3200, things=100, pol="; ".join("avoid risk flood" for _ in range(64)))
@case
def legs_except(): return share(SIZE // 250, legs=2, things=1, extra=grow("", lambda i: f"metro m{i}", size=SIZE // 4), pol="disjoint risk; except " + " ".join(f"m{i}" for i in range(SIZE // 60)))
@case
def legs_separation(): return share(SIZE // 1600, things=1, pol="separation (km)10", extra="")
@case
def legs_separation_via():
    via = " ".join(f"via {40 + i/9000:.4f} {45 + i/9000:.4f};" for i in range(2000))
    return one(f"site A {{ at 40 45; country AZ }}\nsite B {{ at 41 45.5; country AZ }}\nconduit c {{ from A; to B; kind trench; {via} }}\nconduit d {{ from A; to B; kind trench; {via} }}\ncable K {{ medium terrestrial; span 1 {{ from A; to B; along c }} }}\ncable M {{ medium terrestrial; span 1 {{ from A; to B; along d }} }}\npolicy P {{ separation (km)10 near-ends=(km)1 }}\n" + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; policy P; leg a {{ over K }}; leg b {{ over M }} }}", size=SIZE - 110_000))
@case
def legs_warranty(): return one(H + "operator O { name O; country AZ }\ncable K { medium terrestrial; span 1 { from A; to B; length (km)150 } }\n" + f"link U {{ from A; to B; capacity (Gbps)1; undisclosed #true; provider O; diverse-from {' '.join(['K'] * (SIZE // 8))} }}\npolicy P {{ disjoint cable span }}\n" + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Mbps)1; policy P; leg a {{ over U }}; leg b {{ over K }} }}", size=SIZE // 2))
@case
def legs_unknown_long_over():
    n = SIZE // 200
    sites = "".join(f"site s{i} {{ at {40+i*1e-4:.4f} 45; country AZ }}\n" for i in range(n + 1))
    cable = "cable K { medium terrestrial; " + "; ".join(f"span {i+1} {{ from s{i}; to s{i+1} }}" for i in range(n)) + " }\n"
    return one(sites + cable + f"policy P {{ disjoint conduit cable; separation (km)1 }}\nservice S {{ from s0; to s{n}; capacity (Gbps)1; policy P; " + "; ".join(f"leg l{j} {{ over K }}" for j in range(64)) + " }\n")


@case
def deep_within(n=None):
    n = n or SIZE // 160
    return one(H + "\n".join(f"conduit c{i} {{ from A; to B; kind trench" + (f"; within c{i-1}" if i else "") + " }" for i in range(n)) + "\n" + "\n".join(f"cable k{i} {{ medium terrestrial; span 1 {{ from A; to B; length (km)15; along c{i} }} }}" for i in range(n)) + "\npolicy P { disjoint conduit }\n" + "\n".join(f"service s{i} {{ from A; to B; capacity (Gbps)1; policy P; leg a {{ over k{i} }}; leg b {{ over k{(i * 7) % n} }} }}" for i in range(n // 10)))
@case
def deep_within_backwards():
    n = SIZE // 60
    return one(H + "\n".join(f"conduit c{i} {{ from A; to B; kind trench; within c{i+1} }}" for i in range(n)) + f"\nconduit c{n} {{ from A; to B; kind trench }}\n")
@case
def deep_within_cycle():
    n = SIZE // 60
    return one(H + "\n".join(f"conduit c{i} {{ from A; to B; kind trench; within c{(i+1) % n} }}" for i in range(n)))
@case
def deep_sites(): n = SIZE // 50; return one("\n".join(f"site c{i} {{ at 40 45; country AZ" + (f"; within c{i-1}" if i else "") + " }" for i in range(n)))
@case
def deep_operators(): n = SIZE // 100; return one(H + "\n".join(f"operator c{i} {{ name n; country AZ" + (f"; parent c{i-1}" if i else "") + " }" for i in range(n)) + "\n" + "\n".join(f"link l{i} {{ from A; to B; capacity (Gbps)1; undisclosed #true; provider c{n-1-i} }}" for i in range(n // 3)))
@case
def deep_links():
    n = SIZE // 70
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\nlink l0 { from A; to B; capacity (Gbps)1; over K }\n" + "\n".join(f"link l{i} {{ from A; to B; capacity (Gbps)1; over l{i-1} }}" for i in range(1, n)))
@case
def deep_links_services():
    n = SIZE // 160
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\npolicy P { disjoint link; availability (percent)99.99; round-trip (ms)5; encryption optical }\nlink l0 { from A; to B; capacity (Gbps)1; over K }\n" + "\n".join(f"link l{i} {{ from A; to B; capacity (Gbps)1; over l{i-1} }}" for i in range(1, n)) + "\n" + "\n".join(f"service s{i} {{ from A; to B; capacity (Gbps)1; policy P; leg a {{ over l{i} }}; leg b {{ over l{n-1-i} }} }}" for i in range(n)))
@case
def doubling_links():
    n = 60
    s = "".join(f"site s{i} {{ at {40+i*0.01} 45; country AZ }}\n" for i in range(3))
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\nlink l0 { from A; to B; capacity (Gbps)1; over K }\n" + "\n".join(f"link l{i} {{ from A; to B; capacity (Gbps)1; over l{i-1} l{i-1} l{i-1} }}" for i in range(1, n)) + "\n" + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over l{n-1} }}; leg b {{ over l{n-2} }} }}", size=SIZE // 2))
@case
def deep_within_outages():
    f = deep_within(SIZE // 320)["corridor.kdl"]
    return one(f + grow("", lambda i: f'outage o{i} {{ on c0; starts "2026-06-01T00:00:00Z"; ends "2026-06-02T00:00:00Z" }}', size=SIZE // 2))
@case
def deep_within_risks():
    n = SIZE // 240
    f = deep_within(n)["corridor.kdl"]
    return one(f + "\n".join(f"risk R{i} {{ kind flood; member c0 }}" for i in range(n)))


@case
def one_line(): return one("/*\u00e9*/" + ";".join(f"a{i % 10}" for i in range(SIZE // 3)) + "\n")
@case
def one_line_ascii(): return one(";".join(f"a{i % 10}" for i in range(SIZE // 3)) + "\n")
@case
def one_line_declared(): return one(";".join(f"metro é{i}" for i in range(SIZE // 12)) + "\n")
@case
def one_line_refs(): return one("site é { at 40 45; country AZ };" + ";".join(f"link é{i} {{ from q; to é }}" for i in range(SIZE // 30)) + "\n")
@case
def short_lines(): return one("a\n" * (SIZE // 2))
@case
def braces(): return one("}\n" * (SIZE // 2))
@case
def braces_files(): return {f"f{i}.kdl": "}\n" * 100 for i in range(SIZE // 200)}
@case
def open_braces(): return one("a{" * (SIZE // 2))
@case
def open_braces_lines(): return one("a {\n" * (SIZE // 4))
@case
def quotes(): return one('"\n' * (SIZE // 2))
@case
def quotes_raw(): return one('#"\n' * (SIZE // 3))
@case
def triple(): return one('"""\n' * (SIZE // 4))
@case
def hashes(): return one('a ' + '#' * (SIZE // 2) + '"x"' + '#' * (SIZE // 2))
@case
def hashes_many(): return one('a ##"x"#\n' * (SIZE // 9))
@case
def slashdash(): return one("/-" * (SIZE // 2))
@case
def comments(): return one("/*" * (SIZE // 2))
@case
def comments_lines(): return one("/* a\n" * (SIZE // 5))
@case
def escapes(): return one('a "' + "\\u{e9}" * (SIZE // 6) + '"')
@case
def bad_escapes(): return one('a "' + "\\q" * (SIZE // 2) + '"')
@case
def controls(): return one("a \u202e b\n" * (SIZE // 8))
@case
def conflict(): return one("<<<<<<< a\n=======\n>>>>>>> b\n" * (SIZE // 30))
@case
def numbers(): return one("a " + "1" * SIZE)
@case
def numbers_many(): return one("a 1e999999999\n" * (SIZE // 14))
@case
def kdl1(): return one('a true r"x"\n' * (SIZE // 12))
@case
def long_ids(): return one(f"metro {'a' * (SIZE // 2)}\nmetro {'a' * (SIZE // 2)}\n")
@case
def long_names_findings(): return one("site A { at 1 1; country AZ }\n" + f"operator {'a' * 10_000} {{ name x; parent zz }}\n" + grow("", lambda i: f"operator {'a' * 500}{i} {{ parent zz{i} }}", size=SIZE // 2))
@case
def long_id_named_often():
    i = "a" * (SIZE // 3)
    return one(H + f"operator {i} {{ name x; country AZ; parent {i} }}\n" + grow("", lambda k: f"site s{k} {{ at 40 45; country AZ; operator zz; metro q }}", size=SIZE // 3))
@case
def service_long_id():
    i = "a" * (SIZE // 3)
    legs = "; ".join(f"leg l{k} {{ over K }}" for k in range(64))
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\n" + "".join(f"risk r{k} {{ kind flood; member K }}\n" for k in range(100)) + f"policy P {{ disjoint risk cable span }}\nservice {i} {{ from A; to B; capacity (Gbps)1; policy P; {legs} }}\n")


def words(n, length, letters="abcdefgh"):
    q = random.Random(7)
    return ["".join(q.choice(letters) for _ in range(length)) for _ in range(n)]


@case
def misspelt():
    ids = words(SIZE // 160, 40)
    return one("site A { at 40.4 49.8; country AZ }\n" + "\n".join(f"operator {i} {{ name x; country AZ }}" for i in ids) + "\n" + "\n".join(f"site s{n} {{ at 40 {48 + n / 1000}; country AZ; operator {i[:-3]}zzz }}" for n, i in enumerate(ids)))
@case
def misspelt_prefix():
    n = SIZE // 220
    p = "x" * 55
    return one("\n".join(f"operator {p}{i} {{ name x; country AZ }}" for i in range(n)) + "\n" + "\n".join(f"site s{i} {{ at 40 {48 + i / 1000}; country AZ; operator {p}q{i} }}" for i in range(n)))
@case
def misspelt_one_list():
    n = SIZE // 30
    return one("\n".join(f"metro m{i:06}" for i in range(n)) + "\nrisk R { kind flood; member " + " ".join(f"n{i:06}" for i in range(n)) + " }")
@case
def misspelt_unicode():
    n = SIZE // 200
    p = "é" * 28
    return one("\n".join(f'operator "{p}{i}" {{ name x; country AZ }}' for i in range(n)) + "\n" + "\n".join(f'site s{i} {{ at 40 {48 + i / 1000}; country AZ; operator "{p}q{i}" }}' for i in range(n)))
@case
def misspelt_parts():
    n = SIZE // 60
    return one(H + "cable K { medium terrestrial; " + "; ".join(f"span p{i} {{ from A; to B }}" for i in range(n)) + " }\nlink L { from A; to B; over " + " ".join(f"K:q{i}" for i in range(n)) + " }")
@case
def misspelt_kinds(): return one(grow("", lambda i: f"sitte s{i}"))
@case
def misspelt_fields(): return one(grow("", lambda i: f"site s{i} {{ locodde x; opperator y; metrro z }}"))
@case
def misspelt_words(): return one(grow("", lambda i: f"site s{i} {{ at 40 45; role popp hubb landing-statoin }}"))
@case
def misspelt_units(): return one(H + grow("", lambda i: f"conduit c{i} {{ from A; to B; length (kmm)3 }}"))
@case
def misspelt_rules(): return one(grow("rules {", lambda i: f"allow shared-condit{i}", "}"))
@case
def misspelt_waivers(): return one(grow("", lambda i: f'waiver {{ rule shared-condit; on q{i}; reason r; approved-by a; expires "2027-01-01" }}'))
@case
def unknown_fields_one(): return one("site s { " + "; ".join(f"f{i} 1" for i in range(SIZE // 9)) + " }")
@case
def unknown_fields_nested(): return one(grow("site s { at { ", lambda i: f"f{i} {{ g{i} 1 }}", "} }"))
@case
def unknown_fields_many(): return one(grow("", lambda i: f"site s{i} {{ " + "; ".join(f"f{j} 1" for j in range(101)) + " }"))
@case
def unknown_in_parts(): return one("cable K { medium terrestrial; " + grow("", lambda i: f"span {i} {{ from A; to B; zz{i} 1 }}") + "}")
@case
def unknown_props(): return one("site s " + " ".join(f"p{i}=1" for i in range(SIZE // 9)))
@case
def repeated_fields(): return one("site s { " + "at 1 1; " * (SIZE // 8) + "}")
@case
def repeated_props(): return one("site s { at 1 1 " + "a=1 " * (SIZE // 4) + "}")
@case
def duplicates(): return one("metro m\n" * (SIZE // 8))
@case
def duplicates_two(): return one(grow("", lambda i: f"metro m{i}\nmetro m{i}"))
@case
def duplicates_corridor(): return one("corridor { title t }\n" * (SIZE // 21))
@case
def duplicate_parts(): return one("cable K { medium terrestrial; " + "; ".join("span 1 { from A; to B }" for i in range(SIZE // 26)) + " }")
@case
def missing_fields(): return one(grow("", lambda i: f"link l{i}"))
@case
def wrong_units(): return one(H + grow("", lambda i: f"conduit c{i} {{ from A; to B; length 3; cuts (km)3; repair 5 }}"))
@case
def wrong_kind(): return one(H + grow("", lambda i: f"link l{i} {{ from l{i}; to l0; over A B }}"))
@case
def long_over():
    n = SIZE // 5
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\nlink L { from A; to B; over " + "K " * n + "}")
@case
def long_over_legs():
    n = SIZE // 200
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\npolicy P { disjoint cable span conduit; availability (percent)99; round-trip (ms)1 }\nservice S { from A; to B; capacity (Gbps)1; policy P; " + "; ".join(f"leg l{j} {{ over " + "K " * n + "}" for j in range(64)) + " }")
@case
def long_over_cables():
    n = SIZE // 60
    return one(H + "cable K { medium terrestrial; " + "; ".join(f"span {i} {{ from A; to B }}" for i in range(n)) + " }\nlink L { from A; to B; over " + "K " * (n // 2) + "}")
@case
def long_along():
    n = SIZE // 5
    return one(H + "conduit c { from A; to B; kind trench }\ncable K { medium terrestrial; span 1 { from A; to B; along " + "c " * n + "} }")
@case
def cables_in_links():
    m = int((SIZE / 60) ** 0.5 * 1.5)
    return one(H + "cable K { medium terrestrial; " + "; ".join(f"span {i} {{ from A; to B; length (km)15 }}" for i in range(SIZE // 100)) + " }\n" + grow("", lambda i: f"link l{i} {{ from A; to B; capacity (Gbps)1; over K }}", size=SIZE // 2))
@case
def systems_in_channels():
    n = SIZE // 150
    s = "".join(f"site s{i} {{ at {40+i*1e-4:.4f} 45; country AZ }}\n" for i in range(n + 1))
    c = "cable K { medium terrestrial; " + "; ".join(f"span {i+1} {{ from s{i}; to s{i+1}; length (km)1 }}" for i in range(n)) + " }\nline-system LS { over " + " ".join(f"K:{i+1}" for i in range(n)) + "; grid flexible }\n"
    return one(s + c + grow("", lambda i: f"channel c{i} {{ over LS; slot (THz)193.1 width=(GHz)50; capacity (Gbps)100 }}", size=SIZE // 3))
@case
def channels_same_slot():
    return one(H + "cable K { medium terrestrial; fibre G.652.D pairs=96; span 1 { from A; to B; length (km)15 } }\nline-system LS { over K:1; grid flexible }\n" + grow("", lambda i: f"channel c{i} {{ over LS; slot (THz)193.1 width=(GHz)50 }}"))
@case
def links_on_channel():
    return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\nlink L { from A; to B; capacity (Gbps)1; over K }\n" + grow("", lambda i: f"link x{i} {{ from A; to B; capacity (Gbps)1; over L }}"))
@case
def risk_circles(): return one(grow("", lambda i: f"site s{i} {{ at {40 + i % 100 / 100} {45 + i % 77 / 100}; country AZ }}\nrisk r{i} {{ kind seismic; area {{ circle 40 45 radius=(km)500 }} }}"))
@case
def risk_polygon(): return one(grow("", lambda i: f"site s{i} {{ at {40 + i % 100 / 100} {45 + i % 77 / 100}; country AZ }}", size=SIZE // 2) + "risk r { kind seismic; area { polygon " + " ".join(f"{40 + (i % 97) / 97:.4f} {45 + (i % 89) / 89:.4f}" for i in range(SIZE // 32)) + " } }\n")
@case
def risk_polygons(): return one(grow("", lambda i: f"site s{i} {{ at {40 + i % 100 / 100} {45 + i % 77 / 100}; country AZ }}", size=SIZE // 3) + grow("", lambda i: f"risk r{i} {{ kind seismic; area {{ polygon 39 44 42 44 42 {46 + i % 50} 39 47 }} }}", size=SIZE // 2))
@case
def risk_members(): return one(H + grow("", lambda i: f"metro m{i}", size=SIZE // 4) + "risk R { kind flood; member " + " ".join(["A"] * (SIZE // 4)) + " }\n" + grow("", lambda i: f"risk r{i} {{ kind flood; member A B }}", size=SIZE // 3))
@case
def risk_conduits(): return one(H + grow("", lambda i: f"conduit c{i} {{ from A; to B; kind trench; via 40.{i%90+10} 49.{i%80+10} }}\nrisk r{i} {{ kind flood; area {{ circle 40.4 49.8 radius=(km)40 }} }}"))
@case
def waivers_findings():
    return one(H + grow("", lambda i: f'conduit c{i} {{ from A; to B; kind trench; length (km)1 }}\nwaiver {{ rule shorter-than-geodesic; on c{i}; reason r; approved-by A; expires "2027-01-01" }}'))
@case
def waivers_same(): return one(H + "conduit c { from A; to B; kind trench; length (km)1 }\noperator O { name x; country AZ }\n" + grow("", lambda i: f'waiver {{ rule shorter-than-geodesic; on c A{"; reason r" if i else "; reason q"}; approved-by O; expires "2027-01-01" }}'))
@case
def waivers_times():
    legs = "; ".join(f"leg l{k} {{ over K }}" for k in range(64))
    return one(H + "operator O { name x; country AZ }\ncable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\npolicy P { disjoint cable span }\n" + f"service S {{ from A; to B; capacity (Gbps)1; policy P; {legs} }}\n" + grow("", lambda i: f'waiver {{ rule shared-cable; on S l{i} K; reason r{i}; approved-by O; expires "2027-01-01" }}', size=SIZE // 2) + grow("", lambda i: f'waiver {{ rule shared-cable; on S K; reason r{i}; approved-by O; expires "2027-01-01" }}', size=SIZE // 2))
@case
def waivers_on_services(): return one(H + "operator O { name x; country AZ }\ncable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\n" + grow("", lambda i: f'service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over K }} }}\nwaiver {{ rule shared-cable; on s{i}; reason r; approved-by O; expires "2027-01-01" }}'))
@case
def outages(): return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\n" + grow("", lambda i: f'outage o{i} {{ on K; starts "2026-06-01T00:00:00Z"; ends "2026-06-02T00:00:00Z" }}', size=SIZE // 2) + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over K }}; leg b {{ over K }} }}", size=SIZE // 2))
@case
def outages_chain(): return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\ncable M { medium terrestrial; span 1 { from A; to B; length (km)15 } }\n" + grow("", lambda i: f'outage o{i} {{ on {"KM"[i % 2]}; starts "2026-06-01T{i % 24:02}:{i // 24 % 60:02}:00Z"; ends "2026-06-02T{i % 24:02}:00:00Z" }}', size=SIZE - 200) + "service s { from A; to B; capacity (Gbps)1; leg a { over K }; leg b { over M } }\n")
@case
def outage_long_on(): return one(H + "cable K { medium terrestrial; span 1 { from A; to B; length (km)15 } }\n" + f'outage o {{ on {"K " * (SIZE // 4)}; starts "2026-06-01T00:00:00Z"; ends "2026-06-02T00:00:00Z" }}\n' + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over K }} }}", size=SIZE // 2))
@case
def assertions(): return one("\n".join(f"site s{i} {{ at 40 {40 + i / 1000}; country AZ; name n }}" for i in range(SIZE // 120)) + "\n" + "\n".join(f'assert r{i} {{ on site; that "self.name.size() < 99 && self.country.size() < 9"; message m; level warn }}' for i in range(1000)))
@case
def assertions_regex(): return one("\n".join(f"site s{i} {{ at 40 {40 + i / 1000}; country AZ; name {'a' * 300} }}" for i in range(SIZE // 400)) + "\n" + "\n".join(f'assert r{i} {{ on site; that "self.name.matches(\'^(a{{1,{i%50+10}}}){{1,50}}b$\')"; message m; level warn }}' for i in range(1000)))
@case
def assertions_examples(): return one(grow("", lambda i: f'assert r{i} {{ on site; that "true"; message m; ' + "; ".join(f"example ok {{ site A {{ at 1 1 }} }}" for _ in range(20)) + " }"))
@case
def assertions_examples_bad(): return one(grow("", lambda i: f'assert r{i} {{ on site; that "true"; message m; ' + "; ".join(f"example bad {{ sitte A {{ at 1 1 }} }}" for _ in range(20)) + " }"))
@case
def assertions_loop(): return one("\n".join(f"site s{i} {{ at 40 {40 + i / 1000}; country AZ; tag {' '.join(f't{j}' for j in range(60))} }}" for i in range(SIZE // 800)) + "\n" + "\n".join(f'assert r{i} {{ on site; that "self.tag.all(a, self.tag.all(b, self.tag.all(c, a != b || b != c || true)))"; message m; level warn }}' for i in range(400)))
@case
def naming_patterns(): return one("naming {" + "\n".join(f'pattern metro "{{id}}x{i}"' for i in range(256)) + "}\n" + grow("", lambda i: f"metro m{i}"))
@case
def naming_regex(): return one("naming {" + "\n".join(f'match metro #"^(\\p{{L}}{{1,{i+40}}}){{1,20}}$"#' for i in range(256)) + "}\n" + grow("", lambda i: f"metro {'m' * 50}{i}"))
@case
def naming_regex_all():
    return one("naming {" + "\n".join(f'match metro #"^[a-z]*[0-9]*{"|x" * i}$"#' for i in range(200)) + "}\n" + grow("", lambda i: f"metro {'m' * 50}{i}"))
@case
def serials(): return one('naming { pattern metro "m-{serial:4}" }\n' + grow("", lambda i: f"metro m-{i % 10000:04}x{i}"))
@case
def levels(): return one("rules {\n" + "\n".join(f'allow missing-source in="a{i}/**/*.kdl"' for i in range(10_000)) + "\n}\n" + grow("", lambda i: f"metro m{i}", size=SIZE // 2))
@case
def levels_files(): return {"corridor.kdl": "rules {\n" + "\n".join(f'warn missing-source unused-declaration in="a{i}/**/*x*.kdl"' for i in range(10_000)) + "\n}\n", **{f"d{i}/f.kdl": f"metro m{i}\n" for i in range(2000)}}
@case
def levels_long(): return one("rules {\n" + "allow " + "unused-declaration missing-source " * (SIZE // 70) + "\n}\n" + grow("", lambda i: f"metro m{i}", size=SIZE // 2))
@case
def globs(): return {"corridor.kdl": "rules {\n" + "\n".join(f'allow missing-source in="{"{a,b}" * 40}{i}"' for i in range(4000)) + "\n}\n", "b.kdl": "metro m\n"}
@case
def glob_alternatives(): return {"corridor.kdl": "rules {\n" + 'allow missing-source in="' + "{" * 100 + "a" + "}" * 100 + '"\n' + 'allow unused-declaration in="{' + ",".join(f"a{i}*" for i in range(SIZE // 8)) + '}"' + "\n}\n", "b.kdl": "metro m\n"}
@case
def small_files(): return {f"f{i}.kdl": f"metro m{i}\n" for i in range(min(SIZE // 13, 20_000))}
@case
def small_files_bad(): return {f"f{i}.kdl": "x;y;}" for i in range(min(SIZE // 6, 20_000))}
@case
def nested(): return one(("site s { " + "a {" * 127 + "}" * 127 + "}\n") * (SIZE // 530))
@case
def nested_deep(): return one("a {\n" * 200 + "b\n" * (SIZE // 2))
@case
def demands(): return one(H + grow("", lambda i: f"site s{i} {{ at {40+i%100/100} {45+i//100/100}; country AZ }}", size=SIZE // 3) + "\n".join(f"cable k{i} {{ medium terrestrial; span 1 {{ from s{i}; to s{(i*7)%(SIZE//120)} ; length (km)9 }} }}" for i in range(SIZE // 200)) + "\npolicy P { disjoint site cable }\n" + grow("", lambda i: f"demand d{i} {{ from s{i}; to s{i*3%(SIZE//130)}; policy P; routes 3 }}", size=SIZE // 4))
@case
def demands_grid():
    n = int((SIZE / 220) ** 0.5)
    s = "".join(f"site s{i}-{j} {{ at {40+i/50} {45+j/50}; country AZ }}\n" for i in range(n) for j in range(n))
    c = "".join(f"cable h{i}-{j} {{ medium terrestrial; span 1 {{ from s{i}-{j}; to s{i}-{j+1} }} }}\n" for i in range(n) for j in range(n - 1)) + "".join(f"cable v{i}-{j} {{ medium terrestrial; span 1 {{ from s{i}-{j}; to s{i+1}-{j} }} }}\n" for i in range(n - 1) for j in range(n))
    k = "".join(f"risk r{i} {{ kind flood; member " + " ".join(f"h{(i*7+q*13)%n}-{(i*3+q)%(n-1)}" for q in range(6)) + " }\n" for i in range(n * 2))
    return one(s + c + k + "policy P { disjoint risk site cable; unknown allow }\n" + "".join(f"demand d{i} {{ from s0-{i%n}; to s{n-1}-{(i*5)%n}; policy P; routes {2+i%2} }}\n" for i in range(300)))
@case
def demands_round_trip():
    n = int((SIZE / 500) ** 0.5)
    s = "".join(f"site s{i}-{j} {{ at {40+i/50} {45+j/50}; country AZ }}\n" for i in range(n) for j in range(n))
    c = "".join(f"cable h{i}-{j} {{ medium terrestrial; span 1 {{ from s{i}-{j}; to s{i}-{j+1}; length (km)30 }} }}\n" for i in range(n) for j in range(n - 1)) + "".join(f"cable v{i}-{j} {{ medium terrestrial; span 1 {{ from s{i}-{j}; to s{i+1}-{j}; length (km)30 }} }}\n" for i in range(n - 1) for j in range(n))
    return one(s + c + "policy P { disjoint site cable; round-trip (ms)8; separation (km)2 near-ends=(km)3; unknown allow }\n" + "".join(f"demand d{i} {{ from s0-{i%n}; to s{n-1}-{(i*5)%n}; policy P; routes 3 }}\n" for i in range(300)))
@case
def availability():
    n = SIZE // 400
    legs = "; ".join(f"leg l{j} {{ over k{j} }}" for j in range(64))
    return one("corridor { title t; cuts terrestrial (per-1000km-y)2; repair terrestrial (h)12 }\n" + H + "".join(f"cable k{i} {{ medium terrestrial; span 1 {{ from A; to B; length (km)15 }} }}\n" for i in range(64)) + "policy P { availability (percent)99.999 }\n" + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; policy P; needs 3; {legs} }}", size=SIZE - 8000))
@case
def availability_long():
    n = SIZE // 60
    return one("corridor { title t; cuts terrestrial (per-1000km-y)2; repair terrestrial (h)12 }\n" + H + "".join(f"site q{i} {{ at 40.45 49.85; country AZ; availability (percent)99.{i % 10} }}\n" for i in range(100)) + "cable K { medium terrestrial; " + "; ".join(f"span {i} {{ from {'A' if i == 0 else f'q{i%100}'}; to q{(i+1)%100}; length (km)15 }}" for i in range(n // 2)) + " }\npolicy P { availability (percent)99.9 }\n" + grow("", lambda i: f"service s{i} {{ from A; to q1; capacity (Gbps)1; policy P; leg a {{ over K }}; leg b {{ over K }} }}", size=SIZE // 2))
@case
def handoffs(): return one(H + "operator O { name x; country AZ }\noperator Q { name x; country AZ }\n" + grow("", lambda i: f"handoff h{i} {{ of O; with Q; site A }}"))
@case
def devices(): return one(H + "link L { from A; to B; capacity (Gbps)1; undisclosed #true }\n" + grow("", lambda i: f"device d{i} {{ site A; role router; port p {{ link L; speed (Gbps)1 }} }}"))
@case
def device_ports(): return one(H + "link L { from A; to B; capacity (Gbps)1; undisclosed #true }\ndevice D { site A; role router; " + grow("", lambda i: f"port p{i} {{ link L; speed (Gbps)1 }}") + "}\n")
@case
def services_over_one_link(): return one(H + "operator O { name O; country AZ }\nlink L { from A; to B; capacity (Gbps)1; undisclosed #true; provider O }\n" + grow("", lambda i: f"service s{i} {{ from A; to B; capacity (Gbps)1; leg a {{ over L }} }}"))
@case
def sites_same_place(): return one(grow("", lambda i: f"site s{i} {{ at 40.4 49.8; country AZ; name Baku; locode AZBAK }}"))
@case
def sites_outside(): return one(grow("", lambda i: f"site s{i} {{ at {-60 + i % 120} {-170 + i % 333}; country AZ }}"))
@case
def conduits_same(): return one(H + "right-of-way W { kind road }\n" + grow("", lambda i: f"conduit c{i} {{ from A; to B; kind trench; length (km)20; right-of-way W }}"))
@case
def conduit_via(): return one(H + "conduit c { from A; to B; kind trench; " + "; ".join(f"via 40.{i%90+10} 49.{i%80+10}" for i in range(SIZE // 17)) + " }")
@case
def sources(): return one("reference R { title t }\nsite s { at 40 45; country AZ; " + "; ".join("source R as-of=\"2020\" field=at" for i in range(SIZE // 35)) + " }")
@case
def labels(): return one("site s { at 40 45; country AZ; " + "; ".join(f"label k{i} v" for i in range(SIZE // 16)) + " }")
@case
def tags(): return one("site s { at 40 45; country AZ; tag " + " ".join(f"k{i}" for i in range(SIZE // 8)) + " }")
@case
def confusable(): return one(grow("", lambda i: f"metro O{'O0'[i % 2]}{bin(i)[2:].replace('0', 'O').replace('1', 'l')}"))
@case
def mixture():
    out = {}
    for n, name in enumerate(["misspelt", "unknown-fields-many", "duplicates-two", "legs-share-5", "braces", "deep-within", "risk-circles", "outages"]):
        global SIZE
        old, SIZE = SIZE, SIZE // 8
        t = CASES[name]()["corridor.kdl"]
        SIZE = old
        out[f"f{n}.kdl"] = t
    return out
@case
def pools(): return one("corridor { title t; pool site-id 1 1000000000 }\n" + grow("", lambda i: f"site s{i} {{ at 40 45; country AZ }}"))
@case
def locks(): return one(grow("", lambda i: f"lock x{i} {{ id 1 }}"))
@case
def metros_used(): return one(grow("", lambda i: f"metro m{i}\nsite s{i} {{ at 40.4 49.8; country AZ; metro m{i} }}"))


if __name__ == "__main__":
    only = sys.argv[3:]
    for name, f in CASES.items():
        if only and not any(o in name for o in only): continue
        for path, text in f().items():
            p = os.path.join(ROOT, name, path)
            os.makedirs(os.path.dirname(p), exist_ok=True)
            open(p, "w", encoding="utf-8").write(text)
