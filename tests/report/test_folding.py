"""Folding, whatever the graph: nothing is lost, nothing shown twice, data flows one way."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graphdoctor.report.drawing import draw
from graphdoctor.report.figure import figure
from graphdoctor.report.renderer import RENDERERS, RenderOptions
from tests.report import fixtures

STATUSES = ["learns", "unreachable", "mixed", "frozen", "crashed", "none"]


@st.composite
def drawings(chosen: st.DrawFn) -> fixtures.Json:
    """Any acyclic drawing, with nested frames, a finding here and there, and names that look like blocks."""
    count = chosen(st.integers(1, 40))
    frames = chosen(st.integers(0, 4))
    finding = fixtures.encoder_decoder()["findings"][0] | {"variables": [], "restores": []}
    boxes = []
    for index in range(frames):
        outer = chosen(st.sampled_from([None, *(f"frame{i}" for i in range(index))]))
        boxes.append(fixtures.box(f"frame{index}", f"frame{index}", "Model", parent=outer))
    boxes += [
        fixtures.box(
            f"n{index}",
            f"block{chosen(st.integers(0, 3))}_{index}",
            chosen(st.sampled_from(["Dense", "Conv", "ReLU"])),
            chosen(st.sampled_from(["layer", "layer", "op", "input", "loss"])),
            parent=chosen(st.sampled_from([None, *(f"frame{i}" for i in range(frames))])),
            status=chosen(st.sampled_from(STATUSES)),
            finding=chosen(st.sampled_from([None, None, None, "F1"])),
        )
        for index in range(count)
    ]
    edges: list[Any] = []
    for target in range(1, count):
        for source in chosen(st.lists(st.integers(0, target - 1), max_size=3, unique=True)):
            kind = chosen(st.sampled_from(["data", "gradient", "gradient", "cut", "crash", "proposed"]))
            edges.append(fixtures.edge(f"n{source}", f"n{target}", kind, "x", "F1"))
    return fixtures.report(findings=[finding], drawing={"boxes": boxes, "edges": edges})


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(drawings(), st.integers(2, 45), st.sampled_from([None, 0, 1]))
def test_every_box_is_shown_once_and_wires_go_forward(
    report: fixtures.Json, limit: int, depth: int | None
) -> None:
    drawing = draw(report, RenderOptions(depth=depth), limit)
    shown = [key for box in drawing.boxes for key in box.members]
    assert len(shown) == len(set(shown))
    assert sum(box.shape != "end" for box in drawing.boxes) <= limit
    leaves = {box["id"] for box in report["drawing"]["boxes"] if box["id"].startswith("n")}
    assert {key for key in shown if key.startswith("n")} <= leaves
    position = {box.id: index for index, box in enumerate(drawing.boxes)}
    frames = {frame.id for frame in drawing.frames} | {None}
    assert all(box.frame in frames for box in drawing.boxes)
    for wire in drawing.wires:
        assert wire.source != wire.target
        if wire.kind != "proposed":
            assert position[wire.source] < position[wire.target]


@settings(max_examples=15, deadline=None, derandomize=True, database=None)
@given(drawings())
def test_everything_can_be_laid_out_and_drawn(report: fixtures.Json) -> None:
    made = figure(report, RenderOptions())
    assert set(made.layout.nodes) >= {box.id for box in made.drawing.boxes}
    assert RENDERERS["svg"].render(report, RenderOptions())
    assert RENDERERS["dot"].render(report, RenderOptions())
