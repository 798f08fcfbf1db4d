#!/usr/bin/env python3
"""Nets of the Internet Topology Zoo with random shared risks, and what others answer for them.

    zoo.py COUNT SEED                 questions, one JSON object a line
    zoo.py COUNT SEED --milp          with the least sum of weights, by an integer program (HiGHS)
    zoo.py COUNT SEED --scripts       with what scripts do today (networkx), and how long each took
    zoo.py COUNT SEED --large         of larger nets: backbones of whole continents, and random geometric ones

Every edge and every site but the two ends is a label of its own; risks are nearby edges, chains of edges, and
scattered edges. Nothing here is shared with the program that it judges.
"""

import argparse
import functools
import json
import math
import pathlib
import random
import time

import topohub


DATA = pathlib.Path(topohub.__file__).parent / "data"
# The Zoo's largest net there has 143 sites.
LARGE = ["backbone/*_america*", "backbone/africa", "backbone/americas_nosc", "backbone/europe_nosc", "backbone/emea_nosc",
         "gabriel/200/*", "gabriel/300/*", "gabriel/400/*", "gabriel/500/*"]


def net_names(large):
    patterns = LARGE if large else ["topozoo/*"]
    found = {str(path.relative_to(DATA).with_suffix("")) for pattern in patterns for path in DATA.glob(f"{pattern}.json")}
    return sorted(found)


@functools.lru_cache(maxsize=None)
def load(name):
    data = json.loads((DATA / f"{name}.json").read_text())
    nodes = {node["id"]: at for at, node in enumerate(data["nodes"])}
    places = [tuple(node["pos"]) for node in data["nodes"]]
    edges = []
    for link in data.get("edges", data.get("links", [])):
        one, other = nodes[link["source"]], nodes[link["target"]]
        if one != other:
            edges.append((one, other, max(1, round(link.get("dist", 1.0) * 1000))))
    return len(places), places, edges


def risks(rng, places, edges, count):
    """Lists of edges that share a risk."""
    at_site = {}
    for at, (one, other, _) in enumerate(edges):
        at_site.setdefault(one, []).append(at)
        at_site.setdefault(other, []).append(at)
    middle = [((places[a][0] + places[b][0]) / 2, (places[a][1] + places[b][1]) / 2) for a, b, _ in edges]
    found = []
    for _ in range(count):
        size = rng.randint(2, min(5, len(edges)))
        kind = rng.choice(["near", "chain", "scattered"])
        if kind == "near":
            centre = rng.choice(middle)
            order = sorted(range(len(edges)), key=lambda at: (math.dist(centre, middle[at]), at))
            found.append(sorted(order[:size]))
        elif kind == "chain":
            edge = rng.randrange(len(edges))
            chain, site = [edge], edges[edge][1]
            while len(chain) < size:
                on = [at for at in at_site[site] if at not in chain]
                if not on:
                    break
                edge = rng.choice(on)
                chain.append(edge)
                site = edges[edge][1] if edges[edge][0] == site else edges[edge][0]
            found.append(sorted(chain))
        else:
            found.append(sorted(rng.sample(range(len(edges)), size)))
    return found


def ends(rng, sites, edges):
    """Two sites; of three times two that site-disjoint ways join where there are such: what has no two is soon told."""
    import networkx as nx

    graph = nx.Graph((one, other) for one, other, _ in edges)
    wanted = rng.random() < 2 / 3
    for _ in range(30):
        start, end = rng.sample(range(sites), 2)
        if not wanted:
            break
        if start in graph and end in graph and nx.has_path(graph, start, end):
            if len(list(nx.node_disjoint_paths(graph, start, end, cutoff=2))) == 2:
                break
    return start, end


