"""Every cause has a page that is true: its broken script has the fault, its mended one has none.

In a broken script the comment `# <-` marks the line that the finding must point to. In the text, what is
indented is what TensorFlow prints for the broken script; a text without that says that it prints nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from graphdoctor import diagnosis
from graphdoctor.diagnosis import pages
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.cause import Case, CauseDoc, causes
from graphdoctor.diagnosis.evidence import Recurrent
from graphdoctor.diagnosis.words import op_name
from graphdoctor.graph.model import Request, StepGraph, Variable
from tests.forks import forked
from tests.support import ROOT, assert_valid, run

MARK = "# <-"
NOTHING = "prints nothing"
KNOWN_GAPS: dict[str, str] = {}

DOCUMENTS = diagnosis.catalogue()
each = pytest.mark.parametrize("doc", DOCUMENTS, ids=lambda doc: str(doc.name))


def with_gaps() -> Iterator[Any]:
    for doc in DOCUMENTS:
        gap = KNOWN_GAPS.get(doc.name)
        marks = [pytest.mark.xfail(strict=True, reason=gap)] if gap else []
        yield pytest.param(doc, id=doc.name, marks=marks)


def printed(text: str) -> list[str]:
    """What the text quotes of TensorFlow's output: its indented lines, as one string for each paragraph."""
    paragraphs = re.split(r"\n\s*\n", text)
    return [
        " ".join(part.split())
        for part in paragraphs
        if all(line.startswith("    ") for line in part.splitlines())
    ]


@each
def test_page_is_complete(doc: CauseDoc) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", doc.name)
    assert doc.severity in ("error", "warning")
    assert doc.summary == doc.summary.strip()
    assert "\n" not in doc.summary
    assert doc.summary[0].islower()
    assert not doc.summary.endswith(".")
    assert 4 <= len([line for line in doc.explain.splitlines() if line.strip()]) <= 14
    assert max(map(len, doc.explain.splitlines())) <= 115
    for script in (doc.bad, doc.good):
        compile(script, doc.name, "exec")
        assert 8 <= len(script.splitlines()) <= 35
        assert script.startswith("import ")
    assert doc.bad.count(MARK) == 1
    assert doc.good.count(MARK) == 0


@each
def test_page_quotes_tensorflow_or_says_that_it_is_silent(doc: CauseDoc) -> None:
    assert bool(printed(doc.explain)) != (NOTHING in doc.explain)


def case(cause: str, *layers: str, own: int = 1, asked: bool = True, name: str = "dense/kernel") -> Case:
    """A finding about the first variable of each layer; own: how many variables each layer has."""
    made = [
        Variable(
            index, f"{layer}/w{n}" if layer else name, (3, 3), "float32", True, layer, "Dense", "kernel", key
        )
        for key, layer in enumerate(layers)
        for n, index in enumerate(range(key * own, (key + 1) * own))
    ]
    sources = [SimpleNamespace(variable=v.index) for v in made] if asked else []
    judged = SimpleNamespace(
        step=StepGraph(variables=made, requests=[Request(0, 0, (), (), (), None)]),
        losses=[SimpleNamespace(sources=sources, index=0, results=[None for _ in sources])],
        reach={},
        verdict=["zero" for _ in made],
        complete=True,
        applies=True,
        in_vain=False,
        asking=lambda _: [0] if asked else [],
    )
    evidence = SimpleNamespace(
        created=lambda _: None,
        locate_request=lambda _: None,
        before_the_loop=lambda _: False,
        nodes=list,
        expression=lambda index: None if layers[0] else f'weights["h{index}"]',
    )
    encoder, decoder = (
        Recurrent(n, n, x, "LSTM", (8, 8), (1,), None, (), (), True, n) for n, x in enumerate("ed")
    )
    blame = Blame(cause, None, (), encoder=encoder, decoder=decoder)
    return Case(blame, made[::own], cast(Any, judged), cast(Any, evidence))


