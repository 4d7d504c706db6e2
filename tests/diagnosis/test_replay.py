"""The diagnosis of recorded steps (`tests.replay`) is what it was, without TensorFlow: every word, place and wire."""

from __future__ import annotations

import json

import pytest

from tests.replay.tables import diagnosed, names, place, read
from tests.support import CASES


@pytest.mark.parametrize("name", names())
def test_the_diagnosis_is_the_recorded_one(name: str) -> None:
    recording = read(place(name))
    today = diagnosed(name, recording["tables"])
    for part, said in recording["report"].items():
        assert today[part] == said, f"{part} of {name}; if that is meant: python -m tests.replay diagnose"


@pytest.mark.parametrize("name", [name for name in names() if (CASES / name).exists()])
def test_a_recording_says_what_its_case_expects(name: str) -> None:
    """A recording that was made before the capture learned something has to be made again."""
    expected = json.loads((CASES / name / "expect.json").read_text(encoding="utf-8"))
    for variable in read(place(name))["report"]["variables"]:
        wanted = expected["variables"].get(variable["name"], {}).get("verdict", expected["others"])
        assert variable["verdict"] in [*([wanted] if isinstance(wanted, str) else wanted), "frozen"], (
            variable["name"]
        )


def test_every_cause_is_among_them() -> None:
    from graphdoctor.diagnosis.cause import causes

    told = {f["cause"] for name in names() for f in read(place(name))["report"]["findings"]}
    without_a_step = {"state-count-mismatch", "state-shape-mismatch"}  # the script fails before there is one
    assert sorted(set(causes) - told - without_a_step) == []
