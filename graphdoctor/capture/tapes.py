"""`GradientTape`: its requests are answered with stand-ins instead of a backward graph.

A tape is never really started: what it would have recorded is known from the graph's creation order, and a tape that
records makes TensorFlow build backward functions while it traces.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from graphdoctor.capture import eager, guard
from graphdoctor.capture.answers import answer, real_gradients
from graphdoctor.capture.frames import Place, place, python_frames, user_site
from graphdoctor.capture.nones import with_nones
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import SeenRequest, SeenTape, Span, active, log, paused, position
from graphdoctor.capture.watching import tell_unwatched, unwatched


def install() -> None:
    """Replace the methods of GradientTape, and `tf.gradients`."""
    from tensorflow.python.eager import backprop

    cls = backprop.GradientTape
    for name, method in (
        ("_push_tape", _push),
        ("_pop_tape", _pop),
        ("watch", _watch),
        ("watched_variables", _watched_variables),
        ("reset", _reset),
        ("gradient", _gradient),
        ("stop_recording", _stop_recording),
    ):
        _override(cls, name, method)


def _override(cls: Any, name: str, method: Any) -> None:
    original = getattr(cls, name)

    def replacement(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not active() or (name != "_push_tape" and seen_tape(self) is None):
            return original(self, *args, **kwargs)
        return method(original, self, *args, **kwargs)

    replacement.__doc__ = original.__doc__
    replace(cls, name, replacement)


def seen_tape(tape: Any) -> SeenTape | None:
    """The record of a tape, kept on the tape itself."""
    found = getattr(tape, "_graphdoctor", None)
    return found if isinstance(found, SeenTape) else None


def _push(original: Any, tape: Any) -> None:
    from tensorflow.python.eager import context
    from tensorflow.python.framework import ops

    if tape._recording:
        original(tape)  # TensorFlow's own complaint about entering a tape twice
    site = user_site()
    if context.executing_eagerly():
        eager.enter(site)
    seen = seen_tape(tape)
    if seen is None:
        seen = SeenTape(tape, tape._watch_accessed_variables)
        tape._graphdoctor = seen
        log.tapes.append(seen)
    eager.tape_entered(site)
    graph = ops.get_default_graph()
    seen.spans.append(Span(graph, position(graph), None, site, ops.uid()))
    seen.recording = True
    if log.verify:
        original(tape)
    else:
        tape._recording = True
        tape._tape = (
            tape._tape or seen
        )  # `gradient` on a tape that was never entered must still fail as it does
    _start_watcher(seen)


def _start_watcher(seen: SeenTape) -> None:
    """TensorFlow's variable watcher sees reads without recording any op."""
    if not seen.watches or seen.watcher is not None:
        return
    from tensorflow.python.eager import record

    watcher_class = getattr(record, "VariableWatcher", None)
    if watcher_class is None:
        from tensorflow.python.eager import tape as tape_module

        watcher_class = tape_module.VariableWatcher
    seen.watcher = watcher_class()
    seen.watcher.__enter__()


def _pop(original: Any, tape: Any) -> None:
    from tensorflow.python.framework import ops

    seen = seen_tape(tape)
    assert seen is not None
    graph = ops.get_default_graph()
    span = seen.spans[-1]
    if span.end is None:
        # A tape that is left in another graph than it was entered in keeps what it saw until now.
        span.end = position(span.graph) if span.graph is not graph else position(graph)
    seen.recording = False
    if log.verify:
        original(tape)
    else:
        tape._recording = False
    if seen.watcher is not None:
        seen.watcher.__exit__(None, None, None)
        seen.explicit.extend(seen.watcher.watched_variables())
        seen.watcher = None


def _watch(original: Any, tape: Any, tensor: Any) -> None:
    seen = seen_tape(tape)
    assert seen is not None
    from tensorflow.python.util import nest

    seen.explicit.extend(nest.flatten(tensor, expand_composites=True))
    if log.verify:
        original(tape, tensor)


def _watched_variables(original: Any, tape: Any) -> Any:
    seen = seen_tape(tape)
    assert seen is not None
    if log.verify:
        return original(tape)
    current = list(seen.watcher.watched_variables()) if seen.watcher is not None else []
    unique: dict[int, Any] = {}
    for variable in [*seen.explicit, *current]:
        if hasattr(variable, "handle"):
            unique.setdefault(id(variable.handle), variable)
    return tuple(unique.values())


