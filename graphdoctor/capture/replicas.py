"""The threads in which a strategy runs the step once per replica: each stands on the stack of its maker."""

from __future__ import annotations

import threading
from typing import Any

from graphdoctor.capture import frames
from graphdoctor.capture.patching import replace, wrap
from graphdoctor.capture.recorder import Span, active, log, position
from graphdoctor.errors import UserError
from graphdoctor.source import read_location


def install() -> None:
    """Hook MirroredStrategy's replica threads.

    A new thread knows neither the user's frames below it nor AutoGraph's map from generated code to the user's
    (`tf_stack` keeps one per thread), so each takes both from the thread that makes it.
    """
    from tensorflow.python.distribute import mirrored_run

    thread = mirrored_run._MirroredReplicaThread
    construct, run = thread.__init__, thread.run

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        construct(self, *args, **kwargs)
        if active():
            self.graphdoctor_origin = (frames.stack_sites(), list(_maps(threading.get_ident())))

    def started(self: Any) -> None:
        sites, maps = getattr(self, "graphdoctor_origin", ([], None))
        here = threading.get_ident()
        if maps is not None:
            _all_maps()[here] = maps
            frames.below[here] = sites
        try:
            run(self)
        finally:
            frames.below.pop(here, None)
            if maps is not None:
                _all_maps().pop(here, None)

    replace(thread, "__init__", init)
    replace(thread, "run", started)
    wrap(mirrored_run, "_call_for_each_replica", _unseen_by_tapes)
    _refuse_coordinators()


def _unseen_by_tapes(original: Any, *args: Any, **kwargs: Any) -> Any:
    """What replicas run in threads of their own is recorded by no tape that was started before, in the same graph.

    A `tf.function` that they run is a graph of its own, and its call stands in the thread that has the tape.
    """
    from tensorflow.python.framework import ops

    graph = ops.get_default_graph()
    outer = [tape for tape in log.tapes if tape.recording and tape.spans[-1].graph is graph]
    for tape in outer:
        tape.spans[-1].end = position(graph)
    try:
        return original(*args, **kwargs)
    finally:
        for tape in outer:
            tape.spans.append(Span(graph, position(graph), None, tape.spans[-1].site, ops.uid()))


def _refuse_coordinators() -> None:
    """A parameter server's coordinator waits for its cluster first, and hands its steps to other machines."""
    from tensorflow.python.distribute import parameter_server_strategy, parameter_server_strategy_v2

    for strategy in (
        parameter_server_strategy.ParameterServerStrategyV1,
        parameter_server_strategy_v2.ParameterServerStrategyV2,
    ):
        wrap(strategy, "__init__", _refuse)


def _refuse(_original: Any, *_args: Any, **_kwargs: Any) -> None:
    site = frames.user_site()
    raise UserError(
        "needs-cluster",
        "ParameterServerStrategy runs its steps on other machines, where graphdoctor cannot see them; "
        "analyse the script with tf.distribute.get_strategy() in its place",
        read_location(site.file, site.line).to_json() if site is not None else None,
    )


def _all_maps() -> Any:
    from tensorflow.python.util import tf_stack

    return tf_stack._source_mapper_stacks


def _maps(thread: int) -> Any:
    return _all_maps()[thread]
