"""Whether a v1 script that ended had the chance to run all of its ops."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from graphdoctor.capture import unrun, v1_sessions
from graphdoctor.capture.recorder import Log

SCRIPT = """\
session.run(
    init)
for step in range(3):
    session.run(first)
    if step > 100:
        loss.eval()
"""


@pytest.mark.parametrize(
    ("lines", "saw_all"), [((2, 4, 6), True), ((1, 4, 6), True), ((1, 4), False), ((4, 6), False)]
)
def test_a_call_that_was_not_made_may_have_run_the_rest(
    lines: tuple[int, ...], saw_all: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    log = Log()
    log.run_lines = {(str(script), line) for line in lines}
    monkeypatch.setattr(unrun, "log", log)
    assert unrun._saw_all() is saw_all


@pytest.mark.parametrize("ended", ["cut off", "failed"])
def test_a_script_that_did_not_come_to_its_end(ended: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log()
    log.cut_off = ended == "cut off"
    log.failure = "ValueError" if ended == "failed" else None
    monkeypatch.setattr(unrun, "log", log)
    assert not unrun._saw_all()


def test_a_file_that_cannot_be_read_calls_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("%magic session.run(x)")
    assert list(unrun._calls(str(broken))) == []


def gradient(user: str, **graph: Any) -> Any:
    """A stand-in for a gradient that an op of the type `user` takes."""
    consumer = SimpleNamespace(type=user, outputs=[])
    output = SimpleNamespace(consumers=lambda: [consumer])
    return SimpleNamespace(op=SimpleNamespace(graph=SimpleNamespace(**graph), outputs=[output]))


def test_what_a_session_has_still_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run, forgotten, shown = gradient("ApplyAdam"), gradient("AssignSub"), gradient("Sum")
    of_a_function = gradient("ResourceApplyAdam", outer_graph=None)
    log = Log()
    log.requests = [SimpleNamespace(site=None, results=[run, forgotten, None, shown, of_a_function])]  # type: ignore[list-item]
    log.run_gradients = {id(run.op)}
    monkeypatch.setattr(v1_sessions, "log", log)
    assert v1_sessions.not_run_yet() == [forgotten.op]
    monkeypatch.setattr(unrun, "log", log)
    assert unrun.unrun(log.requests[0]) == {1}
