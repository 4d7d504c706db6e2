"""What is left of many tasks, whatever happens to some of them. The analysis is a stub."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest

from graphdoctor import pipeline
from graphdoctor.errors import UserError
from graphdoctor.many.gathering import Done, gather
from graphdoctor.many.local import locally
from graphdoctor.many.progress import progress
from graphdoctor.many.task import Task
from tests.report import fixtures
from tests.support import assert_valid


def tasks(*names: str) -> list[Task]:
    return [Task(name, "/tmp") for name in names]


def kinds(reports: Sequence[Any]) -> list[str | None]:
    for report in reports:
        assert_valid(report)
    return [report["error"] and report["error"]["kind"] for report in reports]


@pytest.fixture(autouse=True)
def analyses(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stands in for the analysis. `slow` waits until it is called off, `bug` raises, `late` takes its time."""
    made: list[dict[str, Any]] = []

    def analyze(target: str, **options: Any) -> dict[str, Any]:
        made.append({"target": target, **options})
        if "bug" in target:
            raise ZeroDivisionError("whoops")
        if "late" in target:
            time.sleep(0.3)
        if "slow" in target:
            assert options["cancelled"].wait(20), "nobody called it off"
        return fixtures.encoder_decoder() | {"target": target}

    monkeypatch.setattr(pipeline, "analyze", analyze)
    return made


def test_reports_come_in_the_order_of_the_tasks() -> None:
    told: list[str] = []
    reports = gather(tasks("late", "a", "b"), locally(3), lambda report: told.append(report["target"]))
    assert [report["target"] for report in reports] == ["late", "a", "b"]
    assert told[-1] == "late"
    assert kinds(reports) == [None, None, None]


def test_a_crash_of_ours_costs_one_report() -> None:
    assert kinds(gather(tasks("a", "bug", "b"), locally(2))) == [None, "crash", None]


def test_a_task_says_how_and_where(analyses: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    Task("sub/a.py", "/tmp", 2, True, 5.0, 10**9).run()
    Task("/elsewhere/b.py", "/tmp").run()
    Task("sub/c.py", "/").run()
    assert [entry["target"] for entry in analyses] == ["/tmp/sub/a.py", "/elsewhere/b.py", "sub/c.py"]
    first = analyses[0] | {"cancelled": None}
    assert first == {
        "target": "/tmp/sub/a.py", "folder": "/tmp", "quiet": True, "cancelled": None,
        "steps": 2, "verify": True, "timeout": 5.0, "memory_limit": 10**9,
    }  # fmt: skip


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_keeps_what_is_finished(asked: signal.Signals) -> None:
    def told(_: Any) -> None:
        os.kill(os.getpid(), asked)

    before = signal.getsignal(signal.SIGTERM)
    reports = gather(tasks("a", "slow", "b", "c"), locally(1), told)
    assert signal.getsignal(signal.SIGTERM) is before
    found = kinds(reports)
    assert found[0] is None
    assert found[1:] == ["interrupted"] * 3


def test_an_interruption_ends_everything_that_runs() -> None:
    threads = threading.active_count()

    def told(_: Any) -> None:
        raise KeyboardInterrupt

    assert kinds(gather(tasks("slow", "slow2", "a"), locally(3), told))[2] is None
    assert threading.active_count() == threads


def test_what_never_began_is_said_to_be_so() -> None:
    def execute(given: Sequence[Task], done: Done) -> None:
        done(1, given[1].run())
        raise KeyboardInterrupt

    assert kinds(gather(tasks("a", "b", "c"), execute)) == ["interrupted", None, "interrupted"]


def test_a_lost_cluster_keeps_what_is_finished() -> None:
    def execute(given: Sequence[Task], done: Done) -> None:
        done(0, given[0].run())
        raise OSError("the scheduler is gone")

    reports = gather(tasks("a", "b"), execute)
    assert kinds(reports) == [None, "not-run"]
    assert "OSError: the scheduler is gone" in reports[1]["error"]["message"]

    def refuse(_: Sequence[Task], __: Done) -> None:
        raise UserError("no-cluster", "there is none")

    with pytest.raises(UserError):
        gather(tasks("a", "b"), refuse)


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(2) as told:
        told(fixtures.encoder_decoder())
    assert capsys.readouterr() == ("", "")


def test_progress_in_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress(2) as told:
        told(fixtures.encoder_decoder() | {"target": "a\x1b[31m[red].py"})
    out, err = capsys.readouterr()
    assert out == ""
    assert "1/2" in err
    assert "a\\x1b[31m[red].py" in err
