"""Which elements of a tensor count: what is made of masks, and of gradients that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphdoctor.analysis.demand import NOTHING, fitting
from graphdoctor.graph.model import Mask


def answered(answer: Any, given: Any, static: Any) -> Mask | None:
    """Where a gradient is not zero; for an axis of unknown size whether it is anywhere."""
    import tensorflow as tf

    if answer is None:
        return None
    values = tf.convert_to_tensor(answer).numpy()
    if values.shape != tuple(given.shape):
        return None
    return fitting(values != 0, static)


def agreed(masks: Sequence[Mask | None]) -> Mask | None:
    first = masks[0]
    if first is None or any(mask is None or not np.array_equal(mask, first) for mask in masks[1:]):
        return None
    return None if first.all() else first


def gathered(mask: Mask, shape: Any) -> Mask | None:
    """The elements of an operand that is repeated along some axes of the output."""
    if not mask.any():
        return NOTHING
    if shape is None or mask.ndim < len(shape):
        return None
    merged = mask.any(axis=tuple(range(mask.ndim - len(shape))))
    axes = tuple(n for n, size in enumerate(shape) if size in (1, None) and merged.shape[n] > 1)
    merged = merged.any(axis=axes, keepdims=True) if axes else merged
    return None if merged.all() else merged
