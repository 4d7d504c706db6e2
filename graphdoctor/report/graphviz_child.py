"""The process that lays a graph out with the Graphviz inside pygraphviz's wheels: DOT on stdin, JSON on stdout.

Run as a file, not as a module: it must not import graphdoctor, and what lies in the user's folder must not be
imported for it. In a process of its own because a layout cannot be interrupted otherwise.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Reads, lays out with `dot`, writes positions in points."""
    from pygraphviz import AGraph

    graph = AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
    sys.stdout.buffer.write(graph.draw(format="json0", prog="dot"))


if __name__ == "__main__":
    # This folder holds modules with everyday names that nothing outside of the package should find.
    del sys.path[0]
    main()
