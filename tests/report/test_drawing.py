"""What the drawing shows, and how DOT and SVG spell it."""

from __future__ import annotations

import copy
import random
import time
from xml.etree import ElementTree

import pytest

from graphdoctor.report import figure, layout
from graphdoctor.report.captions import Caption
from graphdoctor.report.drawing import LIMIT, Drawing, draw
from graphdoctor.report.renderer import RenderOptions
from tests.report import fixtures, goldens
from tests.report.goldens import REPORTS, SVG, render


def ends(drawing: Drawing, kind: str) -> list[tuple[str, str]]:
    titles = {box.id: box.title for box in drawing.boxes}
    return [(titles[wire.source], titles[wire.target]) for wire in drawing.wires if wire.kind == kind]


def test_the_broken_decoder() -> None:
    drawing = draw(REPORTS["broken"])
    assert drawing.title == "5 of 8 variables learn. 3 never will."
    assert ends(drawing, "proposed") == [("encoder", "decoder")]
    assert ends(drawing, "gradient") == [("decoder", "out"), ("out", "mse")]
    assert ends(drawing, "end") == [("encoder", "")]
    lines = {box.title: [line.text for line in box.captions] for box in drawing.boxes if box.shape != "start"}
    decoder = next(box for box in drawing.boxes if box.title == "decoder")
    assert decoder.ports.taken == ("h", "c")
    start = next(box for box in drawing.boxes if box.shape == "start" and box.id.startswith("s3"))
    assert start.captions == (Caption("zeros", "alert"),)
    assert [wire.states for wire in drawing.wires if wire.source == start.id] == [((None, 0), (None, 1))]
    assert "starts from zeros · train.py:14" in lines["decoder"]
    assert "no gradient: kernel, recurrent_kernel, bias" in lines["encoder"]
    assert lines[""] == ["computed here and never used · train.py:12"]


def test_where_two_findings_meet_at_one_line_both_speak_of_the_box_that_stands_there() -> None:
    report = copy.deepcopy(REPORTS["broken"])
    (first,) = report["findings"]
    report["findings"].append(copy.deepcopy(first) | {"id": "F2"})
    decoder = next(box for box in report["drawing"]["boxes"] if box["label"] == "decoder")
    decoder["finding"] = "F2"  # a box bears one finding's name
    said = [(box.title, line.text) for box in draw(report).boxes for line in box.captions]
    assert [box for box, text in said if text.startswith("starts from zeros")] == ["decoder"]


def test_what_is_healthy_and_far_folds() -> None:
    drawing = draw(REPORTS["big"])
    titles = [box.title for box in drawing.boxes]
    assert len(titles) <= LIMIT
    assert "block1 … block11  × 11" in titles
    assert {"gate_conv", "block13_add", "categorical_crossentropy", "image"} <= set(titles)
    assert ends(drawing, "cut") == [("gate_conv", "block13_add")]
    shown = sum(max(len(box.members), 1) for box in drawing.boxes)
    assert shown == len(REPORTS["big"]["drawing"]["boxes"])


@pytest.mark.parametrize("limit", [2, 5, 12, 30])
def test_any_limit_is_kept_and_data_flows_one_way(limit: int) -> None:
    drawing = draw(REPORTS["big"], limit=limit)
    assert len(drawing.boxes) <= limit
    position = {box.id: index for index, box in enumerate(drawing.boxes)}
    assert all(position[wire.source] < position[wire.target] for wire in drawing.wires)


def test_boxes_alike_and_side_by_side_are_one() -> None:
    drawing = draw(fixtures.parallel())
    titles = [box.title for box in drawing.boxes]
    assert {
        "expert_0 … expert_7  × 8",
        "expert_8 … expert_15  × 8",
        "spare_0 … spare_9  × 10",
        "stack",
    } <= set(titles)
    assert ends(drawing, "cut") == [("expert_8 … expert_15  × 8", "stack")]
    assert ends(drawing, "end") == []
    focused = draw(fixtures.parallel(), RenderOptions(focus="expert_3"))
    assert "expert_3" in [box.title for box in focused.boxes]


def test_branches_alike_are_one() -> None:
    drawing = draw(fixtures.branches())
    titles = {box.title for box in drawing.boxes}
    assert {
        "branch0 … branch29  × 29",
        "feature_0 … feature_29  × 29",
        "branch4_dense3",
        "feature_4",
    } <= titles
    assert len(titles) == 9
    assert ends(drawing, "cut") == [("branch4_dense3", "concat")]


def test_a_layer_of_ops_is_closed_unless_something_is_cut_in_it() -> None:
    report = copy.deepcopy(REPORTS["healthy"])
    gates = [fixtures.box(f"gate{i}", f"gate {i}", "Sigmoid", "op", parent="decoder") for i in range(4)]
    report["drawing"]["boxes"] += gates
    report["drawing"]["edges"] += [
        fixtures.edge("gate0", "gate1", "gradient"),
        fixtures.edge("gate3", "out", "gradient"),
    ]
    closed = draw(report)
    assert {box.title for box in closed.boxes if box.shape != "start"} == {
        "enc_in",
        "encoder",
        "dec_in",
        "decoder",
        "out",
        "mse",
    }
    assert ends(closed, "gradient").count(("decoder", "out")) == 1
    assert "gate 2" in [box.title for box in draw(report, RenderOptions(full=True)).boxes]
    report["drawing"]["edges"].append(fixtures.edge("gate1", "gate2", "cut", "argmax"))
    assert "gate 1" in [box.title for box in draw(report).boxes]


