"""One fault put into a healthy script: the cause that was put in is told, at its line, and nothing else.

GRAPHDOCTOR_INJECTIONS sets how many are tried, GRAPHDOCTOR_SEED which ones.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.injection import FAULTS, Injected, healthy_scripts, injected
from tests.laboratory import Experiment, Laboratory, laboratory

COUNT = int(os.environ.get("GRAPHDOCTOR_INJECTIONS", "36"))
SEED = int(os.environ.get("GRAPHDOCTOR_SEED", "7"))

SCRIPT = """import tensorflow as tf
w = tf.Variable([1.0])
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(
        w * 2.0)
print(tape.gradient(loss, [w]))
"""


def test_a_fault_is_put_around_the_value_of_an_assignment() -> None:
    found = {one.fault.name: one for one in injected(SCRIPT)}
    assert len(found) == len(FAULTS)
    assert "    loss = tf.round(tf.reduce_sum(\n        w * 2.0))\n" in found["rounded"].source
    assert found["rounded"].lines == range(4, 6)


def test_what_is_told_is_compared_with_what_was_put_in() -> None:
    one = next(one for one in injected(SCRIPT) if one.fault.name == "rounded")
    healthy = {"variables": [{"name": "w", "verdict": "connected"}]}
    finding = {"cause": "non-differentiable-op", "location": {"line": 4}, "message": "…", "variables": ["w"]}
    told = {"variables": [{"name": "w", "verdict": "disconnected"}], "findings": [finding]}
    assert one.wrong(told, healthy) == []
    finding["location"] = {"line": 3}
    assert one.wrong(told, healthy) == ["non-differentiable-op at line 3: …"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with laboratory(tmp_path_factory.mktemp("injected")) as found:
        yield found


def _sample() -> list[tuple[str, Injected]]:
    """As many of each script as of the others: long ones have many places."""
    chosen = random.Random(SEED)
    shuffled = {name: list(injected(source)) for name, source in healthy_scripts().items()}
    for places in shuffled.values():
        chosen.shuffle(places)
    rounds = range(max(map(len, shuffled.values())))
    turns = [(name, places[n]) for n in rounds for name, places in shuffled.items() if n < len(places)]
    return turns[:COUNT]


@pytest.mark.tf
@pytest.mark.slow
def test_what_was_put_in_is_what_is_told(lab: Laboratory) -> None:
    count: Counter[str] = Counter()
    scripts = healthy_scripts()
    healthy: dict[str, Experiment] = {}
    different: list[str] = []
    for name, one in _sample():
        if name not in healthy:
            healthy[name] = lab.run(scripts[name])
        found = lab.run(one.source)
        count[one.fault.name] += 1
        if found.broken_script or healthy[name].broken_script:
            count["not run by TensorFlow"] += 1
            continue
        assert found.failure is None, f"{name}\n{one.source}\n{found.failure}"
        # not every zero is proven, and two losses of one line are not told apart here
        false = (d for d in found.disagreements() if d.kind == "false-zero")
        wrong = [*one.wrong(found.report, healthy[name].report), *map(str, false)]
        different += [f"{name}: {one.fault.name}\n{one.source}", *wrong] if wrong else []
    print(dict(count))
    assert not different, "\n".join(different)
