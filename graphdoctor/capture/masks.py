"""Which elements of a tensor count: what is made of masks, and of gradients that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphdoctor.analysis.demand import NOTHING, fitting
from graphdoctor.graph.model import Mask

_CHANNEL_AXES = {b"NHWC": -1, b"NCHW": 1, b"NDHWC": -1, b"NCDHW": 1}


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


def by_channel(mask: Mask | None, shape: Any, data_format: bytes) -> Mask | None:
    """The elements of all channels of which anything is asked for; None where that is each of them."""
    if mask is None or shape is None or mask.ndim != len(shape) or data_format not in _CHANNEL_AXES:
        return None
    channel = _CHANNEL_AXES[data_format] % len(shape)
    axes = tuple(n for n in range(len(shape)) if n != channel)
    found = mask.any(axis=axes, keepdims=True)
    return None if found.all() else np.broadcast_to(found, [1 if n is None else n for n in shape])
