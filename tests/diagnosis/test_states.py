"""The state doctor: where each recurrent layer's initial states come from, in every way of writing a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.diagnosis.scripts import analysed, script

pytestmark = pytest.mark.tf
FUNCTIONAL = script("states-of-every-kind")

Row = tuple[str, str, list[tuple[str, str, str | None, str | None]]]


def rows(report: dict[str, Any]) -> dict[str, Row]:
    """Severity, note, and (name, source, layer, state) of each state, by layer; calls after a layer's first: `a 2`."""
    found: dict[str, Row] = {}
    for row in report["states"]:
        states = [(s["name"], s["source"], s["layer"], s["state"]) for s in row["states"]]
        count = sum(name.partition(" ")[0] == row["layer"] for name in found)
        name = row["layer"] if not count else f"{row['layer']} {count + 1}"
        found[name] = (row["severity"], row["note"], states)
    return found


def zeros(*names: str) -> list[tuple[str, str, None, None]]:
    return [(name, "zeros", None, None) for name in names]


def layer(made: str, **states: str) -> list[tuple[str, str, str, str]]:
    return [(name, "layer", made, state) for name, state in states.items()]


BOTH = {
    "enc": ("ok", "", zeros("h", "c")),
    "right": ("info", "shares its initial state with swapped", layer("enc", h="h", c="c")),
    "swapped": ("info", "h and c are swapped", layer("enc", h="c", c="h")),
    "h_only": ("info", "takes h only; c starts from zeros", [*layer("enc", h="h"), *zeros("c")]),
    "twice_h": ("info", "takes h of enc for both h and c", layer("enc", h="h", c="h")),
    "given": ("ok", "", [("h", "input", None, None)]),
    "bridged": ("ok", "", layer("enc", h="h")),
    "made": ("ok", "", [("h", "layer", "maker", None)]),
    "simple": ("ok", "", zeros("h")),
    "from_simple": ("ok", "", layer("simple", h="h")),
    "both": ("ok", "", zeros("forward h", "forward c", "backward h", "backward c")),
    "joined": ("ok", "", layer("both", h="forward h", c="forward c")),
    "both_dec": (
        "ok",
        "",
        [(n, "layer", "both", n) for n in ("forward h", "forward c", "backward h", "backward c")],
    ),
    "conv1": ("ok", "", zeros("h", "c")),
    "conv1_dec": ("ok", "", layer("conv1", h="h", c="c")),
    "conv2": ("ok", "", zeros("h", "c")),
    "conv3": ("ok", "", zeros("h", "c")),
    "stack": ("ok", "", zeros("cell 1 h", "cell 1 c", "cell 2 h")),
    "plain": ("ok", "", zeros("h", "c")),
}
KERAS = "import keras\nfrom keras import layers\nzeros_like = keras.ops.zeros_like"
TF_KERAS = "import tf_keras as keras\nfrom tf_keras import layers\nzeros_like = tf.zeros_like"


@pytest.mark.parametrize("imports", [KERAS, TF_KERAS], ids=["keras", "tf_keras"])
def test_functional_models(imports: str, tmp_path: Path) -> None:
    """Every kind of layer; what is odd is told, and none of it is a finding."""
    ran = analysed(tmp_path, FUNCTIONAL.replace(KERAS, imports))
    assert ran.report["error"] is None, ran.stderr[-2000:]
    found = rows(ran.report)
    assert found == BOTH
    assert ran.report["findings"] == []
    assert ran.status == 0
    joined = next(row for row in ran.report["states"] if row["layer"] == "joined")
    assert [s["note"] for s in joined["states"]] == ["with both backward h", "with both backward c"]


SUBCLASSED = script("states-in-a-model-of-ones-own")

OWN = {
    "emb": ("ok", "", zeros("h", "c")),
    "dec": ("ok", "", layer("emb", h="h", c="c")),
    "dec 2": ("ok", "", [("h", "previous", "dec", "h"), ("c", "previous", "dec", "c")]),
    "custom": ("ok", "", zeros("h")),
    "custom_dec": ("ok", "", layer("custom", h="h")),
    "attended": ("ok", "", zeros("h", "c")),
    "reader": ("ok", "", zeros("h")),
    "low": ("ok", "", zeros("h", "c")),
    "top": ("ok", "", zeros("h", "c")),
    "learned": ("ok", "", [("h", "variable", "net/start", None)]),
    "fixed": ("ok", "", [("h", "constant", None, None)]),
    "memory": ("ok", "", [("h", "variable", None, None)]),
    "loose": ("ok", "further steps start from its own last state", zeros("h")),
}


@pytest.mark.parametrize("decorator", ["@tf.function", ""], ids=["function", "eager"])
def test_own_models_cells_and_loops(decorator: str, tmp_path: Path) -> None:
    """Healthy ways to use states, or not to: no finding, no error."""
    ran = analysed(tmp_path, SUBCLASSED.replace("@tf.function", decorator))
    assert ran.report["error"] is None, ran.stderr[-2000:]
    assert rows(ran.report) == OWN
    assert ran.report["findings"] == []
    assert ran.status == 0


WRONG = script("states-that-are-wrong")


def test_what_is_wrong_is_an_error_and_belongs_to_a_finding(tmp_path: Path) -> None:
    ran = analysed(tmp_path, WRONG)
    assert ran.report["error"] is None, ran.stderr[-2000:]
    found = rows(ran.report)
    assert {name: row[1] for name, row in found.items() if row[0] == "info"} == {
        "chunk_dec": "the state of missing_enc that is thrown away fits it as well"
    }
    assert {name: row[:2] for name, row in found.items() if row[0] == "error"} == {
        "missing_dec": ("error", "takes nothing of the final state of missing_enc"),
        "stopped_dec": (
            "error",
            "the state of stopped_enc comes through a stopped gradient, and stopped_enc never trains",
        ),
        "blank_dec": ("error", "takes nothing of the final state of blank_enc"),
        "half_dec": ("error", "takes a part of the final state of half_enc"),
    }
    assert found["stopped_dec"][2] == [("h", "stopped", "stopped_enc", "h")]
    assert found["dead_dec"][2] == [("h", "stopped", "dead_enc", "h")]
    assert found["chunk_enc 2"][2] == [("h", "previous", "chunk_enc", "h")]
    causes = sorted(
        (f["cause"], f["location"]["code"].partition(" = ")[2][:19]) for f in ran.report["findings"]
    )
    assert causes == [
        ("stop-gradient", 'decoders["stopped"]'),
        ("unwired-state", 'decoders["blank"](x'),
        ("unwired-state", 'decoders["half"](x,'),
        ("unwired-state", 'decoders["missing"]'),
    ]
