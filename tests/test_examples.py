"""Each shipped example, through the real command: the broken are found at their line, the fixed are clean."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from tests.forks import forked
from tests.support import EXAMPLES, assert_valid, line_with, run


@dataclass(frozen=True)
class Broken:
    """What graphdoctor must say of a broken example."""

    cause: str
    line: str
    """A piece of text that only the line to change holds."""
    variables: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    """Words that the finding's message, suggestion and help must hold between them."""
    restores: bool = False
    """The suggestion is checked to reconnect all of the variables."""
    plainly: str = ""
    """What the script writes on stderr when it is run without graphdoctor."""


def lstm(layer: str) -> tuple[str, ...]:
    return tuple(f"{layer}/lstm_cell/{role}" for role in ("kernel", "recurrent_kernel", "bias"))


def dense(layer: str) -> tuple[str, ...]:
    return (f"{layer}/kernel", f"{layer}/bias")


BROKEN = {
    "encoder_as_state_broken": Broken(
        "state-count-mismatch",
        "initial_state=[encoder])",
        advice=("return_state=True", "2"),
        plainly="list index out of range",
    ),
    "bidirectional_states_broken": Broken(
        "state-shape-mismatch",
        "initial_state=[encoder, encoder])",
        advice=("return_state=True", "oncat", "32", "16"),
        plainly="Dimensions must be equal, but are 32 and 16",
    ),
    "tape_loop_broken": Broken(
        "state-shape-mismatch",
        "initial_state=[encoder, encoder])",
        advice=("return_state=True", "oncat", "32", "16"),
        plainly="Matrix size-incompatible: In[0]: [16,32], In[1]: [16,64]",
    ),
    "silent_functional_broken": Broken(
        "unwired-state",
        "decoder_outputs = decoder(",
        lstm("encoder"),
        advice=("initial_state=[state_h, state_c]",),
        restores=True,
    ),
    "silent_subclass_broken": Broken(
        "unwired-state",
        "self.decoder(decoder_inputs",
        lstm("encoder_decoder/encoder"),
        advice=("initial_state=[state_h, state_c]",),
        restores=True,
        plainly="Gradients do not exist for variables",
    ),
    "stop_gradient_broken": Broken(
        "stop-gradient",
        "code = tf.stop_gradient(",
        dense("encoder"),
        plainly="Gradients do not exist for variables",
    ),
    "argmax_routing_broken": Broken(
        "non-differentiable-op",
        "tf.argmax(",
        dense("mixture/gate"),
        plainly="Gradients do not exist for variables",
    ),
}
HEALTHY = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem not in BROKEN)


def test_every_example_is_listed() -> None:
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    names = {path.stem for path in EXAMPLES.glob("*.py")}
    assert set(BROKEN) <= names
    assert sorted(name for name in names if f"`{name}.py`" not in listed) == []
    assert [name for name in HEALTHY if not name.endswith(("_fixed", "_healthy"))] == []


@pytest.mark.tf
@pytest.mark.parametrize("name", BROKEN)
def test_broken_example(name: str) -> None:
    wanted = BROKEN[name]
    ran = forked("analyze", f"{name}.py", "--format", "json", cwd=EXAMPLES)
    report = ran.report
    assert_valid(report)
    assert ran.status == 1, ran.stderr
    assert report["error"] is None
    (finding,) = report["findings"]
    assert finding["cause"] == wanted.cause
    assert finding["severity"] == "error"
    location = finding["location"]
    assert location["file"] == f"{name}.py"
    assert location["line"] == line_with(EXAMPLES / f"{name}.py", wanted.line), location
    said = " ".join(str(finding.get(key) or "") for key in ("title", "message", "suggestion", "help"))
    assert [word for word in wanted.advice if word not in said] == [], said
    if wanted.variables:
        assert sorted(finding["variables"]) == sorted(wanted.variables)
        verdicts = {variable["name"]: variable["verdict"] for variable in report["variables"]}
        off = {variable for variable, verdict in verdicts.items() if verdict != "connected"}
        assert off == set(wanted.variables), verdicts
        assert {verdicts[variable] for variable in wanted.variables} == {"disconnected"}
    if wanted.restores:
        assert sorted(finding["restores"]) == sorted(wanted.variables)


@pytest.mark.tf
@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_example(name: str) -> None:
    ran = forked("analyze", f"{name}.py", "--format", "json", cwd=EXAMPLES)
    report = ran.report
    assert_valid(report)
    assert ran.status == 0, ran.stderr
    assert report["error"] is None
    assert report["findings"] == []
    verdicts = {variable["name"]: variable["verdict"] for variable in report["variables"]}
    assert verdicts
    assert set(verdicts.values()) == {"connected"}, verdicts


@pytest.mark.tf
def test_gan_has_two_losses() -> None:
    report = forked("analyze", "gan_healthy.py", "--format", "json", cwd=EXAMPLES).report
    assert [loss["sources"] for loss in report["losses"]] == [4, 4]
    for variable in report["variables"]:
        own, other = report["losses"] if variable["name"].startswith("generator") else report["losses"][::-1]
        assert variable["by_loss"][own["id"]] == "connected"
        assert own["id"] != other["id"]


@pytest.mark.tf
@pytest.mark.slow
@pytest.mark.parametrize("name", [*BROKEN, *HEALTHY])
def test_example_run_plainly(name: str) -> None:
    """What examples/README.md claims of TensorFlow alone is so."""
    ran = run([sys.executable, f"{name}.py"], cwd=EXAMPLES)
    crashes = name in BROKEN and BROKEN[name].cause.startswith("state-")
    assert ran.status == (1 if crashes else 0), ran.stderr
    if name in BROKEN and BROKEN[name].plainly:
        assert BROKEN[name].plainly in ran.stderr
    else:
        assert "Gradients do not exist" not in ran.stderr
