"""Which cause a variable's verdict has, and at which of the user's lines."""

from __future__ import annotations

from graphdoctor.analysis.cut_choice import Cut
from graphdoctor.analysis.cuts import ZERO_KINDS, CutFinder
from graphdoctor.analysis.verdicts import CONNECTED, FROZEN, UNTRAINED, ZERO, ByLoss, Judged
from graphdoctor.diagnosis.blamed import Blame
from graphdoctor.diagnosis.dropped import last_call
from graphdoctor.diagnosis.empty_states import EmptyStates
from graphdoctor.diagnosis.evidence import Evidence, Recurrent
from graphdoctor.diagnosis.functional_wiring import FunctionalWiring
from graphdoctor.diagnosis.ignored import hands_on_a_state, ignored_by
from graphdoctor.diagnosis.outputs import lost_outputs, made_inside
from graphdoctor.diagnosis.roundtrips import RoundTrips
from graphdoctor.diagnosis.unread import unread_blame
from graphdoctor.diagnosis.wiring import Wiring
from graphdoctor.graph.model import VAR
from graphdoctor.source import Location

BY_KIND = {
    "op": "non-differentiable-op",
    "cast": "integer-cast",
    "stop": "stop-gradient",
    "barred": "stop-gradient",
    "stopped-tape": "stop-gradient",
    "custom": "custom-gradient-none",
    "python-op": "python-roundtrip",
    "state": "state-assign",
    "outside": "outside-tape",
    "zero": "constant-zero",
    "softmax": "saturated-softmax",
    "pick": "index-miss",
    "hidden": "hidden-drop",
}


