"""The step as a networkx graph."""

from __future__ import annotations

from graphdoctor.graph.index import to_networkx, unique_ids
from tests.graphs import build


def test_edges_say_whether_a_gradient_comes_back_along_them() -> None:
    built = build("""
        w[3, 2]: var
        x[4, 3] = Placeholder()
        h[4, 2] = MatMul(x, w)
        s[4, 2] = StopGradient(h)
        i[4] int32 = ArgMax(h)
        t = GatherV2(h, i)
    """)
    graph = to_networkx(built.step)
    flags = {(a, b): edge["gradient"] for a, b, edge in graph.edges(data=True)}
    assert flags == {
        ("w", "w/read"): True,
        ("x", "h"): True,
        ("w/read", "h"): True,
        ("h", "s"): False,  # its gradient function answers None
        ("h", "i"): False,
        ("h", "t"): True,
        ("i", "t"): False,  # answered, but integers carry none
    }


def test_edges_carry_what_flows_along_them() -> None:
    built = build("x[4] = Placeholder()\na[2], b[?, 2] float64 = Split(x)\ny = Pack(b, a, b)")
    graph = to_networkx(built.step)
    assert sorted(
        (edge["input"], edge["port"], edge["dtype"], edge["shape"])
        for _, _, edge in graph.edges("a", data=True)
    ) == [(0, 1, "float64", (None, 2)), (1, 0, "float32", (2,)), (2, 1, "float64", (None, 2))]


def test_nodes_carry_what_the_ops_are() -> None:
    built = build("""
        w: var
        def f(v):
            h = Relu(v) @dense
            return h
        y = PartitionedCall(&w) of=f
    """)
    graph = to_networkx(built.step)
    assert graph.nodes["f::h"] == {
        "type": "Relu",
        "role": "op",
        "frame": "f",
        "layer": "dense",
        "name": "h",
    }
    roles = {key: graph.nodes[key]["role"] for key in ("w", "f::v", "f", "f:0")}
    assert roles == {"w": "variable", "f::v": "argument", "f": "call", "f:0": "return"}


def test_equal_names_are_told_apart_in_order_of_creation() -> None:
    built = build("x = Placeholder()\nx = Relu(x)\ny = Relu(x)\nx = Relu(y)")
    assert unique_ids(built.step) == ["x", "x #2", "y", "x #3"]
    assert list(to_networkx(built.step).edges()) == [("x", "x #2"), ("x #2", "y"), ("y", "x #3")]