def _reset(original: Any, tape: Any) -> None:
    seen = seen_tape(tape)
    assert seen is not None
    tape._pop_tape()
    tape._tape = None
    seen.spans.clear()
    seen.explicit.clear()
    tape._push_tape()


def _stop_recording(original: Any, tape: Any) -> Any:
    @contextmanager
    def stopped() -> Any:
        from tensorflow.python.framework import ops

        seen = seen_tape(tape)
        assert seen is not None
        graph = ops.get_default_graph()
        gap = Span(graph, position(graph), None, user_site())
        tape._pop_tape()
        try:
            yield
        finally:
            gap.end = position(graph)
            seen.stopped.append(gap)
            tape._push_tape()

    return stopped()


def _gradient(
    original: Any,
    tape: Any,
    target: Any,
    sources: Any,
    output_gradients: Any = None,
    unconnected_gradients: Any = None,
) -> Any:
    from tensorflow.python.framework import ops
    from tensorflow.python.ops.unconnected_gradients import UnconnectedGradients
    from tensorflow.python.util import nest

    unconnected = UnconnectedGradients.NONE if unconnected_gradients is None else unconnected_gradients
    seen = seen_tape(tape)
    assert seen is not None
    if target is None or tape._tape is None:
        return original(tape, target, sources, output_gradients, unconnected)
    if tape._recording and not tape._persistent:
        tape._pop_tape()
    inner = any(other.recording and other is not seen for other in log.tapes) or (
        tape._recording and tape._persistent
    )
    verified, verifying = None, list[Span]()
    if log.verify:
        graph = ops.get_default_graph()
        verifying.append(Span(graph, position(graph)))
        verified = _ask_tensorflow(original, tape, target, sources, output_gradients)
        verifying[0].end = position(graph)
    missing = [unwatched(seen, source) for source in nest.flatten(sources)]
    if inner:
        results = real_gradients(seen, target, sources, output_gradients, unconnected, missing)
    else:
        results = answer(target, sources, unconnected, missing)
    record_request(seen, target, sources, results, inner, verified)
    request = log.requests[-1]
    request.verifying = verifying
    request.unwatched = inner and bool(missing) and all(missing)
    request.blind = any(missing) and UnconnectedGradients(unconnected) is UnconnectedGradients.NONE
    if request.blind and not inner:
        tell_unwatched(request.site)
    if not inner and UnconnectedGradients(unconnected) is UnconnectedGradients.NONE:
        results = with_nones(request, results)
    if not tape._persistent:
        tape._tape = None
    return results


def _ask_tensorflow(original: Any, tape: Any, target: Any, sources: Any, output_gradients: Any) -> list[Any]:
    from tensorflow.python.ops.unconnected_gradients import UnconnectedGradients
    from tensorflow.python.util import nest

    inner_tape = tape._tape
    try:
        with paused():
            real = original(tape, target, sources, output_gradients, UnconnectedGradients.NONE)
    except LookupError:  # an op without a registered gradient: the report says which, as without --verify
        return []
    finally:
        tape._tape = inner_tape
    flat = nest.flatten(sources)
    answers = nest.flatten(real)
    return answers if len(answers) == len(flat) else []


def record_request(
    seen: SeenTape | None, target: Any, sources: Any, results: Any, inner: bool, verified: list[Any] | None
) -> None:
    from tensorflow.python.framework import ops
    from tensorflow.python.util import nest

    targets = list(nest.flatten(target, expand_composites=True))
    spans = None
    if seen is not None:
        spans = [
            Span(s.graph, s.start, s.end if s.end is not None else position(s.graph), s.site)
            for s in seen.spans
        ]
        if seen.watcher is not None:
            seen.explicit.extend(seen.watcher.watched_variables())
    site = user_site()
    request = SeenRequest(
        graph=ops.get_default_graph(),
        tape=seen,
        targets=targets,
        sources=list(nest.flatten(sources)),
        results=list(nest.flatten(results)),
        site=site,
        key=request_key(place(site)),
        spans=spans,
        stopped=list(seen.stopped) if seen is not None else [],
        inner=inner,
        eager=log.step_graph is not None,
        order=log.tick(),
        verified=verified,
    )
    log.requests.append(request)
    guard.arm()


def request_key(where: Place) -> tuple[Any, ...]:
    """What makes two requests "the same line again": the user's line and the model whose train_step is running."""
    model = None
    for frame in python_frames():
        if frame.f_code.co_name in ("train_step", "compute_gradients") and "self" in frame.f_locals:
            model = id(frame.f_locals["self"])
            break
    return (where, model)
