"""Random training steps: every verdict is what TensorFlow itself answers.

GRAPHDOCTOR_STEPS sets how many steps are generated (a long run: 2000), GRAPHDOCTOR_SEED which ones.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.laboratory import LIVE, Disagreement, Experiment, Laboratory, laboratory
from tests.step_tables import UNPROVEN
from tests.steps import training_steps

pytestmark = pytest.mark.tf
STEPS = int(os.environ.get("GRAPHDOCTOR_STEPS", "40"))
SEED = int(os.environ.get("GRAPHDOCTOR_SEED", "7"))
COMPILED = "@tf.function(autograph=False)\ndef step("
BY_VALUE = ("tf.cond(", "tf.switch_case(", "tf.case(", ".write(i")
CANCELLED = re.compile(r"\b(h\d+) = \w+ - (\w+)\n(?:.*\n)*?.*\b(?:\1 \+ \2|\2 \+ \1)\b")
"""`y + (x - y)` is not seen to be `x` where something else reads the difference, too."""
PARTED = re.compile(r"dynamic_partition(?:.*\n)*?.*inner\d*\.gradient")
"""The gradient of a partition puts its parts together by indices that only a run of the step knows."""
MORE_TURNS = 40
"""A branch that was never taken, a relu that was dead: a second look with many more numbers."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with laboratory(tmp_path_factory.mktemp("steps")) as found:
        yield found


def lasting(lab: Laboratory, first: Experiment) -> list[Disagreement]:
    """The disagreements that many more numbers do not settle; a zero nobody could prove is none.

    Nor is a branch of eager code that is never taken: TensorFlow answers None for what is read in it only, and which
    branch that is hangs on values. A compiled step would have both. So it is with an array that a loop writes:
    eager code has a tensor for each item, a compiled step one list for all.
    """
    found = first.disagreements()
    if any("nonzero" not in d.truth for d in found):
        again = lab.run(first.source, MORE_TURNS).disagreements()
        found = [d for d in again if any((d.line, d.variable) == (f.line, f.variable) for f in found)]
    beyond_proof = any(pattern.search(first.source) for pattern in (CANCELLED, PARTED))
    if not beyond_proof and not any(text in first.source for text in UNPROVEN):
        return found
    untaken = COMPILED not in first.source and any(text in first.source for text in BY_VALUE)
    return [d for d in found if d.kind != "missed-zero" and not (untaken and d.verdict in LIVE)]


def test_generated_steps_agree_with_tensorflow(lab: Laboratory) -> None:
    count: Counter[str] = Counter()

    @seed(SEED)
    @settings(
        max_examples=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],  # a script says more than a shrunk one costs
        suppress_health_check=list(HealthCheck),
    )
    @given(training_steps())
    def compare(source: str) -> None:
        found = lab.run(source)
        count["steps"] += 1
        if found.broken_script:
            count["not run by TensorFlow"] += 1
            return
        assert found.failure is None, f"{source}\n{found.failure}"
        count["verdicts"] += found.counted()
        different = lasting(lab, found)
        assert not different, "\n".join([source, *map(str, different)])

    compare()
    print(dict(count))
    assert count["not run by TensorFlow"] <= STEPS // 10


def test_the_comparison_itself_finds_a_wrong_answer(tmp_path: Path) -> None:
    answer = {
        "truth": {"9": {"a": ["nonzero"], "b": ["none"], "c": ["zero"]}},
        "report": {
            "error": None,
            "losses": [{"id": "loss0", "location": {"line": 9}}],
            "variables": [
                {"name": "a", "by_loss": {"loss0": "zero"}},
                {"name": "b", "by_loss": {"loss0": "connected"}},
                {"name": "c", "by_loss": {"loss0": "connected"}},
            ],
        },
    }
    kinds = [d.kind for d in Experiment("", answer).disagreements()]
    assert kinds == ["false-zero", "none", "missed-zero"]
