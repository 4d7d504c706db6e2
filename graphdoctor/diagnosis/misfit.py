"""What to write where a recurrent layer was given states that do not fit it, in the user's own names."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from graphdoctor.diagnosis.calls import constructor, layer_call, with_initial_state
from graphdoctor.diagnosis.usercode import UserCode, code_at
from graphdoctor.source import Location

Shape = tuple[int | None, ...]
_ONE_STATE = ("GRU", "SimpleRNN")


@dataclass(frozen=True, slots=True)
class StateFailure:
    """A recurrent layer that failed when it was called: what it needs, and the shapes of what it got."""

    layer: str
    type: str
    needed: tuple[int | None, ...]
    given: tuple[Shape | None, ...]
    location: Location | None
    rank: int | None = None  # of each state: the layer's inputs less their time axis
    cell: bool = False  # an RNN cell that a loop of the user's calls
    cells: int = 0  # the stacked cells, where what was given is not one entry for each
    bidirectional: bool = False  # some of what it got comes from a Bidirectional layer
    picture: Shape = ()  # the height and width that a state must have, where that is known
    batch: int | None = None  # the rows of the layer's inputs, where that is known
    nested: int = 0  # the entries of what was given, where some are lists and one flat list is needed

    @property
    def rows(self) -> int | None:
        """How many rows each state should have, where some have another number of them; else None."""
        given = [shape[0] for shape in self.given if shape]
        return self.batch if self.batch and any(n not in (None, self.batch) for n in given) else None

    @property
    def pictures(self) -> int:
        """How many axes a state has beside those of the batch and the channels (a ConvLSTM's)."""
        return max(0, (self.rank or 2) - 2)


@dataclass(frozen=True, slots=True)
class Advice:
    """Code for the failing line, or None where it depends on what the user wants; and one line of help."""

    suggestion: str | None
    help: str | None


def advice(failure: StateFailure) -> Advice:
    """How to give the layer states that fit."""
    if failure.cells:
        return Advice(
            None, "hand on the states as the encoder returns them: one list of states for each cell"
        )
    if failure.cell:
        count = len(failure.needed)
        what = "1 state" if count == 1 else f"{count} states"
        return Advice(
            None, f"start the loop with {what} as wide as the cell, if need be through a Dense layer"
        )
    spot = _Spot.find(failure)
    if failure.nested:
        return _unwrapped(spot)
    if len(failure.given) != len(failure.needed):
        return _count(failure, spot)
    if failure.rows is not None:
        return Advice(
            None, "give each sequence of the batch a row of its own: tf.tile, or tf.repeat, the state"
        )
    return _shape(failure, spot)


@dataclass(frozen=True, slots=True)
class _Spot:
    """The failing call in the source, with what it is given."""

    code: UserCode
    call: ast.Call
    given: ast.expr

    @classmethod
    def find(cls, failure: StateFailure) -> _Spot | None:
        code = code_at(failure.location)
        if code is None or failure.location is None:
            return None
        call = layer_call(code, failure.location.line, failure.layer, failure.type)
        if call is None:
            return None
        named = [k.value for k in call.keywords if k.arg == "initial_state"]
        given = named[0] if named else call.args[1] if len(call.args) > 1 else None
        return None if given is None else cls(code, call, given)

    def using(self, value: str) -> str:
        return with_initial_state(self.code, self.call, value)

    def parts(self) -> list[ast.expr]:
        """The expressions of the single states."""
        return list(self.given.elts) if isinstance(self.given, (ast.List, ast.Tuple)) else [self.given]

    def maker(self, part: ast.expr) -> tuple[ast.Call, str] | None:
        """The layer's call whose whole result a name holds, and the layer's type."""
        scope = self.code.scope(self.call.lineno)
        found = None
        for target, value, line in self.code.assignments():
            same = ast.unparse(target) == ast.unparse(part) and self.code.scope(line) is scope
            if same and line < self.call.lineno and isinstance(value, ast.Call):
                found = value
        made = constructor(self.code, found) if found is not None else None
        return None if found is None or made is None else (found, made)


def _unwrapped(spot: _Spot | None) -> Advice:
    parts = spot.parts() if spot is not None else []
    if spot is not None and len(parts) == 1 and parts[0] is not spot.given:
        text = spot.code.source(parts[0])
        return Advice(spot.using(text), f"{text} holds the states already: leave the brackets around it out")
    return Advice(None, "hand on one flat list of states: [state_h, state_c]")


def _count(failure: StateFailure, spot: _Spot | None) -> Advice:
    needed, given = len(failure.needed), len(failure.given)
    if spot is None:
        return Advice(
            None, "build the encoder with return_state=True, and hand on all the states that it returns"
        )
    parts = spot.parts()
    made = spot.maker(parts[0])
    text = spot.code.source(spot.given)
    if given == needed + 1 and len(parts) == 1 and made is not None:
        return Advice(
            spot.using(f"{text}[1:]"), f"the first element of {text} is the layer's output, not a state"
        )
    if failure.type == "Bidirectional" and needed == 2 * given:
        both = [spot.code.source(p) for p in parts] if isinstance(spot.given, ast.List) else [f"*{text}"]
        return Advice(
            spot.using(f"[{', '.join(both * 2)}]"), "a Bidirectional layer has states for both directions"
        )
    if given == 1 and needed == 2:
        return _one_for_two(failure, spot, parts[0], made)
    states = "state" if needed == 1 else "states"
    return Advice(
        None,
        f"give {failure.layer} exactly {needed} {states}: those that its encoder returns with return_state=True",
    )


def _one_for_two(
    failure: StateFailure, spot: _Spot, part: ast.expr, made: tuple[ast.Call, str] | None
) -> Advice:
    if made is not None and made[1] not in _ONE_STATE:
        call = returning_state(spot.code, made[0])
        return Advice(
            spot.using("[state_h, state_c]"),
            f"build its encoder with return_state=True, and take both states: _, state_h, state_c = {call}",
        )
    text = spot.code.source(part)
    return Advice(
        spot.using(f"[{text}, {text}]"),
        f"{failure.layer} needs h and c: here {text} is both; with an encoder of the same type it can have its own",
    )


def _shape(failure: StateFailure, spot: _Spot | None) -> Advice:
    width = failure.given[0][-1] if failure.given and failure.given[0] else None
    size = failure.needed[0]
    made = [spot.maker(part) for part in spot.parts()] if spot is not None else []
    both = made[0] if made else None
    doubled = size is not None and width == 2 * size
    if (
        spot is not None
        and doubled
        and both is not None
        and both[1] == "Bidirectional"
        and len(failure.needed) == 2
    ):
        names = "forward_h, forward_c, backward_h, backward_c"
        return Advice(
            spot.using("[forward_h + backward_h, forward_c + backward_c]"),
            f"an output of {width} is both directions side by side; add their states (joined by Concatenate they need "
            f"a decoder of {width} units): "
            f"_, {names} = {returning_state(spot.code, both[0])}",
        )
    if failure.picture and width == size:
        sizes = " x ".join("?" if n is None else str(n) for n in failure.picture)
        return Advice(
            None,
            f"{failure.layer} reads pictures of {sizes}: let its encoder read such as well, or resize its states",
        )
    units = "filters" if failure.pictures else "units"
    many = f"its encoder's {units}" if width is None else f"{width} {units}"
    why = ", as many as both directions have together" if doubled and failure.bidirectional else ""
    through = f"Conv{failure.pictures}D" if failure.pictures else "Dense"
    return Advice(
        None, f"give {failure.layer} {many}{why}, or bring each state to {size} with a {through} layer"
    )


def returning_state(code: UserCode, call: ast.Call) -> str:
    """An encoder's call, with return_state=True where it is built in the same expression."""
    if not isinstance(call.func, ast.Call):
        return code.source(call)
    built = _with_return_state(code, call.func)
    return f"{built}({', '.join(code.source(a) for a in call.args)})"


def _with_return_state(code: UserCode, built: ast.Call) -> str:
    inner = built.args[0] if built.args else None
    if isinstance(inner, ast.Call):  # a wrapper: its layer is the one that returns states
        rest = [code.source(a) for a in built.args[1:]]
        rest += [f"{k.arg}={code.source(k.value)}" for k in built.keywords if k.arg]
        return f"{code.source(built.func)}({', '.join([_with_return_state(code, inner), *rest])})"
    separator = ", " if built.args or built.keywords else ""
    return f"{code.source(built)[:-1]}{separator}return_state=True)"
