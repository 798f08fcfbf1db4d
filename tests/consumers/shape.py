"""Prints the shape of generated files: what is there besides texts and numbers. Two files with other names in them have one shape."""
import json, pathlib, re, subprocess, sys
import xml.etree.ElementTree as tree


def shape(value):
    if isinstance(value, dict):
        return {str(key): shape(inner) for key, inner in sorted(value.items(), key=lambda item: str(item[0]))}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


def of_xml(element):
    inside = [of_xml(inner) for inner in element]
    # A long name stands on several lines.
    inside = [inner for at, inner in enumerate(inside) if at == 0 or inner != inside[at - 1] or not inner[0].endswith("}text")]
    return [element.tag, sorted(element.attrib), inside]


def of(path):
    text = path.read_bytes().decode()
    kind = path.suffix
    if kind in (".json", ".geojson"):
        return shape(json.loads(text))
    if kind == ".yml":
        import yaml
        return shape(yaml.safe_load(text))
    if kind in (".graphml", ".kml", ".svg"):
        return of_xml(tree.fromstring(text))
    if kind == ".md":
        xml = subprocess.run(["cmark-gfm", "-e", "table", "-t", "xml"], input=text.encode(), capture_output=True, check=True).stdout.decode()
        # One text more or less is no other statement.
        return re.findall(r"<(/?\w+)", re.sub(r"(?s)<(text|softbreak)[^<]*(</text>)?", "", xml))
    if kind == ".ics":
        assert "\n" not in text.replace("\r\n", ""), "a line ends without a carriage return"
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), "a line is too long"
        return [re.split("[:;]", line)[0] for line in text.replace("\r\n ", "").split("\r\n")]
    if kind in (".mmd", ".d2"):
        return [re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"", "text", line) for line in text.split("\n")]
    return [line.split(" ")[:1] for line in text.split("\n") if not line.startswith(("#", "!"))]


root = pathlib.Path(sys.argv[1])
skip = set(sys.argv[2:])
for path in sorted(root.rglob("*")):
    name = path.relative_to(root).as_posix()
    if path.is_file() and name.split("/")[0] not in skip and not path.name.startswith(".corridor"):
        print(name, json.dumps(of(path)))
