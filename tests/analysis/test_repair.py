"""What the gradient would reach after a repair."""

from __future__ import annotations

from graphdoctor.analysis.repair import (
    has_live_path,
    restored_by_passing,
    restored_by_recording,
    restored_by_wiring,
)
from tests.graphs import build


def test_wiring_a_dropped_result_in_restores_what_it_is_made_of() -> None:
    built = build("""
        encoder: var
        gate: var
        decoder: var
        h = Relu(encoder)
        state = StopGradient(gate)
        joined = Add(h, state)
        start = 0.0
        y = Add(start, decoder)
        loss = Sum(y)
        grad loss -> encoder, gate, decoder
    """)
    judged = built.judged()
    won = restored_by_wiring(judged, [built.ops["joined"]], [built.ops["start"]])
    assert built.named(won) == {"encoder"}
    nowhere = restored_by_wiring(judged, [built.ops["joined"]], [built.ops["state"]])
    assert nowhere == set()
    assert not has_live_path(judged, built.variables["encoder"])  # the step itself stays as it was


PASSED = """
    a: var
    b: var
    c: var
    h = Relu(a)
    index int32 = Cast(h)
    more int32 = Neg(index)
    back = Cast(more)
    g = Add(back, b)
    second = StopGradient(c)
    loss = Add(g, second)
    grad loss -> a, b, c
"""


def test_passing_a_cut_restores_what_lies_before_it_and_nothing_else() -> None:
    built = build(PASSED)
    won = restored_by_passing(built.judged(), [(built.ops["h"], built.ops["index"])])
    assert built.named(won) == {"a"}


def test_passing_the_first_of_two_cuts_restores_nothing() -> None:
    built = build(PASSED.replace("g = Add(back, b)", "t = StopGradient(back)\n    g = Add(t, b)"))
    assert restored_by_passing(built.judged(), [(built.ops["h"], built.ops["index"])]) == set()


def test_recording_all_restores_what_ran_outside_of_the_tape_but_passes_no_cut() -> None:
    built = build("""
        early: var
        quiet: var
        cut: var
        e = Relu(early)
        c = StopGradient(cut)
        tape
        stop
        q = Relu(quiet)
        resume
        loss = AddN(e, q, c)
        end
        grad loss -> early, quiet, cut
    """)
    assert built.named(restored_by_recording(built.judged())) == {"early", "quiet"}


def test_a_live_path_through_any_of_the_losses() -> None:
    built = build("""
        a: var
        b: var
        c: var
        s = StopGradient(b)
        first = Relu(s)
        second = Relu(a)
        grad first -> a, b
        grad second -> a
    """)
    judged = built.judged()
    assert [has_live_path(judged, built.variables[v]) for v in "abc"] == [True, False, False]


def test_cuts_behind_each_other_are_passed_together() -> None:
    built = build("""
        a: var
        b: var
        h = Relu(a)
        first = Round(h)
        k = Mul(first, b)
        second = Round(k)
        loss = Sum(second)
        grad loss -> a, b
    """)
    judged = built.judged()
    near, far = (built.ops["k"], built.ops["second"]), (built.ops["h"], built.ops["first"])
    assert built.named(restored_by_passing(judged, [near])) == {"b"}
    assert built.named(restored_by_passing(judged, [far])) == set()
    assert built.named(restored_by_passing(judged, [far, near])) == {"a", "b"}
