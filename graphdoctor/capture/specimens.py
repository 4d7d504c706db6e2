"""One op of any type, put together from what TensorFlow's registry of ops says of its inputs and attributes.

The inputs are placeholders; what they look like is tried in the order of `LOOKS`, because many a gradient function
wants to know a rank, and some the value of an index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

DTYPES = ("float32", "complex64", "int32", "int64", "bool", "string", "resource", "variant")
"""The dtypes that are tried for an input, the first that the op allows."""
EQUATION = "ij,jk->ik"


@dataclass(frozen=True, slots=True)
class Look:
    """What the inputs look like: the shape of the floats, and the integers' values one by one, the last for all others.

    Without values the integers are placeholders of the shape `integers`.
    """

    floats: tuple[int, ...] | None
    integers: tuple[int, ...] | None = None
    values: tuple[Any, ...] = ()


LOOKS = (
    Look(None), Look((2, 2)), Look((2, 2), (), (0,)), Look((2, 2), (2,), ([0, 1],)), Look((2, 2), (2,), ([2, 2],)),
    Look((2,)), Look((2,), (), (0,)), Look((2,), (2,), ([0, 1],)), Look((), ()), Look((), (1,), ([1],)),
    Look((2, 2), None, ([[0, 0], [1, 1]],)), Look((2, 2), (1,), ([1],)), Look((2, 2, 2)), Look((1, 4, 4, 1)),
    Look((1, 4, 4, 1), None, ([1, 4, 4, 1],)), Look((1, 4, 4, 1), None, ([4, 4],)), Look((1, 4, 4, 4, 1)),
    Look((1, 4, 4, 4, 1), None, ([1, 4, 4, 4, 1],)), Look((4, 4, 4, 1), None, ([2, 2], [[0, 0], [0, 0]])),
    Look((2,), None, ([[0, 0], [1, 1]], [2, 2])),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Specimen:
    """An op, or what TensorFlow said against it."""

    op: Any = None
    refusal: str = ""


def specimens(type_: str) -> Iterator[Specimen]:
    """Ops of one type, one per look, each in a graph of its own.

    Raises:
        LookupError: TensorFlow has no such op.
    """
    from tensorflow.python.framework import errors_impl, func_graph, op_def_registry, ops

    definition = op_def_registry.get(type_)
    if definition is None:
        raise LookupError("the registry names it, but TensorFlow has no such op")
    for look in LOOKS:
        graph = func_graph.FuncGraph("graphdoctor_specimen")
        with ops.init_scope(), graph.as_default():
            try:
                yield Specimen(_made(definition, look))
            except (ValueError, TypeError, NotImplementedError, errors_impl.OpError) as error:
                yield Specimen(None, str(error))


def _made(definition: Any, look: Look) -> Any:
    from tensorflow.python.framework import op_def_library, ops

    attributes = {a.name: a for a in definition.attr}
    inputs = definition.input_arg
    values = iter(look.values)
    last: list[Any] = [None]

    def value() -> Any:
        last[0] = next(values, last[0])
        return last[0]

    given = {a.name: _argument(a, attributes, look, value) for a in inputs}
    inferred = {n for a in inputs for n in (a.type_attr, a.number_attr, a.type_list_attr)}
    given.update({a.name: _attribute(a) for a in definition.attr if a.name not in inferred})
    op_def_library._apply_op_helper(definition.name, **given)
    return next(o for o in reversed(ops.get_default_graph().get_operations()) if o.type == definition.name)


def _argument(argument: Any, attributes: dict[str, Any], look: Look, value: Callable[[], Any]) -> Any:
    """An input: one tensor, or a list of them."""
    if argument.type_list_attr:
        return [_tensor("float32", look, value) for _ in range(2)]
    dtype = _dtype(attributes[argument.type_attr]) if argument.type_attr else _name(argument.type)
    if not argument.number_attr:
        return _tensor(dtype, look, value)
    count = max(2, attributes[argument.number_attr].minimum)
    return [_tensor(dtype, look, value) for _ in range(count)]


def _dtype(attribute: Any) -> str:
    allowed = [_name(t) for t in attribute.allowed_values.list.type]
    if attribute.HasField("default_value") and not allowed:
        return _name(attribute.default_value.type)
    return next((d for d in DTYPES if not allowed or d in allowed), allowed[0] if allowed else DTYPES[0])


def _name(enum: int) -> str:
    from tensorflow.python.framework import dtypes

    return str(dtypes.as_dtype(enum).base_dtype.name)


def _tensor(dtype: str, look: Look, value: Callable[[], Any]) -> Any:
    from tensorflow.python.framework import constant_op
    from tensorflow.python.framework.dtypes import as_dtype
    from tensorflow.python.ops import array_ops, list_ops, resource_variable_ops

    kind = as_dtype(dtype)
    if dtype == "resource":
        return resource_variable_ops.var_handle_op(shape=look.floats or (2, 2), dtype=as_dtype("float32"))
    if dtype == "variant":
        return list_ops.empty_tensor_list(
            element_shape=look.floats or (2, 2), element_dtype=as_dtype("float32")
        )
    if not kind.is_integer:
        return array_ops.placeholder(kind, look.floats)
    if look.values:
        return constant_op.constant(value(), kind)
    return array_ops.placeholder(kind, look.integers)


def _attribute(attribute: Any) -> Any:
    """A value for an attribute; None where it has a default.

    Raises:
        NotImplementedError: it asks for a function, or a tensor.
    """
    if attribute.HasField("default_value"):
        return None
    if attribute.type == "type":
        return _dtype(attribute)
    allowed = attribute.allowed_values.list
    if attribute.type == "string":
        return allowed.s[0].decode() if allowed.s else EQUATION if attribute.name == "equation" else ""
    count = max(4, attribute.minimum)
    plain = {
        "int": max(1, attribute.minimum), "float": 1.0, "bool": False, "shape": (2, 2), "list(int)": [1] * count,
        "list(type)": ["float32"], "list(string)": [], "list(float)": [1.0] * count, "list(shape)": [(2, 2)],
    }  # fmt: skip
    if attribute.type not in plain:
        raise NotImplementedError(f"its attribute {attribute.name} is a {attribute.type}")
    return plain[attribute.type]
