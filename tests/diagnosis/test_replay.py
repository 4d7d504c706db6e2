"""The diagnosis of recorded steps (`tests.replay`) is what it was, without TensorFlow: every word, place and wire."""

from __future__ import annotations

import pytest

from tests.replay.tables import diagnosed, names, place, read


@pytest.mark.parametrize("name", names())
def test_the_diagnosis_is_the_recorded_one(name: str) -> None:
    recording = read(place(name))
    today = diagnosed(name, recording["tables"])
    for part, said in recording["report"].items():
        assert today[part] == said, f"{part} of {name}; if that is meant: python -m tests.replay diagnose"


def test_every_cause_is_among_them() -> None:
    from graphdoctor.diagnosis.cause import causes

    told = {f["cause"] for name in names() for f in read(place(name))["report"]["findings"]}
    without_a_step = {"state-count-mismatch", "state-shape-mismatch"}  # the script fails before there is one
    assert sorted(set(causes) - told - without_a_step) == []
