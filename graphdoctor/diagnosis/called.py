"""What the user calls something: the result of a line, a variable or a layer's variables at another line."""

from __future__ import annotations

import ast

from graphdoctor.diagnosis.held import visible
from graphdoctor.diagnosis.usercode import UserCode, code_at, line_of
from graphdoctor.source import Location


def result_name(location: Location | None) -> str | None:
    """The name that a line gives to what it computes."""
    code = code_at(location)
    statement = code.statement(location.line) if code is not None and location is not None else None
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return ast.unparse(target) if isinstance(target, (ast.Name, ast.Attribute)) else None


def loss_weights(fit: Location | None) -> Location | None:
    """The one place of a file that hands `loss_weights` to `compile`."""
    code = code_at(fit)
    if code is None or fit is None:
        return None
    calls = [n for n in ast.walk(code.tree) if isinstance(n, ast.Call) and last_name(n.func) == "compile"]
    given = [k.value for call in calls for k in call.keywords if k.arg == "loss_weights"]
    if len(given) != 1:
        return None
    return line_of(code, fit, given[0].lineno)


def calls_fit(location: Location | None) -> bool:
    """Whether Keras runs the training from a line: then nothing that it multiplies or asks for stands there."""
    return called_at(location, "fit", "train_on_batch", "fit_generator")


def is_handed_on(called: str, asked: Location | None) -> bool:
    """Whether the block of the tape that a line asks hands a function to somebody else: `strategy.run(forward)`."""
    code = code_at(asked)
    if code is None or asked is None:
        return False
    blocks = (
        node
        for node in ast.walk(code.tree)
        if isinstance(node, ast.With) and any(_is_tape_of(asked, item) for item in node.items)
    )
    calls = (call for block in blocks for call in ast.walk(block) if isinstance(call, ast.Call))
    given = (value for call in calls for value in (*call.args, *(k.value for k in call.keywords)))
    return any(ast.unparse(value) == called for value in given)


def _is_tape_of(asked: Location, item: ast.withitem) -> bool:
    name = item.optional_vars
    return isinstance(name, ast.Name) and f"{name.id}.gradient" in asked.code


def helper(location: Location | None, caller: Location | None) -> str | None:
    """The function of the user's that a line stands in, where it is another one than the caller's line stands in."""
    code, other = code_at(location), code_at(caller)
    if code is None or other is None or location is None or caller is None:
        return None
    scope = code.function(location.line)
    if not isinstance(scope, ast.FunctionDef) or scope.name.startswith("__") or scope.name == "call":
        return None
    return None if code is other and _holds(scope, caller.line) else scope.name


def builder(location: Location | None) -> str | None:
    """`build` or `__init__`, where a line stands in one of them: what makes a layer runs once, before any tape."""
    code = code_at(location)
    scope = code.function(location.line) if code is not None and location is not None else None
    name = scope.name if isinstance(scope, ast.FunctionDef) else None
    return name if name in ("build", "__init__") else None


def in_init_scope(location: Location | None) -> bool:
    """Whether a line stands in a `with tf.init_scope()` block, which suspends every tape."""
    code = code_at(location)
    if code is None or location is None:
        return False
    blocks = (n for n in ast.walk(code.tree) if isinstance(n, ast.With) and _holds(n, location.line))
    return any("init_scope" in ast.unparse(i.context_expr) for block in blocks for i in block.items)


def before_the_tape(location: Location | None, asked: Location) -> bool:
    """Whether a line of the function that asks a tape for gradients stands in no `with tf.GradientTape()` block."""
    code, other = code_at(location), code_at(asked)
    if code is None or location is None or code is not other:
        return False
    scope = code.function(asked.line)
    if code.function(location.line) is not scope:
        return False
    tapes = [
        n for n in ast.walk(scope)
        if isinstance(n, ast.With) and any("GradientTape" in ast.unparse(i.context_expr) for i in n.items)
    ]  # fmt: skip
    return bool(tapes) and not any(_holds(tape, location.line) for tape in tapes)


def is_mapped(location: Location | None, name: str) -> bool:
    """Whether a function is handed to `map`, as one does with a data set."""
    code = code_at(location)
    calls = [n for n in ast.walk(code.tree) if isinstance(n, ast.Call)] if code is not None else []
    return any(last_name(c.func) == "map" and any(ast.unparse(a) == name for a in c.args) for c in calls)


def overwritten(location: Location | None) -> bool:
    """Whether a loop gives a name anew in each turn what the line computes, and only what follows the loop reads it."""
    code, name = code_at(location), result_name(location)
    if code is None or location is None or name is None:
        return False
    line, scope = location.line, code.function(location.line)
    loops = [n for n in ast.walk(scope) if isinstance(n, (ast.For, ast.While)) and _holds(n, line)]
    if not loops:
        return False
    reads = [
        n.lineno
        for n in ast.walk(scope)
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    ]
    return bool(reads) and all(read > (loops[-1].end_lineno or 0) for read in reads)


def _holds(block: ast.For | ast.While | ast.With | ast.FunctionDef, line: int) -> bool:
    return block.body[0].lineno <= line <= (block.body[-1].end_lineno or 0)


def called_at(location: Location | None, *methods: str) -> bool:
    """Whether a line calls one of these methods of something."""
    code = code_at(location)
    calls = code.calls(location.line) if code is not None and location is not None else []
    return any(isinstance(c.func, ast.Attribute) and c.func.attr in methods for c in calls)


def computed_name(location: Location | None) -> str | None:
    """As `result_name`; None where the line makes a layer or a model, whose name is not that of a result."""
    code = code_at(location)
    statement = code.statement(location.line) if code is not None and location is not None else None
    value = getattr(statement, "value", None)
    makes = isinstance(value, ast.Call) and last_name(value.func)[:1].isupper()
    return None if makes else result_name(location)


def variables_name(created: Location | None, at: Location | None) -> str | None:
    """What a variable is called at a line: its own name, or `head.trainable_variables` where a layer was made."""
    code, later = code_at(created), code_at(at)
    name = result_name(created)
    statement = code.statement(created.line) if code is not None and created is not None else None
    if code is None or later is None or created is None or at is None or name is None:
        return None
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.Call) or value.lineno != created.line:
        return None
    if name.startswith("self."):
        own = code is later and _class_at(code, created.line) is not None
        if not own or _class_at(code, created.line) is not _class_at(code, at.line):
            return None
    elif not visible(code, created.line, later, at.line, name):
        return None
    plain = any(word in last_name(value.func).lower() for word in ("variable", "weight"))
    return name if plain else f"{name}.trainable_variables"


def _class_at(code: UserCode, line: int) -> ast.ClassDef | None:
    found = [
        n for n in ast.walk(code.tree)
        if isinstance(n, ast.ClassDef) and n.lineno <= line <= (n.end_lineno or n.lineno)
    ]  # fmt: skip
    return max(found, key=lambda n: n.lineno, default=None)


def last_name(func: ast.expr) -> str:
    """The last part of a dotted name: `Dense` of `tf.keras.layers.Dense`; empty for other expressions."""
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