def question(rng, name):
    sites, places, edges = load(name)
    start, end = ends(rng, sites, edges)
    labels = [[at] for at in range(len(edges))]
    count = len(edges)
    for site in range(sites):
        if site not in (start, end):
            for at, (one, other, _) in enumerate(edges):
                if site in (one, other):
                    labels[at].append(count)
            count += 1
    for risk in risks(rng, places, edges, min(rng.choice([12, 60]), len(edges) // 4)):
        for at in risk:
            labels[at].append(count)
        count += 1
    return {
        "net": name, "sites": sites, "labels": count, "from": start, "to": end, "routes": rng.choice([2, 2, 3]),
        "edges": [[one, other, weight, labels[at]] for at, (one, other, weight) in enumerate(edges)],
    }


def milp(asked):
    """The least sum of weights of disjoint routes, None where there are none, "late" where time ran out."""
    import highspy
    import numpy

    routes, edges = asked["routes"], asked["edges"]
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("time_limit", 30.0)
    model.setOptionValue("mip_rel_gap", 0.0)
    arcs = [(at, a, b) for at, (one, other, _, _) in enumerate(edges) for a, b in ((one, other), (other, one))]
    flow = {}
    for route in range(routes):
        for at, a, b in arcs:
            flow[route, at, a] = model.addVariable(0, 1, edges[at][2], highspy.HighsVarType.kInteger)
    used = {}
    for route in range(routes):
        for label in range(asked["labels"]):
            used[route, label] = model.addVariable(0, 1, 0, highspy.HighsVarType.kInteger)
    for route in range(routes):
        balance = {site: [] for site in range(asked["sites"])}
        for at, a, b in arcs:
            balance[a].append((flow[route, at, a], 1.0))
            balance[b].append((flow[route, at, a], -1.0))
        for site, terms in balance.items():
            wanted = (site == asked["from"]) - (site == asked["to"])
            if terms:
                model.addRow(wanted, wanted, len(terms), numpy.array([v.index for v, _ in terms], dtype=numpy.int32),
                             numpy.array([c for _, c in terms]))
            elif wanted:
                return None
        for at, a, _ in arcs:
            for label in edges[at][3]:
                pair = numpy.array([flow[route, at, a].index, used[route, label].index], dtype=numpy.int32)
                model.addRow(-highspy.kHighsInf, 0, 2, pair, numpy.array([1.0, -1.0]))
    for label in range(asked["labels"]):
        row = numpy.array([used[route, label].index for route in range(routes)], dtype=numpy.int32)
        model.addRow(-highspy.kHighsInf, 1, routes, row, numpy.ones(routes))
    model.run()
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return round(model.getInfo().objective_function_value)
    return None if status == highspy.HighsModelStatus.kInfeasible else "late"


def scripts(asked):
    """What two scripts say, and the seconds that each took: whether so many disjoint routes exist."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(asked["sites"]))
    for one, other, weight, labels in asked["edges"]:
        # A script that loads a net into such a graph keeps one of two parallel edges.
        graph.add_edge(one, other, weight=weight, labels=frozenset(labels))
    start, end = asked["from"], asked["to"]
    began = time.perf_counter()
    left, found = graph.copy(), 0
    for _ in range(asked["routes"]):
        try:
            path = nx.shortest_path(left, start, end, weight="weight")
        except nx.NetworkXNoPath:
            break
        found += 1
        labels = frozenset().union(*(left.edges[pair]["labels"] for pair in zip(path, path[1:])))
        left.remove_edges_from([(a, b) for a, b, on in left.edges(data="labels") if on & labels])
    repeat = {"claims": found == asked["routes"], "seconds": time.perf_counter() - began}
    began = time.perf_counter()
    try:
        ways = list(nx.node_disjoint_paths(graph, start, end))
    except nx.NetworkXNoPath:
        ways = []
    flow = {"claims": len(ways) >= asked["routes"], "seconds": time.perf_counter() - began}
    return {"shortest, remove, repeat": repeat, "site-disjoint flow": flow}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--milp", action="store_true")
    parser.add_argument("--scripts", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--least", type=int, default=4, help="sites that a net has at least")
    options = parser.parse_args()
    names = [name for name in net_names(options.large) if load(name)[0] >= options.least and load(name)[2]]
    rng = random.Random(options.seed)
    order = names[:]
    rng.shuffle(order)
    for at in range(options.count):
        asked = question(rng, order[at % len(order)])
        if options.milp:
            began = time.perf_counter()
            asked["least"] = milp(asked)
            asked["seconds"] = time.perf_counter() - began
        if options.scripts:
            asked["scripts"] = scripts(asked)
        print(json.dumps(asked, separators=(",", ":")))


if __name__ == "__main__":
    main()
