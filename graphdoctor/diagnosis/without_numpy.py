"""A statement that takes a value out of TensorFlow, with TensorFlow's own functions in the place of NumPy's."""

from __future__ import annotations

import ast
import copy

from graphdoctor.diagnosis.statements import only_passes
from graphdoctor.diagnosis.usercode import code_at
from graphdoctor.source import Location

_TENSORFLOW = {
    "mean": "reduce_mean", "sum": "reduce_sum", "max": "reduce_max", "min": "reduce_min", "prod": "reduce_prod",
    "sqrt": "sqrt", "square": "square", "exp": "exp", "abs": "abs", "absolute": "abs", "sin": "sin", "cos": "cos",
    "tanh": "tanh", "maximum": "maximum", "minimum": "minimum", "power": "pow", "log": "math.log",
    "log1p": "math.log1p", "expm1": "math.expm1",
}  # fmt: skip
"""NumPy's functions that TensorFlow has under another or the same name, with the same arguments."""


def without_python(location: Location | None) -> str | None:
    """The statement with TensorFlow's functions instead of NumPy's, and without `.numpy()` and `float()`."""
    code = code_at(location)
    statement = code.statement(location.line) if code is not None and location is not None else None
    value = getattr(statement, "value", None)
    if code is None or statement is None or not isinstance(value, ast.expr):
        return None
    changed = _Tensors()
    new = changed.visit(copy.deepcopy(value))
    if changed.failed or not changed.count:
        return None
    if isinstance(new, ast.Constant) or only_passes(location, "float"):
        return None
    made = copy.copy(statement)
    setattr(made, "value", new)  # noqa: B010 - each kind of statement that has a value
    return ast.unparse(made)


class _Tensors(ast.NodeTransformer):
    """Turns NumPy's calls into TensorFlow's; `failed` where one has no equal there."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = False

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """No gradient comes back through what is compared, whoever computes it."""
        before = self.count
        self.generic_visit(node)
        self.failed = self.failed or self.count > before
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Nor through an index."""
        node.value = self.visit(node.value)
        before = self.count
        self.visit(node.slice)
        self.failed = self.failed or self.count > before
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Attribute) and _is_an_array(node.func.value):
            self.failed = True  # a method of NumPy's: a tensor has none of that name
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name == "float" and len(node.args) == 1:
            self.count += 1
            return node.args[0]
        if name.endswith(".numpy") and isinstance(node.func, ast.Attribute) and not node.args:
            self.count += 1
            return node.func.value
        root, _, function = name.partition(".")
        if root in ("np", "numpy"):
            self.count += 1
            self.failed = self.failed or function not in _TENSORFLOW
            node.func = ast.parse(f"tf.{_TENSORFLOW.get(function, function)}", mode="eval").body
        elif name.endswith((".fit_transform", ".predict")) or "convert_to_numpy" in name:
            self.failed = True
        return node


def _is_an_array(node: ast.expr) -> bool:
    """Whether an expression is a call that returns one of NumPy's arrays."""
    name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    return name.endswith(".numpy") or name.startswith(("np.", "numpy."))
