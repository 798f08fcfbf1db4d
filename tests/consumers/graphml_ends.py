"""Reads GraphML and prints its nodes and edges; fails where an end of an edge was not declared."""
import sys
import xml.etree.ElementTree as tree
import networkx

graph = networkx.read_graphml(sys.argv[1], force_multigraph=True)
space = "{http://graphml.graphdrawing.org/xmlns}"
declared = {node.get("id") for node in tree.parse(sys.argv[1]).iter(space + "node")}
lost = set(graph.nodes) - declared
if lost:
    sys.exit(f"not declared: {sorted(lost)}")
print(graph.number_of_nodes(), graph.number_of_edges())
