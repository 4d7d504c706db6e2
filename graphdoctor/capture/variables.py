"""Every variable that comes into being, with its owner and the user's line."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture.frames import (
    Site,
    called_back,
    is_user_frame,
    of_another_library,
    python_frames,
    stack_sites,
)  # fmt: skip
from graphdoctor.capture.patching import replace
from graphdoctor.capture.recorder import SeenVariable, active, log, state

_BOOKKEEPERS = ("Optimizer", "Metric", "SeedGenerator", "LossScale", "Generator")
_roles: dict[type, str] = {}
_SAVER = "tensorflow.python.saved_model.save"
_LIBRARIES = ("keras", "tf_keras", "tensorflow")


def install() -> None:
    """Watch the constructors of TensorFlow's variables, and Keras 3 variables being given theirs."""
    from tensorflow.python.ops import ref_variable, resource_variable_ops

    for cls in (resource_variable_ops.BaseResourceVariable, ref_variable.RefVariable):
        _watch_constructor(cls)
    _watch_distributed()
    _watch_initial_values()


def _watch_distributed() -> None:
    """A strategy makes one component per replica; all of them are one variable to the user."""
    from tensorflow.python.distribute import values

    original = values.DistributedVariable.__init__

    def init(self: Any, strategy: Any, components: Any, *args: Any, **kwargs: Any) -> None:
        original(self, strategy, components, *args, **kwargs)
        first = find(components[0])
        for component in components[1:]:
            other = find(component)
            if first is not None and other is not None and other is not first:
                log.variables.remove(other)
                log.by_handle[id(handle_of(component))] = first
                first.replicas.append(component)

    replace(values.DistributedVariable, "__init__", init)


def install_keras(core: Any) -> None:
    """Hook for `keras.src.backend.tensorflow.core`: link each Keras variable with its tf.Variable.

    While Keras builds a model symbolically its variables get their values later, from a frame that is none of their
    layer's: so their owner is looked up when the Keras variable itself is made.
    """
    original, construct = core.Variable._initialize, core.Variable.__init__
    births: dict[int, tuple[Any, bool, bool, Site | None]] = {}

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        if active():
            sites = stack_sites()
            births[id(self)] = (*_owner(), sites[-1] if sites else None)
        construct(self, *args, **kwargs)

    def initialize(self: Any, value: Any) -> Any:
        result = original(self, value)
        seen = find(self._value)
        if seen is not None:
            seen.keras = self
            birth = births.pop(id(self), None)
            if birth is not None:
                seen.owner, seen.in_owner, seen.library, seen.site = birth
        return result

    replace(core.Variable, "__init__", init)
    replace(core.Variable, "_initialize", initialize)


def _watch_constructor(cls: Any) -> None:
    original = cls.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        if active() and not _is_view(self):
            remember(self)

    replace(cls, "__init__", init)


def _watch_initial_values() -> None:
    """Eager code may make a variable of a value of the step: the variable starts from its value, without a path."""
    from tensorflow.python.ops import resource_variable_ops

    original = resource_variable_ops.ResourceVariable._init_from_args

    def init_from_args(self: Any, initial_value: Any = None, *args: Any, **kwargs: Any) -> Any:
        from graphdoctor.capture import eager, values

        if not eager.demandable(initial_value):
            return original(self, initial_value, *args, **kwargs)
        result = original(self, values.evaluate(initial_value), *args, **kwargs)
        seen = find(self)
        if seen is not None:
            seen.initial = initial_value
        return result

    replace(resource_variable_ops.ResourceVariable, "_init_from_args", init_from_args)


def _is_view(variable: Any) -> bool:
    """A new object around a handle that exists: a variable handed to a tf.function, or one that was just assigned."""
    name = type(variable).__name__
    if name != "ResourceVariable":
        return name == "_UnreadVariable"
    return not any(
        f.f_code.co_name == "_init_from_args" for _, f in zip(range(3), python_frames(), strict=False)
    )


def handle_of(variable: Any) -> Any:
    """The tensor that names a variable in graphs: its resource handle, or a v1 variable's ref tensor."""
    inner = vars(variable).get("_value") if hasattr(variable, "__dict__") else None
    if inner is not None:
        variable = inner
    if hasattr(type(variable), "_primary"):  # a strategy's variable: one component per replica
        variable = variable._primary
    if hasattr(variable, "_variable") and not hasattr(variable, "handle"):
        return variable._variable
    return getattr(variable, "handle", None)


