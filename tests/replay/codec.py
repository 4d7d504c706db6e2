"""Plain records as JSON that keeps tuples, sets, keys of any kind and numpy arrays."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from graphdoctor.diagnosis.evidence import Left, Node, Recurrent
from graphdoctor.graph.model import Frame, LayerCall, Request, Source, Variable
from graphdoctor.source import Location

RECORDS = {
    kind.__name__: kind
    for kind in (Frame, LayerCall, Left, Location, Node, Recurrent, Request, Source, Variable)
}


def encoded(value: Any) -> Any:
    """JSON for a value. Raises TypeError for a kind of value that no record holds."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [encoded(v) for v in value]
    if isinstance(value, tuple):
        return {"tuple": [encoded(v) for v in value]}
    if isinstance(value, set | frozenset):
        return {"frozenset": [encoded(v) for v in sorted(value)]}
    if isinstance(value, dict):
        return {"dict": [[encoded(k), encoded(v)] for k, v in value.items()]}
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        return {"array": array.tolist(), "dtype": str(array.dtype), "shape": list(array.shape)}
    if dataclasses.is_dataclass(value) and type(value).__name__ in RECORDS:
        fields = {f.name: encoded(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"record": type(value).__name__, "fields": fields}
    raise TypeError(f"no way to write down a {type(value).__name__}")


def decoded(value: Any) -> Any:
    """The inverse of `encoded`."""
    if isinstance(value, list):
        return [decoded(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "tuple" in value:
        return tuple(decoded(v) for v in value["tuple"])
    if "frozenset" in value:
        return frozenset(decoded(v) for v in value["frozenset"])
    if "dict" in value:
        return {decoded(k): decoded(v) for k, v in value["dict"]}
    if "array" in value:
        return np.array(value["array"], dtype=value["dtype"]).reshape(value["shape"])
    fields = {name: decoded(v) for name, v in value["fields"].items()}
    return RECORDS[value["record"]](**fields)
