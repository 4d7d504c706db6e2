"""Reports of real scripts (`make recorded`): their pictures, and their pages in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphdoctor import diagnosis
from graphdoctor.report.drawing import Drawing, draw
from graphdoctor.report.renderer import RENDERERS, RenderOptions
from graphdoctor.report.schema import violations
from tests.forks import forked
from tests.report.recordings import SCRIPTS, recorded
from tests.report.test_page import Visit
from tests.support import ROOT


def joined(drawing: Drawing, kind: str) -> set[tuple[str, str]]:
    titles = {box.id: box.title or box.captions[0].text for box in drawing.boxes}
    return {(titles[wire.source], titles[wire.target]) for wire in drawing.wires if wire.kind == kind}


@pytest.mark.parametrize("name", SCRIPTS)
def test_they_fit_the_schema(name: str) -> None:
    assert violations(recorded(name)) == []


@pytest.mark.tf
@pytest.mark.parametrize("name", SCRIPTS)
def test_they_are_what_graphdoctor_says_today(name: str) -> None:
    said, known = forked("analyze", SCRIPTS[name], "--format", "json", cwd=ROOT).report, recorded(name)
    for report in (said, known):
        del report["environment"]
        for part in ("trace_seconds", "analysis_seconds"):
            (report["capture"] or {}).pop(part, None)
    assert said.keys() == known.keys()
    for part, value in known.items():
        assert said[part] == value, f"{part}: run make recorded"


def test_states_are_ports() -> None:
    drawing = draw(recorded("encoder_decoder"))
    (missing,) = (wire for wire in drawing.wires if wire.kind == "proposed")
    assert set(missing.states) == {(0, 0), (1, 1)}
    ports = {box.title: box.ports for box in drawing.boxes}
    assert ports["encoder"].given == ("h", "c")
    assert ports["decoder"].taken == ("h", "c")
    assert ("zeros", "decoder") in joined(drawing, "data")


def test_the_users_own_lines_stand_between_the_layers_of_a_model() -> None:
    drawing = draw(recorded("argmax"))
    choice, experts = "choice = tf.one_hot(tf.arg… axis=-1), 2)", "experts = tf.stack([self.e…ts)], axis=1)"
    assert joined(drawing, "cut") == {("gate", choice)}
    (cut,) = (wire for wire in drawing.wires if wire.kind == "cut")
    assert [line.text for line in cut.label] == [
        "tf.argmax",
        "the gradient stops here · examples/argmax_routing_broken.py:15",
    ]
    assert {("data", "gate"), ("data", "expert_a"), ("data", "expert_b")} == joined(drawing, "data")
    assert {("expert_a", experts), ("expert_b", experts)} <= joined(drawing, "gradient")


def test_loops_branches_and_layers_are_frames() -> None:
    drawing = draw(recorded("loop_and_branch"))
    assert {frame.title for frame in drawing.frames} == {
        "gated · Gated",
        "for _ in tf.range(3): · loop",
        "if tf.reduce_sum(h) > 0.0: · then",
        "if tf.reduce_sum(h) > 0.0: · else",
    }
    of = {frame.id: frame.title for frame in drawing.frames}
    assert {box.title: of.get(box.frame or "") for box in drawing.boxes}["h = tf.tanh(h * gain)"] == (
        "for _ in tf.range(3): · loop"
    )


def test_of_a_step_that_failed_there_is_what_was_traced() -> None:
    drawing = draw(recorded("wrong_states"))
    (failed,) = (box for box in drawing.boxes if box.status == "crashed")
    assert (failed.title, failed.findings, failed.ports.taken) == ("decoder", ("F1",), ("h", "c"))
    assert failed.captions[-1].text == "the script fails here · …/bidirectional_states_broken.py:21"
    assert {target for _, target in joined(drawing, "crash")} == {"decoder"}
    assert {frame.title for frame in drawing.frames} == {"encoder · Bidirectional"}


def test_a_failing_line_shows_what_it_was_given() -> None:
    drawing = draw(recorded("failing_block"))
    given = {wire.label[0].text for wire in drawing.wires if wire.kind == "crash"}
    assert given == {"(4, 6, 16)", "(4, 6, 17)"}
    (failed,) = (box for box in drawing.boxes if box.status == "crashed")
    assert failed.title == "return self.n2(x + self.ff(x))"
    assert {frame.id: frame.title for frame in drawing.frames}[failed.frame or ""] == "block · Block"


def test_a_path_ends_where_the_gradient_is_cut() -> None:
    report = recorded("argmax")
    paths = report["paths"]
    (gate,) = (entry for entry in report["variables"] if entry["name"].endswith("gate/kernel"))
    told, here = [], gate["path"]
    while here >= 0:
        kind, layer, place, here = paths["steps"][here]
        told.append((paths["types"][kind], paths["layers"][layer]))
    assert told[0] == ("Variable", "")
    assert ("MatMul", "gate") in told
    assert told[-1][0] == "ArgMax"
    assert paths["places"][place]["line"] == 15


def test_an_lstm_has_its_gates_each_with_its_part_of_the_weights() -> None:
    drawing = recorded("encoder_decoder")["drawing"]
    (decoder,) = (box for box in drawing["boxes"] if box["label"] == "decoder")
    parts = {op["part"]: op["columns"] for op in drawing["insides"][decoder["inside"]]["ops"] if "part" in op}
    assert parts == {
        "input gate": [0, 16],
        "forget gate": [16, 32],
        "cell candidate": [32, 48],
        "output gate": [48, 64],
    }


def test_inputs_have_the_models_names() -> None:
    drawing = recorded("layers")["drawing"]
    inputs = {box["label"]: box["shape"] for box in drawing["boxes"] if box["kind"] == "input"}
    assert inputs == {"sound": "(?, 9, 8)", "pose": "(?, 5, 3)"}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("gru", {"update gate", "reset gate", "candidate"}),
        ("forward_lstm", {"input gate", "forget gate", "cell candidate", "output gate"}),
        ("backward_lstm", {"input gate", "forget gate", "cell candidate", "output gate"}),
        ("rnn", {"MatMul", "Tanh", "h of the step before", "recurrent_kernel"}),
        ("d1", {"MatMul", "BiasAdd", "Relu", "kernel", "bias"}),
        ("query", {"BatchMatMulV2", "kernel"}),
        ("Einsum, Mul, Softmax", {"Einsum", "Softmax"}),
        ("g = tf.sigmoid(self.inner(x) * self.scale)", {"Mul", "Sigmoid", "scale"}),
    ],
)
def test_layers_of_each_kind_open(label: str, expected: set[str]) -> None:
    drawing = recorded("layers")["drawing"]
    (box,) = (box for box in drawing["boxes"] if box["label"] == label)
    inside = drawing["insides"][box["inside"]]
    told = {
        op.get("part") or (op["name"] if op["type"] in ("variable", "state") else op["type"])
        for op in inside["ops"]
    }
    assert expected <= told
    assert any(passes for _, _, passes in inside["edges"])


def visit(browser: Any, tmp_path: Path, name: str, **options: Any) -> Visit:
    causes = tuple(diagnosis.catalogue())
    page = RENDERERS["html"].render(recorded(name), RenderOptions(causes=causes))
    assert isinstance(page, str)
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    return Visit(browser, path, **options)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_from_the_finding_to_the_gates(browser: Any, tmp_path: Path, width: int) -> None:
    seen = visit(browser, tmp_path, "encoder_decoder", width=width)
    page = seen.page
    page.click(".show-drawing")
    page.wait_for_timeout(500)
    assert page.locator(".box.lit").count() >= 2
    assert page.locator("[data-wire].lit").count() >= 2
    both = page.locator(".box.lit[aria-label=encoder], .box.lit[aria-label=decoder]")
    assert both.count() == 2
    for box in both.all():
        at, frame = box.bounding_box(), page.locator("#viewer").bounding_box()
        assert at["x"] >= frame["x"]
        assert at["x"] + at["width"] <= frame["x"] + frame["width"]
    decoder = page.locator("#picture .box[aria-label='decoder']")
    decoder.focus()
    page.keyboard.press("Enter")
    page.click("#details .open-inside >> nth=0")
    inside = page.locator("#inside")
    for gate in ("input gate", "forget gate", "cell candidate", "output gate"):
        assert inside.locator(f"svg text:has-text('{gate}')").count() == 1
    assert "columns 16–32 of the weights" in (inside.text_content() or "")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    assert inside.is_hidden()
    assert seen.trouble == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["wrong_states", "failing_block"])
def test_the_page_of_a_failure_shows_the_place(browser: Any, tmp_path: Path, name: str) -> None:
    seen = visit(browser, tmp_path, name)
    failed = seen.page.locator("#picture .box.crashed")
    assert failed.is_visible()
    failed.click()
    assert "the script fails here" in seen.page.locator("#details").inner_text()
    assert "What was traced until it failed" in seen.page.locator("#drawing").inner_text()
    assert seen.trouble == []


@pytest.mark.browser
def test_gates_by_keyboard_and_back_to_the_variables(browser: Any, tmp_path: Path) -> None:
    seen = visit(browser, tmp_path, "layers")
    page, inside = seen.page, seen.page.locator("#inside")
    page.focus("#picture .box[aria-label='gru']")
    page.keyboard.press("o")
    assert inside.locator("svg text:has-text('update gate')").count() == 1
    assert page.evaluate("document.getElementById('inside').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert inside.is_hidden()
    assert page.locator("#inspector").is_visible()  # one Escape closes one thing
    page.click("#details .open-inside >> nth=0")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "open-inside"
    page.keyboard.press("Enter")
    page.focus("#inside [role=button][aria-label='gru/gru_cell/recurrent_kernel']")
    page.keyboard.press("Enter")
    assert inside.is_hidden()
    assert "gru/gru_cell/recurrent_kernel" in page.locator("#details h3").inner_text()
    page.keyboard.press("Escape")
    page.click("#fit")
    page.wait_for_timeout(100)
    page.dblclick("#picture .box[aria-label='rnn'] .title")
    assert "inside rnn · SimpleRNN" in inside.inner_text()
    assert seen.trouble == []


@pytest.mark.browser
def test_details_do_not_hide_what_they_are_about(browser: Any, tmp_path: Path) -> None:
    seen = visit(browser, tmp_path, "encoder_decoder")
    page = seen.page
    page.evaluate("document.getElementById('drawing').scrollIntoView()")
    for label in ("encoder", "decoder", "readout", "loss"):
        page.focus(f"#picture .box[aria-label='{label}']")
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
        box = page.locator(f"#picture .box[aria-label='{label}']").bounding_box()
        over = page.locator("#inspector").bounding_box()
        assert box["x"] + box["width"] <= over["x"] or box["y"] + box["height"] <= over["y"], label
        page.keyboard.press("Escape")
    assert seen.trouble == []


@pytest.mark.browser
def test_search_filter_explain_and_the_dark(browser: Any, tmp_path: Path) -> None:
    seen = visit(browser, tmp_path, "encoder_decoder", scheme="dark")
    page = seen.page
    rows = page.locator("#rows tr[data-index]")
    page.fill("#search", "decoder recurrent")
    assert rows.count() == 1
    rows.first.hover()
    assert page.locator("#picture.dimmed .box.chosen").count() == 1
    rows.first.click()
    way = page.locator("#details .way")
    assert "MatMul" in way.inner_text()
    assert "decoder_outputs = decoder(decoder_inputs)" in way.inner_text()
    page.keyboard.press("Escape")
    page.fill("#search", "")
    page.select_option("#verdict-filter", "disconnected")
    assert rows.count() == 3
    page.click("summary:has-text('why this happens')")
    assert page.locator("details.why figure").count() == 2
    page.click(".to-layer >> nth=0")
    assert "decoder" in page.locator("#details h3").inner_text()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(int(part) for part in background[4:-1].split(",")) < 150
    assert seen.trouble == []


@pytest.mark.browser
def test_the_cut_is_told_op_by_op(browser: Any, tmp_path: Path) -> None:
    seen = visit(browser, tmp_path, "argmax")
    page = seen.page
    page.fill("#search", "gate/kernel")
    page.click("#rows tr[data-index] >> nth=0")
    last = page.locator("#details .way li").last.inner_text()
    assert "ArgMax" in last
    assert "the gradient is cut here" in last
    assert "argmax_routing_broken.py:15" in last
    assert page.locator("#picture .label.cut.lit, #picture [data-wire].lit").count() >= 1
    assert seen.trouble == []
