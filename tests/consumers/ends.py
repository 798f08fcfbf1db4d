"""Fails where something that is generated names what is not declared in the same file: no schema checks that."""
import json, pathlib, sys
import yaml

out = pathlib.Path(sys.argv[1])
wrong = []


def expect(of, known, names):
    wrong.extend(f"{of}: {name}" for name in names if name not in known)


networks = json.loads((out / "rfc8345/networks.json").read_text())["ietf-network:networks"]["network"]
networks += json.loads((out / "rfc8795/te-topology.json").read_text())["ietf-network:networks"]["network"]
by_id = {}
for network in networks:
    points = {node["node-id"]: {p["tp-id"] for p in node.get("ietf-network-topology:termination-point", [])} for node in network["node"]}
    links = network["ietf-network-topology:link"]
    by_id.setdefault(network["network-id"], (points, {link["link-id"] for link in links}))
    for link in links:
        for end, node, point in (("source", "source-node", "source-tp"), ("destination", "dest-node", "dest-tp")):
            expect(link["link-id"], points, [link[end][node]])
            expect(link["link-id"], points.get(link[end][node], ()), [link[end][point]])
        for below in link.get("supporting-link", []):
            expect(link["link-id"], by_id[below["network-ref"]][1], [below["link-ref"]])
    for node in network["node"]:
        for below in node.get("supporting-node", []):
            expect(node["node-id"], by_id[below["network-ref"]][0], [below["node-ref"]])

lab = yaml.safe_load((out / "containerlab/corridor.clab.yml").read_text())["topology"]
ends = [end for link in lab["links"] for end in link["endpoints"]]
expect("containerlab", lab["nodes"], [end.split(":")[0] for end in ends])
if len(set(ends)) != len(ends):
    wrong.append("containerlab: an interface is at two links")
for node in lab["nodes"].values():
    for bind in node["binds"]:
        if not (out / "containerlab" / bind.split(":")[0]).is_file():
            wrong.append(f"containerlab: {bind}")

rules = yaml.safe_load((out / "prometheus/corridor.rules.yml").read_text())
hosts = yaml.safe_load((out / "ansible/inventory.yml").read_text())["all"]
for group in hosts["children"].values():
    expect("ansible", hosts["hosts"], group["hosts"])

ofds = json.loads((out / "ofds/network.json").read_text())["networks"][0]
organisations = {organisation["id"] for organisation in ofds.get("organisations", [])}
nodes = {node["id"] for node in ofds["nodes"]}
for span in ofds["spans"]:
    expect(span["id"], nodes, [span["start"], span["end"]])
for thing in ofds["spans"] + ofds["nodes"]:
    references = thing.get("networkProviders", []) + [thing[key] for key in ("transmissionMediumOwner",) if key in thing]
    expect(thing["id"], organisations, [reference["id"] for reference in references])

print(len(networks), len(lab["links"]), len(rules["groups"]), len(ofds["spans"]))
sys.exit("\n".join(wrong) if wrong else 0)
