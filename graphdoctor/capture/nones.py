"""Gradients of which the script looks for None: what TensorFlow would answer with None is None for it as well.

A stand-in for every source is what tells where each gradient goes. But a script that drops the None's of a list, and
pairs what is left with all of its variables, does something else then: each variable would seem to get its own.
"""

from __future__ import annotations

import ast
import functools
from typing import Any

from graphdoctor.capture.frames import stack_sites
from graphdoctor.capture.recorder import SeenRequest
from graphdoctor.diagnosis.usercode import code_at
from graphdoctor.source import read_location


def with_nones(request: SeenRequest, results: Any) -> Any:
    """The answer to a request, with None for each variable that its loss does not reach, if the script may drop it."""
    from tensorflow.python.util import nest

    from graphdoctor.capture import stop

    if not any(_drops_nones(site.file, site.line) for site in stack_sites()):
        return results
    root = request.spans[0].graph if request.spans else request.graph
    lost = stop.the_judge().unanswered(root, request)
    if all(lost):
        return results  # TensorFlow ends the script then, which would tell less
    request.results = [None if gone else result for result, gone in zip(request.results, lost, strict=True)]
    return nest.pack_sequence_as(results, request.results)


def _drops_nones(file: str, line: int) -> bool:
    code = code_at(read_location(file, line))
    return code is not None and _filters(code.tree)


@functools.lru_cache(maxsize=64)
def _filters(tree: ast.Module) -> bool:
    """Whether code keeps of one list what is not None: pairs, from which a gradient goes with its variable, aside."""
    return any(_is_filter(node) for node in ast.walk(tree))


def _is_filter(node: ast.AST) -> bool:
    if isinstance(node, (ast.ListComp, ast.GeneratorExp)) and len(node.generators) == 1:
        turn = node.generators[0]
        return any(_asks_for_none(test, turn.target) for test in turn.ifs)
    if isinstance(node, ast.For):
        return any(isinstance(step, ast.If) and _asks_for_none(step.test, node.target) for step in node.body)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "filter"
        and node.args
    ):
        keeps = node.args[0]
        return isinstance(keeps, ast.Lambda) and any(
            _asks_for_none(keeps.body, ast.Name(argument.arg)) for argument in keeps.args.args
        )
    return False


def _asks_for_none(test: ast.expr, what: ast.expr) -> bool:
    """Whether a test is `what is None`, or `what is not None`, of a single name."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(what, ast.Name)
        and isinstance(test.left, ast.Name)
        and test.left.id == what.id
        and isinstance(test.ops[0], (ast.Is, ast.IsNot))
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value is None
    )