@pytest.mark.parametrize(
    "layers", [("dense",), ("dense", "dense_1"), ("dense", "dense_1", "dense_2", "dense_3")]
)
@pytest.mark.parametrize("asked", [True, False])
@each
def test_words_agree_with_how_many_they_are_about(
    doc: CauseDoc, layers: tuple[str, ...], asked: bool
) -> None:
    finding = case(doc.name, *layers, asked=asked)
    if doc.name.startswith("state-") and doc.name.endswith("-mismatch"):
        with pytest.raises(LookupError):
            causes[doc.name].tell(finding)
        return
    told = causes[doc.name].tell(finding)
    several = "are|get|have|compute|lead|meet|change"
    single = "is|gets|has|computes|leads|meets|changes"
    wrong = single if len(layers) > 1 else several
    # "the gradient of dense and dense_1 is" is right: it is about one gradient
    clash = re.compile(rf"(?<!of )(?<!from ){re.escape(finding.whose())} (never |only ever )?({wrong})\b")
    for text in filter(None, (told.title, told.message, told.label, told.help, told.suggestion)):
        assert text[0].islower()
        assert "\n" not in text
        assert not clash.search(text), text
    assert told.title
    assert told.message
    assert told.label
    quiet = not asked and doc.name in ("outside-tape", "stop-gradient")
    assert told.severity == ("info" if quiet else None)
    assert quiet or told.help or told.suggestion


def test_names_are_the_users() -> None:
    assert case("unused-variable", "dense", "dense_1").whose() == "dense and dense_1"
    assert case("unused-variable", "a", "b", "c").whose() == "a, b and 1 more"
    assert case("unused-variable", "dense", own=2).whose() == "dense/w0"  # the rest of the layer is well
    assert case("unused-variable", "", name="Variable #2").whose() == 'weights["h0"]'


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("ArgMax", "argmax"),
        ("Greater", "this comparison"),
        ("FloorDiv", "floor_div"),
        ("UniqueV2", "unique"),
        ("Multinomial", "categorical"),
        ("Identity", "this op"),
    ],
)
def test_ops_are_called_as_people_write_them(kind: str, name: str) -> None:
    assert op_name(cast(Case, SimpleNamespace(op_type=kind))) == name


def test_committed_pages_are_up_to_date() -> None:
    """After a change to a cause: python -m graphdoctor.diagnosis.pages docs/causes"""
    folder = ROOT / "docs" / "causes"
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert committed == pages.pages()


def test_pages_of_causes_that_are_gone_are_taken_away(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("x", encoding="utf-8")
    pages.write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(pages.pages())


@pytest.mark.tf
@pytest.mark.parametrize("doc", list(with_gaps()))
def test_broken_script_has_this_fault_at_the_marked_line(doc: CauseDoc, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(doc.bad, encoding="utf-8")
    ran = forked("analyze", "script.py", "--format", "json", cwd=tmp_path)
    report = ran.report
    assert_valid(report)
    assert ran.status == 1, ran.stderr[-2000:]
    found = [
        (f["cause"], f["severity"], f["location"]["file"], f["location"]["line"]) for f in report["findings"]
    ]
    marked = next(n for n, line in enumerate(doc.bad.splitlines(), start=1) if MARK in line)
    assert found == [(doc.name, doc.severity, "script.py", marked)]
    for part in ("title", "message", "label"):
        text = report["findings"][0][part]
        assert text == text.strip()
        assert text
        assert "\n" not in text


@pytest.mark.tf
@each
def test_mended_script_is_healthy(doc: CauseDoc, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(doc.good, encoding="utf-8")
    ran = forked("analyze", "script.py", "--format", "json", cwd=tmp_path)
    assert ran.status == 0, ran.stdout + ran.stderr[-2000:]
    assert ran.report["findings"] == []
    verdicts = {v["verdict"] for v in ran.report["variables"]}
    assert "connected" in verdicts
    assert verdicts <= {"connected", "frozen"}


@pytest.mark.tf
@pytest.mark.slow
@each
def test_tensorflow_prints_what_the_page_says(doc: CauseDoc, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(doc.bad, encoding="utf-8")
    ran = run([sys.executable, "script.py"], cwd=tmp_path)
    output = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", ran.stderr).split())
    assert [quote for quote in printed(doc.explain) if quote not in output] == []
    if NOTHING in doc.explain:
        assert ran.status == 0
        assert not re.search(r"Gradients do not exist|UserWarning|WARNING:tensorflow", output)


@pytest.mark.tf
@pytest.mark.slow
@each
def test_mended_script_runs(doc: CauseDoc, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(doc.good, encoding="utf-8")
    ran = run([sys.executable, "script.py"], cwd=tmp_path)
    assert ran.status == 0, ran.stderr[-2000:]
    assert "Gradients do not exist" not in ran.stderr
