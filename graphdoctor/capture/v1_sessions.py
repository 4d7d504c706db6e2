"""TensorFlow 1 style: the step is complete when a Session is about to run what depends on its gradients.

A script may train its networks one after the other, each by an op of its own. While ops that train were built and not
run yet it goes on: what depends on gradients is not executed, the rest of a run is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphdoctor.capture import stop
from graphdoctor.capture.frames import stack_sites
from graphdoctor.capture.patching import wrap
from graphdoctor.capture.postponed import catch_up, postpone
from graphdoctor.capture.recorder import log
from graphdoctor.capture.variables import handle_of


def install() -> None:
    """Watch `Session.run`, and what Keras 2 calls instead of it."""
    from tensorflow.python.client import session

    def run(original: Any, self: Any, fetches: Any, *args: Any, **kwargs: Any) -> Any:
        log.run_lines.update((site.file, site.line) for site in stack_sites())
        mapper = _mapper(session, self, fetches) if log.requests else None
        trained = _gradients_behind(mapper.unique_fetches()) if mapper is not None else set()
        if trained:
            log.mode = "v1-graph"
            catch_up(self)
            _trained(self.graph, trained)
            return _without_training(original, self, mapper, args, kwargs)
        if postpone(self, fetches, lambda: original(self, fetches, *args, **kwargs)):
            return None
        catch_up(self)
        return original(self, fetches, *args, **kwargs)

    def make_callable(original: Any, self: Any, options: Any) -> Any:
        fetches = [self.graph.as_graph_element(name) for name in options.fetch]
        targets = [self.graph.as_graph_element(name) for name in options.target]
        trained = _gradients_behind([*fetches, *targets])
        catch_up(self)
        if not trained:
            return original(self, options)
        log.mode = "v1-graph"
        _trained(self.graph, trained)
        return lambda *values, **kwargs: [_zeros(fetch) for fetch in fetches]

    wrap(session.BaseSession, "run", run)
    wrap(session.BaseSession, "_make_callable_from_options", make_callable)


def _mapper(module: Any, session: Any, fetches: Any) -> Any:
    """TensorFlow's own reading of what is to be fetched; None where it refuses it, as `run` will."""
    try:
        with session.graph.as_default():
            return module._FetchMapper.for_fetch(fetches)
    except (TypeError, ValueError):
        return None


def _trained(graph: Any, gradients: set[int]) -> None:
    """A run would train: the step is complete, unless there are ops that train and were not run yet."""
    news = not gradients <= log.run_gradients
    log.run_gradients |= gradients
    log.step_end = log.step_end or log.tick()
    if all(graph is not known for known in log.roots):
        log.roots.append(graph)
    if not not_run_yet() and not _eager_code_may_train():
        stop.the_judge().finish(True)
    stop.go_on(news)


def _eager_code_may_train() -> bool:
    """Whether the script made variables outside of TensorFlow 1's graphs, and some variable does not train yet."""
    made = any(v.variable.trainable and not v.library and not _in_graph(v.variable) for v in log.variables)
    return made and not stop.the_judge().connected(log.roots)


def _in_graph(variable: Any) -> bool:
    return hasattr(handle_of(variable), "graph")


def not_run_yet() -> list[Any]:
    """The stand-ins that no run has asked for, although an op was built that changes a variable by them.

    Those of a function, or of eager code, are not for a session to run.
    """
    answers = [r.op for request in log.requests for r in request.results if hasattr(r, "op")]
    waiting = [op for op in answers if id(op) not in log.run_gradients and not _in_function(op)]
    return [op for op in waiting if _changes_something(op)]


def _in_function(op: Any) -> bool:
    return hasattr(op.graph, "outer_graph")


def _changes_something(op: Any) -> bool:
    stack, seen = [op], {id(op)}
    while stack:
        for made in stack.pop().outputs:
            for consumer in made.consumers():
                if "Apply" in consumer.type or consumer.type.startswith("Assign"):
                    return True
                if id(consumer) not in seen:
                    seen.add(id(consumer))
                    stack.append(consumer)
    return False


def _without_training(original: Any, session: Any, mapper: Any, args: Any, kwargs: Any) -> Any:
    """Run what depends on no gradient; the rest is zeros of the right shapes."""
    fetches = mapper.unique_fetches()
    trains = [bool(_gradients_behind([fetch])) for fetch in fetches]
    rest = [fetch for fetch, trained in zip(fetches, trains, strict=True) if not trained]
    values = iter(original(session, rest, *args, **kwargs) if rest else ())
    return mapper.build_results(
        [_zeros(f) if trained else next(values) for f, trained in zip(fetches, trains, strict=True)]
    )


def _zeros(fetch: Any) -> Any:
    import numpy as np

    if not hasattr(fetch, "op"):
        return None
    shape = fetch.shape.as_list() if fetch.shape.rank is not None else []
    return np.zeros([1 if n is None else n for n in shape], fetch.dtype.as_numpy_dtype)


def _gradients_behind(fetches: Iterable[Any]) -> set[int]:
    """The stand-ins, by id, that running the fetches would compute: where there are any, it is a training step."""
    answers = {id(r.op) for request in log.requests for r in request.results if hasattr(r, "op")}
    todo = [getattr(fetch, "op", fetch) for fetch in fetches]
    seen: set[int] = set()
    while todo:
        op = todo.pop()
        if id(op) in seen:
            continue
        seen.add(id(op))
        if id(op) not in answers:
            todo.extend(t.op for t in op.inputs)
            todo.extend(op.control_inputs)
    return seen & answers
