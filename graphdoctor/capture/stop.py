"""When a step is complete, and what happens then.

A compiled step is complete when its function is about to be executed, an eager one when a tape starts again at a line
where one has started before, or the script ends. Where everything trains that is the end of the run. Otherwise the
script goes on without executing anything, for as long as it asks for gradients at new lines: a GAN's second function or
a second `fit` may train what the first left alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from graphdoctor.capture.recorder import log, paused

GRACE_SECONDS = 15.0
"""How long a script may go on after its first step, to show further ones."""
REPEATS = 100
"""How many turns of compiled steps may pass without a new one: a critic may be trained many times per generator."""
TURNS = 8
"""How many turns of an eager loop are looked at while some variable does not train: each is traced anew."""
SUMMED = 34
"""Turns of a loop that sums gradients up, and has not applied them yet: sums of 32 are seen."""
PATIENCE_SECONDS = 5.0
"""How long further turns that ask for the same again may take: a script may train its next part after them."""


class FitDone(BaseException):
    """Leaves Keras' `fit` after its step was traced; caught by our own wrapper around `fit`."""


class Judge(Protocol):
    """What the pipeline says of the step so far."""

    def connected(self, roots: list[Any]) -> bool:
        """Whether every variable trains already."""

    def arriving(self, roots: list[Any]) -> bool:
        """Whether some gradient is applied to the weights in the step so far, and not only summed up."""

    def applies(self, root: Any) -> bool:
        """Whether the function applies gradients, rather than return them."""

    def unanswered(self, root: Any, request: Any) -> list[bool]:
        """For each source of a request whether TensorFlow answers None, as the step stands."""

    def hopeless(self, roots: list[Any]) -> bool:
        """Whether a loss would get None for all that it asks for: TensorFlow would have ended the script."""

    def finish(self, complete: bool) -> NoReturn:
        """Write the report and end the process."""


judge: Judge | None = None
fits: list[Any] = []
steps: int | None = 1
in_process = False
"""Whether the process goes on after the step: then no function is left in the midst of its trace, and no clock runs."""
_clock: list[threading.Timer] = []


def the_judge() -> Judge:
    """The pipeline's judge. Raises RuntimeError before one is set: hooks must not run without it."""
    if judge is None:
        raise RuntimeError("capture hooks are active, but nobody waits for the step")
    return judge


def about_to_execute(atomic: Any, requests: list[Any], proceed: Callable[[], Any]) -> Any:
    """A traced function that asks for gradients would now be executed, from eager code."""
    from graphdoctor.capture import eager

    keys = {r.key for r in requests}
    log.loop_start = log.loop_start or min(r.order for r in requests)
    if keys <= log.seen_keys:
        if fits:
            raise FitDone
        _again(log.repeats, REPEATS)
        return _pretend(atomic)
    log.seen_keys |= keys
    log.step_end = log.step_end or log.tick()
    if not fits and not the_judge().applies(atomic.graph) and _has_outputs(atomic):
        eager.enter(None)
        log.roots.append(atomic.graph)
        return proceed()
    log.roots.append(atomic.graph)
    if _enough(log.roots):
        the_judge().finish(True)
    _start_clock()
    if fits:
        raise FitDone
    return _pretend(atomic)


def _enough(roots: list[Any]) -> bool:
    if steps is not None and steps <= len(roots):
        return the_judge().connected(roots)
    return False


def traced(graph: Any) -> None:
    """The outermost function of a step has been traced, and is not executed yet."""
    if in_process:
        return
    if steps == 1 and the_judge().applies(graph) and the_judge().connected([*log.roots, graph]):
        log.roots.append(graph)
        the_judge().finish(True)


def called_in_graph(graph: Any) -> None:
    """A function that asks for gradients is called within the eager step's graph."""
    from graphdoctor.capture import eager

    if not eager.in_step():
        return
    if any(graph is known for known in log.roots):
        next_turn()
    log.roots.append(graph)


def _again(turns: list[int], limit: int) -> None:
    """A step begins that was seen before: go on only while something does not train yet."""
    turns.append(log.tick())
    if len(turns) >= limit:
        the_judge().finish(True)


def next_turn() -> None:
    """The eager loop's next turn begins: the step is over, unless something does not train yet.

    What ran before the tape in the first turn ran eagerly, unseen; in the next turn it is in the graph. And a loop may
    train one part in every turn and another one in every second, or a script one part for many turns and then the next.
    """
    log.tape_lines.clear()
    log.eager_turn.append(log.tick())
    log.step_end = log.step_end or log.tick()
    turns = len(log.eager_turn)
    news = _asks_anew()
    _start_clock()
    if steps is None or turns < steps:
        log.turn_start = len(log.requests)
        return
    if turns >= steps + TURNS and not news and not in_process:
        _many_alike(turns)
        return
    log.turn_start = len(log.requests)
    if (in_process and turns >= steps + TURNS - 1) or _decided():
        the_judge().finish(True)


def _many_alike(turns: int) -> None:
    """A turn like many before it. Where all would train, only the sums of gradients are waited for."""
    alike = turns - TURNS
    if not log.repeats and turns < SUMMED and alike & (alike - 1):
        return  # judged at every doubling: each time takes longer than the last
    if log.repeats or not the_judge().connected([*log.roots, log.step_graph]):
        _same_again()
    elif turns >= SUMMED or _decided():
        the_judge().finish(True)


def _decided() -> bool:
    """Whether more turns would tell nothing new: gradients that are summed up are applied in a later one."""
    judge, roots = the_judge(), [*log.roots, log.step_graph]
    return (judge.connected(roots) and judge.arriving(roots)) or judge.hopeless(roots)


def _asks_anew() -> bool:
    """Whether the turn that ends asked for what no turn had asked for at that line."""
    asked = {r.asks for r in log.requests[log.turn_start :]}
    news = not asked <= log.asked
    log.asked |= asked
    return news


def _same_again() -> None:
    """One more turn like many before: its requests say nothing new, and the script has not for ever to show others."""
    if not log.repeats:
        log.patience = time.monotonic() + PATIENCE_SECONDS
    del log.requests[log.turn_start :]
    if time.monotonic() > log.patience:
        the_judge().finish(True)
    _again(log.repeats, REPEATS)


def go_on(news: bool) -> None:
    """A v1 session has trained one part, and another one is still to be trained; `news`: this part was new."""
    _start_clock()
    if news:
        log.repeats.clear()
        return
    if len(log.repeats) + 1 >= REPEATS:
        log.cut_off = True
    _again(log.repeats, REPEATS)


def _has_outputs(atomic: Any) -> bool:
    return len(atomic.function_type.flat_outputs) > 0


def _pretend(atomic: Any) -> Any:
    """Outputs of the right shapes, instead of executing a training step."""
    import tensorflow as tf

    outputs = []
    for spec in atomic.function_type.flat_outputs:
        if spec.dtype in (tf.resource, tf.variant):
            the_judge().finish(True)
        shape = [1 if n is None else n for n in (spec.shape.as_list() if spec.shape.rank is not None else [])]
        with paused():
            outputs.append(tf.zeros(shape, spec.dtype))
    return outputs


def _start_clock() -> None:
    """The script may compute for hours after its step; it has this long to ask for further gradients."""
    if _clock or in_process:
        return
    timer = threading.Timer(GRACE_SECONDS, _cut_off)
    timer.daemon = True
    timer.start()
    _clock.append(timer)


def _cut_off() -> None:
    log.cut_off = True
    the_judge().finish(True)
