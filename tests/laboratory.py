"""Scripts analysed by graphdoctor and answered by TensorFlow, many of them in one process; and the comparison."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.support import ROOT

RENEWAL = 120
"""After so many scripts the worker is replaced: TensorFlow keeps something of every trace, and grows slower."""
LIVE = ("connected", "untrained", "frozen")


class Laboratory:
    """A worker process (see `tests.worker`), started anew if a script takes it down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self._process: subprocess.Popen[str] | None = None

    def run(self, source: str, turns: int = 6) -> Experiment:
        """Run one script both ways."""
        self.count += 1
        if self.count % RENEWAL == 0:
            self.close()
        path = self.folder / f"step_{self.count}.py"
        path.write_text(source, encoding="utf-8")
        process = self._started()
        print(json.dumps({"path": str(path), "turns": turns}), file=_pipe(process.stdin), flush=True)
        line = _pipe(process.stdout).readline()
        if not line:
            self.close()
            return Experiment(source, {"report_error": "the process ended"})
        return Experiment(source, json.loads(line))

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.worker"],
                cwd=ROOT,
                env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=(self.folder / "worker.log").open("w"),
                text=True,
            )
            assert json.loads(_pipe(self._process.stdout).readline()) == "ready"
        return self._process

    def close(self) -> None:
        """End the worker."""
        if self._process is not None:
            _pipe(self._process.stdin).close()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            _pipe(self._process.stdout).close()
            self._process = None


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


@contextmanager
def laboratory(folder: Path) -> Iterator[Laboratory]:
    """A laboratory that is closed in the end."""
    found = Laboratory(folder)
    try:
        yield found
    finally:
        found.close()


@dataclass(frozen=True)
class Disagreement:
    """One variable of one loss of which graphdoctor and TensorFlow say different things."""

    kind: str  # "false-zero" | "none" | "missed-zero" | "missing" | "not moved" | "moved"
    line: str  # the request's; "-" where it is about what the whole step changes
    variable: str
    verdict: str
    truth: Sequence[str]

    def __str__(self) -> str:
        return f"{self.kind}: {self.variable} at line {self.line}: {self.verdict}, TensorFlow: {'/'.join(self.truth)}"


@dataclass(frozen=True)
class Experiment:
    """Both answers to one script."""

    source: str
    answer: dict[str, Any]

    @property
    def broken_script(self) -> bool:
        """TensorFlow itself cannot run it: no test of graphdoctor."""
        return "truth_error" in self.answer

    @property
    def failure(self) -> str | None:
        """Why there is no report."""
        if "report_error" in self.answer:
            return str(self.answer["report_error"])
        error = self.answer["report"]["error"]
        return None if error is None else json.dumps(error)

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = self.answer["report"]
        return found

    def counted(self) -> int:
        """How many verdicts there are to compare."""
        return sum(len(by_variable) for by_variable in self.answer["truth"].values())

    def disagreements(self) -> list[Disagreement]:
        """Every variable and loss on which the two differ."""
        lines = {loss["id"]: str(loss["location"]["line"]) for loss in self.report["losses"]}
        truth = self.answer["truth"]
        if len(truth) == 1 and len(lines) == 1:
            lines = dict.fromkeys(lines, next(iter(truth)))
        said: dict[tuple[str, str], str] = {}
        for variable in self.report["variables"]:
            for loss, verdict in variable["by_loss"].items():
                said[lines[loss], variable["name"]] = verdict
        found = []
        for line in sorted(set(lines.values())):
            for name, answers in truth.get(line, {}).items():
                verdict = said.get((line, name), "missing")
                kind = disagreement(verdict, answers)
                if kind is not None:
                    found.append(Disagreement(kind, line, name, verdict, answers))
        return found + list(self._misapplied())

    def _misapplied(self) -> Iterator[Disagreement]:
        """Variables that are said to train and do not change, or the other way round."""
        moved = self.answer.get("moved")
        if moved is None or any("before its step was complete" in note for note in self.report["notes"]):
            return  # a None of TensorFlow's fits every variable; what stands for it here need not
        lines = {str(loss["location"]["line"]) for loss in self.report["losses"]}
        # a variable that gets another one's gradient moves, though its own is asked for by nobody
        swapped = any(finding["cause"] == "misapplied" for finding in self.report["findings"])
        strong = {name for line, name in self.answer["strong"] if line in lines}
        for variable in self.report["variables"]:
            name, verdict, cause = variable["name"], variable["verdict"], variable["cause"]
            if verdict == "connected" and name not in moved and name in strong:
                yield Disagreement("not moved", "-", name, verdict, ("unchanged",))
            still = verdict == "untrained" and cause in ("not-applied", "missing-from-sources")
            if still and name in moved and not swapped and ".assign_add" not in self.source:
                yield Disagreement("moved", "-", name, cause, ("changed",))


def disagreement(verdict: str, answers: Sequence[str]) -> str | None:
    """How a verdict contradicts TensorFlow's answers; None where it does not."""
    if verdict == "missing":
        return "missing"
    if "nonzero" in answers:
        if verdict in LIVE:
            return None
        return "false-zero" if verdict == "zero" else "none"
    if verdict == "disconnected":
        return None if "none" in answers else "none"
    if verdict == "zero":
        return None if "zero" in answers else "none"
    return "missed-zero" if "zero" in answers else "none"
