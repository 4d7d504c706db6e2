"""The Python API: the report on a train step, a loss function, a compiled model or a script.

In process: the hooks are there during the call only, nothing is executed, and what was there before is there again
afterwards. Importing this module imports no TensorFlow.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from graphdoctor import pipeline
from graphdoctor.errors import CrashError, GraphDoctorError, UserError
from graphdoctor.judge import Judge, crash_finding
from graphdoctor.outcome import Report
from graphdoctor.report.failure import empty_report


def analyze(step: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Report:
    """Analyse one call `step(*args, **kwargs)` of a train step, or of a function that returns a loss.

    Without arguments a `tf.function` is traced for its `input_signature`. A step that asks for gradients is judged by
    what it asks for and applies; any other one is taken for a loss function whose variables should all learn.
    Raises `GraphDoctorError` where there is no step to judge, and whatever the step itself raises.
    """
    from graphdoctor.capture.arguments import arguments_for
    from graphdoctor.capture.calling import call_step
    from graphdoctor.capture.models import is_model

    if is_model(step):
        return analyze_model(step, *args, **kwargs)
    name = str(getattr(step, "__qualname__", None) or getattr(step, "__name__", None) or type(step).__name__)
    if not callable(step):
        raise UserError(
            "not-a-step", f"{name} is not callable: give a train step, a loss function or a model"
        )
    if not args and not kwargs:
        args, kwargs = arguments_for(step, name, None, None)
    return _within(name, lambda: call_step(step, args, kwargs, name), ())


def analyze_model(model: Any, x: Any = None, y: Any = None) -> Report:
    """Analyse one training step of a compiled Keras model (Keras 3 or tf_keras).

    x, y: a batch, as for `train_on_batch`, or a dataset as x; without them one is made from the model's input shapes.
    Raises `GraphDoctorError` where the model is not compiled or nothing says what its inputs are.
    """
    from graphdoctor.capture.models import train

    name = str(getattr(model, "name", type(model).__name__))

    def action() -> None:
        from graphdoctor.capture.in_process import untouched

        with untouched(model):
            train(model, x, y, f"model {name!r}")

    return _within(name, action, (model,))


def analyze_script(
    path: str | Path,
    args: Sequence[str] = (),
    *,
    steps: int | None = 1,
    verify: bool = False,
    timeout: float = 600.0,
    args_from: str | None = None,
    loss: str | None = None,
) -> Report:
    """Analyse a script, a notebook or any other target of the command, in a process of its own.

    Raises `GraphDoctorError` where it cannot be analysed.
    """
    with tempfile.TemporaryDirectory(prefix="graphdoctor-graph-") as folder:
        place = Path(folder) / "graph.pickle"
        data = pipeline.analyze(
            str(path), args=list(args), steps=steps, verify=verify, timeout=timeout, args_from=args_from, loss=loss,
            graph=place,
        )  # fmt: skip
        if data["error"]:
            raise GraphDoctorError(**data["error"])
        content = place.read_bytes() if place.exists() else None
    return Report(data, lambda: _unpickled(content)).without()


def assert_trainable(
    model_or_step: Any,
    /,
    *args: Any,
    ignore: Iterable[str] = (),
    ignore_variables: Iterable[str] = (),
    **kwargs: Any,
) -> Report:
    """Assert that everything learns that should: `AssertionError` with the text report where a finding is worse than
    an info. ignore: causes that do not count. ignore_variables: names, which may hold ``*``. Further arguments as
    for `analyze` or `analyze_model`."""
    report = analyze(model_or_step, *args, **kwargs).without(ignore, ignore_variables)
    if not report.ok:
        raise AssertionError(f"some variables will not train\n\n{report}")
    return report


def _unpickled(content: bytes | None) -> Any:
    """The graph that our own child process has written."""
    import networkx as nx

    return nx.MultiDiGraph() if content is None else pickle.loads(content)


class _Finished(BaseException):
    """Leaves the user's code: its report is made."""


class _InProcess(Judge):
    """The judge of a step in the user's own process."""

    def __init__(self, target: str, models: Sequence[Any]) -> None:
        super().__init__(target)
        self.models = models
        self.report: Report | None = None
        self.problem: Exception | None = None

    def _judged(self, roots: list[Any], complete: bool) -> tuple[Any, Any]:
        from graphdoctor.capture.existing import concern

        concern(roots, self.models)
        return super()._judged(roots, complete)

    def finish(self, complete: bool) -> NoReturn:
        self.conclude(complete)
        raise _Finished

    def failed(self, error: Exception) -> NoReturn:
        self.problem = error
        raise _Finished

    def conclude(self, complete: bool) -> None:
        """Make the report."""
        from graphdoctor.capture.recorder import kept

        try:
            data = self.make_report(complete)
        except GraphDoctorError:
            raise
        except Exception as error:
            self.failed(error)
        self.report = Report(data, kept(self.make_graph)).without()

    def crashed(self, error: Exception) -> None:
        """The step raised: because of its wiring, which is a finding, or for a reason of its own."""
        found = crash_finding(error)
        if found is None:
            raise error
        data = self.base()
        data["findings"] = [found]
        self.unfinished(data, error)
        self.report = Report(data, lambda: _unpickled(None)).without()


def _within(name: str, action: Callable[[], None], models: Sequence[Any]) -> Report:
    """Run something under the hooks, and report on the step that it took."""
    from graphdoctor.capture import stop
    from graphdoctor.capture.in_process import session
    from graphdoctor.capture.recorder import log

    if stop.judge is not None:  # the command runs this script, and looks at its training step itself
        data = empty_report(name)
        data["notes"].append("not analysed: an analysis of this process is under way")
        return Report(data, lambda: _unpickled(None))
    judge = _InProcess(name, models)
    with session(judge):
        try:
            action()
            if not log.requests:
                raise UserError("no-training-step", f"{name} asked for no gradient")
            judge.conclude(True)
        except _Finished:
            pass
        except GraphDoctorError:
            raise
        except Exception as error:
            judge.crashed(error)
    if judge.problem is not None:
        raise CrashError.because(judge.problem) from judge.problem
    assert judge.report is not None
    return judge.report