def test_repeated_blocks_are_counted() -> None:
    drawing = draw(fixtures.transformer())
    titles = [box.title for box in drawing.boxes]
    assert "block_0 … block_11  × 12" in titles
    assert {"pooler", "embedding", "tokens"} <= set(titles)
    assert drawing.frames == ()
    assert ends(drawing, "end") == [("pooler", "")]


def test_frames_close_by_depth() -> None:
    closed = draw(REPORTS["gan"], RenderOptions(depth=0))
    assert [box.title for box in closed.boxes] == ["noise", "generator", "real", "critic", "g_loss", "d_loss"]
    assert [frame.title for frame in draw(REPORTS["gan"]).frames] == [
        "critic · Sequential",
        "generator · Sequential",
    ]


def test_full_and_focus() -> None:
    everything = draw(REPORTS["big"], RenderOptions(full=True))
    assert everything.hidden == 0
    near = draw(REPORTS["big"], RenderOptions(focus="block3_conv2/kernel"))
    assert "block3_conv2" in [box.title for box in near.boxes]
    assert len(near.boxes) <= 24


def test_edges_of_frames_meet_their_first_and_last_box() -> None:
    report = copy.deepcopy(REPORTS["gan"])
    report["drawing"]["edges"] = [
        fixtures.edge("noise", "generator"),
        fixtures.edge("generator", "critic", "gradient"),
    ]
    drawing = draw(report)
    assert ends(drawing, "data") == [("noise", "g_hidden")]
    assert ends(drawing, "gradient") == [("g_out", "d_hidden")]


def test_a_cycle_is_drawn() -> None:
    report = copy.deepcopy(REPORTS["broken"])
    report["drawing"]["edges"].append(fixtures.edge("out", "decoder"))
    assert len([box for box in draw(report).boxes if box.shape != "start"]) == 7
    assert "<svg" in render("svg", report)


@pytest.mark.parametrize("file", goldens.files())
def test_golden_files(file: str) -> None:
    kept = (goldens.FOLDER / file).read_text(encoding="utf-8")
    assert goldens.content(file) == kept, "if it is meant to be: make golden"


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in goldens.FOLDER.iterdir()} == set(goldens.files())


@pytest.mark.parametrize("name", ["dot", "svg"])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_the_same_report_gives_the_same_bytes(name: str, report: fixtures.Json) -> None:
    shuffled = copy.deepcopy(report)
    if shuffled.get("drawing"):
        random.Random(3).shuffle(shuffled["drawing"]["boxes"])
    assert render(name, report) == render(name, shuffled)


def test_graphviz_accepts_hostile_dot() -> None:
    pygraphviz = pytest.importorskip("pygraphviz")
    graph = pygraphviz.AGraph(string=render("dot", REPORTS["hostile"]))
    assert len(graph.nodes()) == len(fixtures.HOSTILE) + 1


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_svg_is_well_formed_and_inert(report: fixtures.Json) -> None:
    root = ElementTree.fromstring(render("svg", report))
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "desc", "style", "g", "rect", "path", "polygon", "text"}
    for element in root.iter():
        assert not any(key.startswith("on") or key == "href" for key in element.attrib)
    identifiers = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(identifiers) == len(set(identifiers))


def test_svg_shows_what_the_drawing_says() -> None:
    root = ElementTree.fromstring(render("svg", REPORTS["broken"]))
    texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    for wanted in (
        "encoder",
        "decoder",
        "initial_state=[state_h, state_c]",
        "checked: reconnects all 3",
        "never learns",
    ):
        assert wanted in texts
    groups = [element.get("class", "") for element in root.iter(f"{SVG}g")]
    assert sum("unreachable" in style and style.startswith("box layer") for style in groups) == 1
    assert (
        len([element for element in root.iter(f"{SVG}path") if element.get("class") == "band"]) == 3
    )  # one in the legend


def test_boxes_do_not_overlap() -> None:
    for name in ("broken", "gan", "big"):
        made = figure.figure(REPORTS[name], RenderOptions())
        places = [(made.layout.nodes[key], size) for key, size in made.sizes.items()]
        for index, ((x, y), (w, h)) in enumerate(places):
            for (other_x, other_y), (other_w, other_h) in places[index + 1 :]:
                apart = abs(x - other_x) >= (w + other_w) / 2 - 1 or abs(y - other_y) >= (h + other_h) / 2 - 1
                assert apart, name


def test_without_any_graphviz_there_is_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_program", lambda: None)
    monkeypatch.setattr(layout, "_bundled", lambda: None)
    for report in REPORTS.values():
        root = ElementTree.fromstring(render("svg", report))
        assert float(root.get("height", "0")) > 50


def test_a_slow_layout_gives_a_coarser_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def slow(task: layout.Task, seconds: float = 1.0) -> layout.Layout:
        asked.append(len(task.nodes))
        if len(asked) < 3:
            raise layout.TooSlow
        return layout.lay_out(task, max(seconds, 120.0))  # on a busy machine, too

    monkeypatch.setattr(figure, "lay_out", slow)
    assert "gate_conv" in render("svg", REPORTS["big"])
    assert len(asked) == 3
    assert asked == sorted(asked, reverse=True)


def test_a_child_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_program", lambda: ["sleep", "60"])
    started = time.monotonic()
    with pytest.raises(layout.TooSlow):
        layout.lay_out(layout.Task([layout.Node("n", 9, 9)], [], {}, {}), seconds=0.2)
    assert time.monotonic() - started < 5


def test_a_very_large_model_is_drawn_quickly() -> None:
    report = fixtures.big(blocks=400, per_block=24)
    started = time.process_time()  # its own: what else the machine does is not its matter
    picture = render("svg", report)
    assert time.process_time() - started < 2
    assert len(picture) < 300_000
    assert "several layers in one box (9,9" in picture
