"""A process that analyses many scripts, one after the other, and asks TensorFlow itself about each of them.

Run as `python -m tests.worker`; `tests.laboratory` talks to it, one JSON document a line. Each script is run twice:
under graphdoctor's hooks, up to its report, and plainly, where every `tape.gradient` notes what TensorFlow answers, and
where what a step changes is noted as well.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from graphdoctor import child as running
from graphdoctor.report.failure import empty_report

NONE, ZERO, NONZERO = "none", "zero", "nonzero"
TURNS = 6
"""How often the plain step runs, each time with new weights and inputs."""
STRONG = 1e-3
"""A gradient that moves its variable by more than a rounding."""
SPREADS = (1.0, 1.0, 6.0, 30.0)
"""How far numbers are spread in the turns of a second look: `sum(w) + 18 > 0` is true of all that are drawn plainly."""


class Finished(BaseException):
    """Leaves the script: its report is written."""


class Judge(running.Child):
    """The analysis's child process, which here hands the report over instead of ending the process."""

    def __init__(self, path: str) -> None:
        scratch = Path(tempfile.gettempdir()) / "graphdoctor-worker"
        scratch.mkdir(exist_ok=True)
        super().__init__(
            {"target": path, "module": False, "args": [], "steps": 1, "verify": False, "graph": None, "timeout": 600.0,
             "answer": str(scratch / "report.json"), "reached": str(scratch / "reached")}
        )  # fmt: skip
        self.report: dict[str, Any] | None = None

    def write(self, report: dict[str, Any]) -> None:
        self.report = report

    def leave(self) -> NoReturn:
        raise Finished


def analysed(path: str) -> dict[str, Any]:
    """The report on a script, made within this process."""
    from graphdoctor.capture import recorder, stop

    judge = Judge(path)
    stop.judge, stop.steps = judge, 1
    recorder.state.paused = 0
    try:
        _judged(judge, path)
    finally:
        recorder.state.paused = 1
        _forget()
    assert judge.report is not None
    return judge.report


def _judged(judge: Judge, path: str) -> None:
    from graphdoctor.errors import GraphDoctorError

    try:
        try:
            _execute(path)
        except Finished:
            return
        except Exception as error:
            judge._ended(error)
        judge._ended(None)
    except Finished:
        pass
    except GraphDoctorError as error:
        judge.report = empty_report(path, error)


def _forget() -> None:
    """Back to the state before the script: nothing of one step may be seen in the next one."""
    from tensorflow.python.framework import ops

    from graphdoctor.capture import eager, recorder, stop, values

    for tape in recorder.log.tapes:
        if tape.watcher is not None:
            tape.watcher.__exit__(None, None, None)
    for timer in stop._clock:
        timer.cancel()
    stop._clock.clear()
    stop.fits.clear()
    values._cache.clear()
    while eager._managers:
        eager._managers.pop().__exit__(None, None, None)
    ops._default_graph_stack.reset()
    recorder.log.__init__()  # type: ignore[misc]


def _execute(path: str) -> dict[str, Any]:
    """Run a script's source as `__main__` would be."""
    from graphdoctor.source import mark_user

    mark_user(path)
    names: dict[str, Any] = {"__name__": "__main__", "__file__": path}
    exec(compile(Path(path).read_text(encoding="utf-8"), path, "exec"), names)
    return names


# -- TensorFlow's own answers ------------------------------------------------------------------------------------------