def find(variable: Any) -> SeenVariable | None:
    """The record of a tf.Variable, a Keras variable, or a handle."""
    handle = handle_of(variable)
    return log.by_handle.get(id(variable if handle is None else handle))


def remember(variable: Any) -> None:
    """Record a new variable with its owner: the innermost layer (or module) whose code is running."""
    handle = handle_of(variable)
    if handle is None or id(handle) in log.by_handle:
        return
    owner, in_owner, library = _owner()
    by_layer = _is_a_counter(owner)
    library = library or (not _may_train(variable) and by_layer)
    sites = stack_sites()
    site: Site | None = sites[-1] if sites else None
    seen = SeenVariable(variable, None, owner, site, in_owner, library or bool(state.paused), log.tick())
    seen.stack = sites
    if in_owner:
        seen.made_by = _line_of_construction(owner, sites)
    seen.by_library, seen.called_back, seen.by_layer = of_another_library(), called_back(), by_layer
    seen.copied = any(frame.f_code.co_name == "from_config" for frame in python_frames())
    log.variables.append(seen)
    log.by_handle[id(handle)] = seen


def _line_of_construction(owner: Any, sites: list[Site]) -> Site | None:
    """Of a layer or module that creates a variable in its `__init__`: the user's line around it."""
    inside = within = 0
    for frame in python_frames():
        within += is_user_frame(frame)
        if frame.f_code.co_name == "__init__" and frame.f_locals.get("self") is owner:
            inside = within
    return sites[-inside - 1] if 0 < inside < len(sites) else None


def _owner() -> tuple[Any, bool, bool]:
    """(owner, the user's own layer code creates it, a library's bookkeeping)."""
    for depth, frame in enumerate(python_frames()):
        if frame.f_globals.get("__name__") == _SAVER:
            return None, False, True  # a copy in the graph that is written to a file
        candidate = frame.f_locals.get("self") if "self" in frame.f_code.co_varnames[:1] else None
        if candidate is not None:
            kind = role_of(candidate)
            if kind == "bookkeeper" or (kind == "strategy" and frame.f_code.co_name == "__init__"):
                return candidate, False, True
            if kind in ("layer", "module"):
                return candidate, _made_by_its_own_code(candidate), False
        if depth > 200:
            break
    return None, False, False


def _may_train(variable: Any) -> bool:
    return bool(variable.trainable) and bool(variable.dtype.is_floating or variable.dtype.is_complex)


def _is_a_counter(owner: Any) -> bool:
    """Whether a library's code in a layer makes the variable for itself: what is a weight goes through `add_weight`."""
    if owner is None or role_of(owner) != "layer":
        return False
    inside = False
    for frame in python_frames():
        if is_user_frame(frame) or frame.f_code.co_name == "add_weight":
            return inside and is_user_frame(frame)
        inside = inside or frame.f_locals.get("self") is owner
    return inside


def _made_by_its_own_code(owner: Any) -> bool:
    """Whether the innermost user code that is running is the owner's: its `build`, `__init__` or `call`."""
    for frame in python_frames():
        if is_user_frame(frame):
            return frame.f_locals.get("self") is owner
    return False


def role_of(thing: Any) -> str:
    """ "layer", "module", "bookkeeper", "strategy" or "" – see `role_of_class`."""
    kind = type(thing)
    if kind not in _roles:
        _roles[kind] = role_of_class(kind)
    return _roles[kind]


def role_of_class(kind: type) -> str:
    """What an object is to its variables, by what its classes are called in their libraries."""
    found = ""
    for cls in kind.__mro__:
        library = str(cls.__module__).split(".")[0] in _LIBRARIES
        if not library:
            continue
        if any(word in cls.__name__ for word in _BOOKKEEPERS) and "Layer" not in cls.__name__:
            return "bookkeeper"
        if cls.__name__ == "Strategy" or cls.__name__.startswith("StrategyExtended"):
            return "strategy"
        if cls.__name__ == "Layer":
            found = "layer"
        elif cls.__name__ == "Module" and not found:
            found = "module"
    return found
