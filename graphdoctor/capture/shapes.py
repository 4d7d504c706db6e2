"""Shapes of the eager step: eager code is never told of an unknown size (`tf.boolean_mask(x, m).shape[0]`)."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from graphdoctor.capture import values
from graphdoctor.capture.frames import is_user_frame
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import active, log


def install(cls: Any) -> None:
    """Teach a class of symbolic tensors to answer the user's own code; TensorFlow and Keras ask as before."""
    static = cls.shape.fget

    def shape(tensor: Any) -> Any:
        return _known(tensor, static(tensor), sys._getframe(1))

    def get_shape(tensor: Any) -> Any:
        return _known(tensor, static(tensor), sys._getframe(1))

    replace(cls, "shape", property(shape, doc=cls.shape.__doc__))
    replace(cls, "get_shape", get_shape)


def _known(tensor: Any, shape: Any, asking: FrameType) -> Any:
    """The shape, of a tensor's value where it takes that to know it."""
    if shape.is_fully_defined() or not active() or log.step_graph is None:
        return shape
    if tensor.graph is not log.step_graph or not is_user_frame(asking):
        return shape
    try:
        known = values.evaluate(tensor).shape
    except values.Undecidable:
        return shape
    tensor.set_shape(known)
    return known
