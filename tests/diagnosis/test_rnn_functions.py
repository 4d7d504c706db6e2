"""TensorFlow 1's dynamic_rnn and static_rnn: the decoder's call with the encoder's state."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphdoctor.diagnosis.rnn_functions import started_from
from graphdoctor.source import Location

ENCODER = "_, thought = tf.nn.dynamic_rnn(a, x, dtype=tf.float32)"


@pytest.mark.parametrize(
    ("decoder", "repaired"),
    [
        ("dynamic_rnn(b, y, dtype=tf.float32)", "dynamic_rnn(b, y, dtype=tf.float32, initial_state=thought)"),
        ("dynamic_rnn(b, y, None, zeros, scope='d')", "dynamic_rnn(b, y, None, thought, scope='d')"),
        ("dynamic_rnn(b, y, initial_state=zeros, **o)", "dynamic_rnn(b, y, **o, initial_state=thought)"),
        ("static_rnn(b, ys, zeros)", "static_rnn(b, ys, thought)"),
        ("raw_rnn(b, loop)", None),
        ("dynamic_rnn(b, dynamic_rnn(c, y)[0])", None),
    ],
)
def test_the_state_takes_the_place_of_what_the_decoder_started_from(
    tmp_path: Path, decoder: str, repaired: str | None
) -> None:
    assert told(tmp_path, ENCODER, f"outputs, _ = {decoder}") == repaired


@pytest.mark.parametrize(
    "lines",
    [
        ("_, _ = dynamic_rnn(a, x)", "outputs, _ = dynamic_rnn(b, y)"),
        ("both = dynamic_rnn(a, x)", "outputs, _ = dynamic_rnn(b, y)"),
        (f"{ENCODER}; thought = None", "thought = 1", "outputs, _ = dynamic_rnn(b, y)"),
        ("def encode(): _, thought = dynamic_rnn(a, x)", "outputs, _ = dynamic_rnn(b, y)"),
    ],
)
def test_without_a_name_that_holds_the_state_nothing_is_suggested(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    assert told(tmp_path, *lines) is None


def told(folder: Path, *lines: str) -> str | None:
    path = folder / "train.py"
    path.write_text("\n".join(lines), encoding="utf-8")
    first, last = (Location(str(path), n, lines[n - 1]) for n in (1, len(lines)))
    return started_from(last, first)
