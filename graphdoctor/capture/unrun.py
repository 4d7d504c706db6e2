"""Ops of a v1 script that train, and that no session has run.

A script that came to its end without running one has forgotten it, if all its calls of `run` were made: what stands in
a branch that was not taken, or comes after many more turns, might have run it.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator

from graphdoctor.capture.recorder import SeenRequest, log
from graphdoctor.capture.v1_sessions import not_run_yet

_RUNS = ("run", "eval")
LEFT_OPEN = "some gradients were not run by the time the script was left: they are counted as applied"


def unrun(request: SeenRequest) -> frozenset[int]:
    """The positions of a request's results that some op applies, where the script forgot to run that op."""
    if not log.run_gradients or not _saw_all():
        return frozenset()
    waiting = {id(op) for op in not_run_yet()}
    return frozenset(n for n, r in enumerate(request.results) if id(getattr(r, "op", None)) in waiting)


def note_unrun() -> None:
    """Say what was not waited for."""
    if log.run_gradients and not _saw_all() and not_run_yet():
        log.note(LEFT_OPEN)


def _saw_all() -> bool:
    """Whether the script came to its end, and made all of its calls of `run` on the way."""
    if log.cut_off or log.failure is not None:
        return False
    sites = [request.site for request in log.requests if request.site is not None]
    files = {file for file, _ in log.run_lines} | {site.file for site in sites}
    return all(
        any((file, line) in log.run_lines for line in lines) for file in files for lines in _calls(file)
    )


def _calls(file: str) -> Iterator[range]:
    """The lines of each call of `run` or `eval` in a file; none where it cannot be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _RUNS:
            yield range(node.lineno, (node.end_lineno or node.lineno) + 1)
