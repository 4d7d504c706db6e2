"""The user's frames on the current Python stack, with AutoGraph's generated code mapped back to the source."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from graphdoctor.source import is_user_file

_ENTRY = str(Path(__file__).parent.parent / "api.py")
"""The Python API: the frames around it call graphdoctor, and have no part in the step."""

_RUNNERS = ("graphdoctor.child", "graphdoctor.api")
_BUILDERS = ("tensorflow", "keras", "tf_keras", "graphdoctor")


class Site(NamedTuple):
    """A line of the user's, as Python names it (`co_filename`, 1-based line), and the function it stands in."""

    file: str
    line: int
    function: str = ""


class Place(NamedTuple):
    """A line of the user's, and the library's function and line below it, if any."""

    site: Site | None
    function: str = ""
    line: int = 0


below: dict[int, list[Site]] = {}
"""The user's frames on which a thread's own stack stands, by thread: see `graphdoctor.capture.replicas`."""


def stack_sites() -> list[Site]:
    """The user's frames of the current stack, outermost first.

    `tf_stack` is TensorFlow's own lazy stack; it applies AutoGraph's source map, which `sys._getframe` does not.
    """
    from tensorflow.python.util import tf_stack

    return [*below.get(threading.get_ident(), ()), *sites_of(tf_stack.extract_stack())]


def sites_of(traceback: Any) -> list[Site]:
    """The user's frames of a TensorFlow stack trace (`op.traceback`, may be None), outermost first."""
    sites: list[Site] = []
    for frame in traceback or ():
        if is_user_file(frame.filename):
            sites.append(Site(frame.filename, frame.lineno, frame.name))
        elif frame.filename == _ENTRY:
            sites.clear()
    return sites


def sites_around(runners: tuple[str, ...]) -> tuple[list[Site], int]:
    """The user's frames, outermost first, and how many of them lie outside of the innermost frame of `runners`.

    Counted on TensorFlow's stack, like the sites of ops: Python's own shows AutoGraph's frames more than once.
    """
    from tensorflow.python.util import tf_stack

    sites: list[Site] = []
    outside = 0
    for frame in tf_stack.extract_stack():
        if is_user_file(frame.filename):
            sites.append(Site(frame.filename, frame.lineno, frame.name))
        elif frame.filename == _ENTRY:
            sites.clear()
        elif frame.name in runners:
            outside = len(sites)
    if not sites:  # nothing of the user's in this thread: its ops have no frames either
        sites = list(below.get(threading.get_ident(), ()))
        outside = len(sites)
    return sites, outside


def user_site() -> Site | None:
    """The innermost frame of the user's."""
    sites = stack_sites()
    return sites[-1] if sites else None


def caller(sites: Sequence[Site]) -> Site | None:
    """The line that calls the model (or layer) in whose `call` the innermost of the sites lies; else the innermost.

    What a model does inside of its `call` is moved by moving the line that calls the model.
    """
    for outer, inner in pairwise(sites):
        if inner.function.removeprefix("tf__") in ("call", "__call__"):  # AutoGraph names its copy tf__call
            return outer
    return sites[-1] if sites else None


def python_frames() -> Iterator[FrameType]:
    """The current Python frames, innermost first, without this one and its caller."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


def is_tensorflow(frame: FrameType) -> bool:
    """Whether a live frame runs TensorFlow's, Keras' or our own code."""
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in _BUILDERS


def _is_another_librarys(frame: FrameType) -> bool:
    return "-packages" in frame.f_code.co_filename and not is_user_frame(frame) and not is_tensorflow(frame)


def of_another_library() -> bool:
    """Whether it is a library's code, and not the user's, that calls TensorFlow or Keras here."""
    for frame in _within_step():
        if is_user_frame(frame):
            return False
        if _is_another_librarys(frame):
            return True
    return False


def place(site: Site | None) -> Place:
    """Where the innermost code runs that is neither TensorFlow's nor Keras': a library's, where one was called.

    Two tapes of a library's are two, though the user has one line for both. AutoGraph's copy stands for a function.
    """
    for frame in _within_step():
        copied = "__autograph_generated_file" in frame.f_code.co_filename and not is_tensorflow(frame)
        if copied or _is_another_librarys(frame):
            return Place(site, frame.f_code.co_name, frame.f_lineno)
        if is_user_frame(frame):
            break
    return Place(site)


def _within_step() -> Iterator[FrameType]:
    """The Python frames, innermost first, up to where graphdoctor runs the script or is called by it."""
    for frame in python_frames():
        if frame.f_globals.get("__name__") in _RUNNERS:
            return
        yield frame


def called_back() -> bool:
    """Whether a library (not TensorFlow, not Keras) has called the user's code that runs here, for the user."""
    inner = library = False
    for frame in _within_step():
        if is_user_frame(frame):
            if inner and library:
                return True
            inner = True
        elif inner and _is_another_librarys(frame):
            library = True
    return False


def is_user_frame(frame: FrameType) -> bool:
    """Whether a live frame runs the user's code; code that AutoGraph converted counts as the user's."""
    name = frame.f_code.co_filename
    return is_user_file(name) or "__autograph_generated_file" in name