class Blamer:
    """Finds the blame of each variable of a judged step."""

    def __init__(self, judged: Judged, evidence: Evidence) -> None:
        self.judged = judged
        self.evidence = evidence
        self.step = judged.step
        self.finder = CutFinder(judged)
        self.wiring = Wiring(judged, evidence, self.finder)
        self.functional = FunctionalWiring(judged.step, evidence)
        self.trips = RoundTrips(judged, evidence.left(), self.finder)
        self.empty = EmptyStates(judged, evidence)

    def blame(self, variable: int) -> Blame | None:
        """The blame; None for what trains, is frozen, or cannot be decided."""
        verdict = self.judged.verdict[variable]
        if verdict in (CONNECTED, FROZEN):
            return None
        loss, said = self.judged.best(variable)
        if said is not None and loss is not None and (verdict == UNTRAINED or said.why):
            if said.why != "missing-from-sources":
                return self._untrained(loss, said)
            if not self.judged.asking(
                variable
            ):  # else: why one asks in vain says more than that another does not
                return self._left_out(loss, variable)
        cut = self._choose(self.finder.find(variable), verdict)
        blame = None if cut.kind == "unknown" else self._cut_off(variable, cut)
        if blame is not None and self._is_kept_apart(variable, blame.cause):
            blame.key, blame.facts["written"] = (*blame.key, "written"), True
        return blame

    def _is_kept_apart(self, variable: int, cause: str) -> bool:
        """Whether the script writes what no gradient comes to: a target network, though an optimizer asks for all."""
        asked = bool(self.judged.asking(variable))
        if cause == "stop-gradient":
            return asked and self.finder.lags_behind(variable)
        return cause == "python-roundtrip" and not asked and self._is_written(variable)

    def _is_written(self, variable: int) -> bool:
        """Whether the script writes a variable by itself, with what is no gradient: averaged weights, a copy."""
        return self.evidence.written_later(variable) or self.finder.is_copied(variable)

    def _cut_off(self, variable: int, cut: Cut) -> Blame:
        if cut.kind == "unread" or (cut.kind == "dropped" and self._made_with(variable, cut)):
            return self._taken(variable) or unread_blame(self.functional, self.evidence, variable)
        if cut.kind in ("dropped", "hidden"):
            blame = self._dropped(cut)
            kept = blame.cause == "dropped-output" and not self.judged.asking(variable)
            if kept and self._is_written(variable):  # an average, kept by hand
                return Blame("outside-tape", blame.location, ("outside-tape", blame.location), cut)
            return blame
        blame = self._at_op(cut)
        if cut.kind == "outside" and cut.op is not None and self.judged.asking(variable):
            blame.location = self.evidence.to_move(cut.op)
            blame.key = (blame.cause, blame.location)
        return blame

    def _made_with(self, variable: int, cut: Cut) -> bool:
        """Whether the one op that reads a variable was made by the line that made it: in graph mode each has one."""
        reads = [op for op in cut.flow if self.step.roles[op] != VAR]
        return len(reads) == 1 and self.evidence.locate(reads[0]) == self.evidence.created(variable)

    def _untrained(self, loss: int, said: ByLoss) -> Blame:
        why, op = said.why or "", said.apply_op
        where = self.evidence.locate(op) if why == "misapplied" and op is not None else None
        where = where or self.evidence.locate_request(loss)
        facts: dict[str, object] = {"sliced": True} if said.sliced else {}
        return Blame(why, where, (why, where, said.sliced), other=said.applied_to, facts=facts)

    def _left_out(self, loss: int, variable: int) -> Blame:
        """In no list; a network that the script itself writes (a copy that lags behind) is left out on purpose."""
        where = self.evidence.locate_request(loss)
        written = self._is_written(variable)
        key = ("missing-from-sources", where, written)
        return Blame("missing-from-sources", where, key, facts={"written": written})

    def _choose(self, cuts: list[Cut], verdict: str) -> Cut:
        fitting = [c for c in cuts if (c.kind in ZERO_KINDS) == (verdict == ZERO)] or cuts
        # what a custom gradient replaces (its own forward ops) does not count beside it; a gradient is stopped on
        # purpose, while numbers that Python returns to the loss are a constant that nobody meant
        telling = ("custom", "python-op") if fitting[0].kind == "stop" else ("custom",)
        return next((c for kind in telling for c in fitting if c.kind == kind), fitting[0])

    def _at_op(self, cut: Cut) -> Blame:
        assert cut.op is not None
        cause = BY_KIND.get(cut.kind, "constant-zero")
        ran = cut.kind in ("stopped-tape", "outside")
        where = self.evidence.ran(cut.op) if ran else self.evidence.locate(cut.op)
        if cut.kind == "zero" and self.step.types[cut.op] == "Complex" and cut.position is not None:
            taken = self.judged.walker.facts.complex_parts.other_half(cut.op, cut.position)
            where = self.evidence.locate(min(taken)) or where
        if cut.kind == "barred" and cut.request is not None:
            where = self.evidence.locate_request(cut.request)
        if cut.kind == "state" and cut.source in self.step.handles:
            where = self.evidence.created(self.step.handles[cut.source]) or where
        if cut.kind == "zero-state" or (cut.kind == "zero" and self.empty.is_gated(cut)):
            return self._met_zeros(cut)
        made = self.evidence.locate(cut.source) if cut.source is not None else None
        emptied = self._emptied(cut) if cause == "constant-zero" else None
        return emptied or Blame(cause, where, (cause, where), cut, made)

    def _emptied(self, cut: Cut) -> Blame | None:
        """A layer that makes zeros of all that it is given."""
        zeros = self.empty.emptied(cut)
        if zeros is None:
            return None
        where = self.evidence.locate(zeros)
        return Blame("constant-zero", where, ("constant-zero", where), cut, facts={"emptied": zeros})

    def _met_zeros(self, cut: Cut) -> Blame:
        """A weight meets nothing but zeros: an empty state, or data that was multiplied by zero."""
        assert cut.op is not None
        picked = self._picked_first(cut)
        if picked is not None:
            return picked
        silenced = self.empty.silenced(cut)
        if silenced is not None:
            where = self.evidence.locate(silenced)
            return Blame("constant-zero", where, ("constant-zero", where), cut)
        recurrent = self.empty.layer(cut)
        where = (
            self.evidence.locate(cut.op) if recurrent is None else self.evidence.locate_call(recurrent.key)
        )
        if recurrent is not None and self.empty.fed_zeros(cut, recurrent):
            return Blame("constant-zero", where, ("constant-zero", where), cut, facts={"fed": recurrent.name})
        return Blame("single-step-rnn", where, ("single-step-rnn", where), cut, decoder=recurrent)

    def _picked_first(self, cut: Cut) -> Blame | None:
        """A weight that a loop's later turns would meet, where only the item of its first turn is picked."""
        once = self.judged.turned_once
        if cut.op is None or not once:
            return None
        frames = {
            f for op in (cut.op, *cut.flow) for f in self.step.ancestors_of_frame(self.step.frame_of[op])
        }
        pick = next((once[frame] for frame in once if frame in frames), None)
        if pick is None:
            return None
        where = self.evidence.locate(pick)
        source = self.step.inputs[pick][0][0]
        key, found = ("index-miss", where, "first"), Cut("pick", pick, 0, source)
        kind = "loop" if self.empty.layer(cut) is None else "layer"
        return Blame("index-miss", where, key, found, facts={"first": kind})

    # -- dropped -------------------------------------------------------------------------------------------------------

    def _dropped(self, cut: Cut) -> Blame:
        gone = self._roundtrip(cut) or self._asked_in_vain(cut) or self._asked_too_late(cut)
        if gone is not None:
            return gone
        picked = self._picked_first(cut) if cut.kind == "hidden" else None
        if picked is not None:
            return picked
        if cut.kind == "hidden" and (lost_outputs(self.judged, cut) or self._only_decides(cut)):
            assert cut.op is not None
            where = self.evidence.locate(cut.op)
            made = made_inside(self.judged, self.evidence, cut, where)
            outputs = tuple(place for place, _ in lost_outputs(self.judged, cut))
            return Blame("hidden-drop", where, ("hidden-drop", where, outputs), cut, made)
        pair = self.wiring.lost_state(cut.flow)
        if pair is not None:
            encoder, decoder = pair
            called = self._in_sequential(decoder.key)
            where = self.evidence.locate_call(self._started_at(decoder) if called is None else called)
            made = self.evidence.locate_call(encoder.key)
            key = ("unwired-state", where, made)
            facts: dict[str, object] = {} if called is None else {"sequential": self.step.calls[called].name}
            return Blame("unwired-state", where, key, cut, made, decoder, encoder, facts=facts)
        emptied = self._emptied(cut)
        if emptied is not None:
            return emptied
        # the body of a loop or a function drops it: no output of the call is concerned
        if cut.kind == "hidden":
            cut = Cut("dropped", self.finder.last_of(cut.flow), flow=cut.flow)
        where = last_call(self.judged, self.evidence, self.finder, cut)
        return self._ignored(cut, where) or Blame("dropped-output", where, ("dropped-output", where), cut)

    def _ignored(self, cut: Cut, made: Location | None) -> Blame | None:
        """What is dropped is handed to a function that never reads it: the state of a recurrence to another one."""
        ignored = ignored_by(made)
        if ignored is None:
            return None
        facts: dict[str, object] = {"ignored": ignored}
        if hands_on_a_state(self.step, self.evidence, cut.flow, ignored.call):
            return Blame(
                "unwired-state", ignored.call, ("unwired-state", ignored.call, made), cut, made, facts=facts
            )
        return Blame("dropped-output", made, ("dropped-output", made), cut, facts=facts)

    def _only_decides(self, cut: Cut) -> bool:
        """Whether all that is computed of it ends in a loop's condition: no line drops a result then."""
        last = self.finder.last_of(cut.flow)
        return last is not None and self.step.frames[self.step.frame_of[last]].kind == "while-cond"

    def _started_at(self, decoder: Recurrent) -> int:
        """The call that brings a decoder's state in: of the model around it that is handed the state from outside."""
        found, given = decoder.key, set(decoder.initial or ())
        parent = self.step.calls[found].parent
        while (
            given
            and not decoder.surplus
            and parent is not None
            and given <= {op for op, _ in self.step.calls[parent].inputs}
        ):
            found, parent = parent, self.step.calls[parent].parent
        return found

    def _in_sequential(self, call: int) -> int | None:
        """The call of the Sequential that runs a layer; None where none does, or the Sequential is what is trained."""
        found = None
        parent = self.step.calls[call].parent
        while parent is not None and self.step.calls[parent].type == "Sequential":
            found, parent = parent, self.step.calls[parent].parent
        return None if parent is None else found

    def _taken(self, variable: int) -> Blame | None:
        """A variable that no op reads: its value may be all that was taken."""
        op = self.judged.var_op.get(variable)
        return None if op is None else self._roundtrip(Cut("unread", op, flow=frozenset({op})))

    def _roundtrip(self, cut: Cut) -> Blame | None:
        """A value left TensorFlow, and the loss reads constants that were made after that."""
        where = self.trips.back(cut.flow)
        return None if where is None else Blame("python-roundtrip", where, ("python-roundtrip", where), cut)

    def _asked_too_late(self, cut: Cut) -> Blame | None:
        """What is computed goes into a gradient that the loss is made of, asked for outside of its tape."""
        losses = {request.index for request in self.judged.losses}
        for request in self.step.requests:
            if (
                request.inner
                or request.index in losses
                or not any(op in cut.flow for op, _ in request.targets)
            ):
                continue
            if any(op is not None and self.finder.leads(op) for op in request.results):
                where = self.evidence.locate_request(request.index)
                return Blame("outside-tape", where, ("outside-tape", where), cut)
        return None

    def _asked_in_vain(self, cut: Cut) -> Blame | None:
        """What is computed goes into an inner gradient with respect to something that its tape does not watch."""
        for request in self.step.requests:
            if request.unwatched and any(op in cut.flow for op, _ in request.targets):
                where = self.evidence.locate_request(request.index)
                return Blame("not-watched", where, ("not-watched", where), cut, facts={"inner": True})
        return None