class Truth:
    """What TensorFlow answered at each line, for each source."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.answers: dict[int, dict[int, set[str]]] = {}
        self.sources: dict[int, Any] = {}
        self.strong: set[tuple[int, int]] = set()
        self.moved: set[str] = set()
        self.spread = 1.0

    def note(self, line: int, source: Any, answer: Any) -> None:
        """One answer, now where it is None or has a value, else whenever the graph computes it."""
        import tensorflow as tf

        key = id(getattr(source, "handle", source))
        self.sources[key] = source
        said = self.answers.setdefault(line, {}).setdefault(key, set())
        if answer is None:
            said.add(NONE)
            return

        def value(number: Any) -> Any:
            array = np.asarray(number)
            if self.spread > 1 and not np.all(np.isfinite(array)):
                return np.int32(0)  # too large a number says nothing of zero
            said.add(ZERO if array.size == 0 or not np.any(array != 0) else NONZERO)
            if array.size and np.max(np.abs(array)) > STRONG:
                self.strong.add((line, key))
            return np.int32(0)

        dense = tf.convert_to_tensor(answer)
        if hasattr(dense, "numpy"):
            value(dense.numpy())
        else:
            tf.numpy_function(value, [dense], tf.int32)

    def result(self, names: dict[str, Any]) -> dict[str, Any]:
        """By line and name of the variable, everything that TensorFlow said of it; and what the step changed."""
        known = {id(v.value.handle): v.path for v in _keras_variables(names)}
        called = {key: known.get(key) or _name_of(source) for key, source in self.sources.items()}
        return {
            "truth": {
                str(line): {called[key]: sorted(said) for key, said in by_source.items()}
                for line, by_source in sorted(self.answers.items())
            },
            "moved": sorted(self.moved) if "renew" in names else None,
            "strong": sorted((str(line), called[key]) for line, key in self.strong),
        }

    def turn(self, names: dict[str, Any], spread: float) -> None:
        """One more turn of the script's step, with new weights if it has a function `renew`."""
        names["spread"] = self.spread = spread
        if "renew" not in names:
            names["again"]()
            return
        names["renew"]()
        before = [np.array(v.numpy()) for v in names["weights"]]
        names["again"]()
        self.moved.update(
            getattr(v, "path", None) or _name_of(v)
            for v, old in zip(names["weights"], before, strict=True)
            if not np.array_equal(v.numpy(), old)
        )


def _name_of(variable: Any) -> str:
    return str(getattr(variable, "name", "?")).removesuffix(":0")


def _keras_variables(names: dict[str, Any]) -> list[Any]:
    things = [t for value in names.values() for t in (value if isinstance(value, list | tuple) else [value])]
    found = (getattr(thing, "variables", ()) for thing in things if not isinstance(thing, type))
    return [v for own in found if isinstance(own, list) for v in own if hasattr(v, "path")]


_watching: list[Truth] = []


def watch_gradients() -> None:
    """Note what `GradientTape.gradient` answers; graphdoctor's hooks are put around this one."""
    from tensorflow.python.eager import backprop
    from tensorflow.python.util import nest

    plain = backprop.GradientTape.gradient

    def gradient(self: Any, target: Any, sources: Any, *args: Any, **kwargs: Any) -> Any:
        truths, _watching[:] = (
            list(_watching),
            [],
        )  # tf.recompute_grad asks a tape of its own within this call
        try:
            answers = plain(self, target, sources, *args, **kwargs)
        finally:
            _watching[:] = truths
        if _watching:
            line = _line_of(_watching[0].path)
            for source, answer in zip(nest.flatten(sources), nest.flatten(answers), strict=True):
                if hasattr(source, "handle"):
                    _watching[0].note(line, source, answer)
        return answers

    backprop.GradientTape.gradient = gradient


def _line_of(path: str) -> int:
    from tensorflow.python.util import tf_stack

    lines = [f.lineno for f in tf_stack.extract_stack() if f.filename == path]
    return lines[-1] if lines else 0


def asked(path: str, turns: int) -> dict[str, Any]:
    """Run a script plainly; where it has a function `again`, run that with new weights and inputs."""
    truth = Truth(path)
    _watching.append(truth)
    try:
        names = _execute(path)
        for turn in range(turns - 1 if "again" in names else 0):
            truth.turn(names, SPREADS[turn % len(SPREADS)] if turns > TURNS else 1.0)
    finally:
        _watching.clear()
    return truth.result(names)


# -- the loop ----------------------------------------------------------------------------------------------------------


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """Both answers to one script, or the trace of what went wrong."""
    found: dict[str, Any] = {}
    _fresh_names()
    try:
        found.update(asked(job["path"], job.get("turns", TURNS)))
    except Exception:
        found["truth_error"] = traceback.format_exc()
        return found
    _fresh_names()
    try:
        found["report"] = analysed(job["path"])
    except BaseException:
        found["report_error"] = traceback.format_exc()
    return found


def _fresh_names() -> None:
    for library in ("keras", "tf_keras"):
        if library in sys.modules:
            sys.modules[library].backend.clear_session()


def _paused(state: Any) -> None:
    state.paused = 1


def main() -> None:
    """Answer jobs from standard input until it ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    watch_gradients()
    from graphdoctor.capture import hooks, recorder

    recorder.state.paused = 1
    # TensorFlow runs the gradient of a `tf.py_function` in threads of its own: of the plain run, where hooks are inert
    recorder.Recorder.__init__ = _paused  # type: ignore[method-assign, assignment]
    hooks.install()
    print(json.dumps("ready"), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main()
