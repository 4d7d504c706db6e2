"""The threads in which a strategy runs the step once per replica: each stands on the stack of its maker."""

from __future__ import annotations

import threading
from typing import Any

from graphdoctor.capture import frames
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active


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


def _all_maps() -> Any:
    from tensorflow.python.util import tf_stack

    return tf_stack._source_mapper_stacks


def _maps(thread: int) -> Any:
    return _all_maps()[thread]
