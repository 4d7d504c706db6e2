"""What kind of thing a target is, and how each kind is brought to its training step."""

from __future__ import annotations

from typing import Any

from graphdoctor.capture import script
from graphdoctor.capture.callables import look_up, resolve, split_callable
from graphdoctor.capture.keras_file import is_keras_file, run_keras_file
from graphdoctor.capture.saved import is_saved_model, run_saved_model
from graphdoctor.errors import UserError


def check_target(target: str, args_from: str | None, loss: str | None) -> None:
    """Raise `UserError` for what can be seen without running anything."""
    is_callable = split_callable(target) is not None
    is_saved = is_saved_model(target) or is_keras_file(target)
    if args_from is not None and not is_callable:
        raise UserError("usage", "--args-from is for a callable, package.module:name; a script makes its own")
    if loss is not None and not is_saved:
        raise UserError("usage", "--loss is for a saved model; a script or a callable has its own loss")
    if is_callable:
        home = target.rpartition(":")[0]
        if home.endswith(".py"):
            script.check_script(home)
    elif not is_saved:
        script.check_script(target)


def run_target(
    target: str,
    args: list[str],
    *,
    module: bool = False,
    args_from: str | None = None,
    loss: str | None = None,
) -> None:
    """Bring a target to its training step, under the hooks. Whatever the user's code raises passes through."""
    if module:
        script.run_module(target, args)
    elif split_callable(target) is not None:
        _run_callable(target, args, args_from)
    elif is_saved_model(target):
        run_saved_model(target, loss)
    elif is_keras_file(target):
        run_keras_file(target, loss)
    elif target.endswith(".ipynb"):
        from graphdoctor.capture import notebook

        notebook.run_notebook(target, args)
    else:
        script.run_script(target, args)


def _run_callable(target: str, args: list[str], args_from: str | None) -> None:
    from graphdoctor.capture.arguments import arguments_for
    from graphdoctor.capture.calling import call_step
    from graphdoctor.capture.models import is_model, train

    module, name, function = resolve(target, args)
    given = look_up(args_from, module) if args_from is not None else None
    example = getattr(module, f"{name.rpartition('.')[2]}_args", None)
    if is_model(function):
        train(function, *_batch(given if given is not None else example), target)
        return
    if isinstance(function, type) or not callable(function):
        what = "a class" if isinstance(function, type) else f"a {type(function).__name__}"
        raise UserError("not-a-step", f"{target} is {what}; name a function, or a method of an object")
    positional, named = arguments_for(function, target, given, example)
    call_step(function, positional, named, target)


def _batch(source: Any) -> tuple[Any, Any]:
    """(x, y) for a model; (None, None) where nothing says what they are."""
    value = source() if callable(source) else source
    if isinstance(value, (tuple, list)) and len(value) >= 2:
        return value[0], value[1]
    return value, None
