"""Whole models against TensorFlow's own answer: None, always zero, or a gradient.

The sample in the default run is small; `-m slow` asks every network, layer class, recurrent layer and backbone. The
last lines of pytest's output say how many were compared (see `tests.conftest`).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator

import pytest

from tests import model_scripts
from tests.laboratory import Laboratory, laboratory
from tests.model_scripts import CELLS, CONVOLVED, KINDS, OPTIONS, application, around, recurrent

pytestmark = pytest.mark.tf
LIBRARIES = ("keras", "tf_keras")
Agree = Callable[..., int]

APPLICATIONS = (
    "ConvNeXtBase ConvNeXtLarge ConvNeXtSmall ConvNeXtTiny ConvNeXtXLarge DenseNet121 DenseNet169 DenseNet201 "
    "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 EfficientNetB6 "
    "EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2L "
    "EfficientNetV2M EfficientNetV2S InceptionResNetV2 InceptionV3 MobileNet MobileNetV2 MobileNetV3Large "
    "MobileNetV3Small NASNetLarge NASNetMobile ResNet101 ResNet101V2 ResNet152 ResNet152V2 ResNet50 ResNet50V2 VGG16 "
    "VGG19 Xception"
).split()  # fmt: skip
SAMPLE = ("MobileNetV2",)


class NotRun(Exception):
    """TensorFlow itself cannot run the script, which is no test of graphdoctor."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    with laboratory(tmp_path_factory.mktemp("models")) as found:
        yield found


@pytest.fixture
def agree(lab: Laboratory, record_property: Callable[[str, object], None]) -> Agree:
    """Asserts that all verdicts on a script are TensorFlow's, counts them, and returns how many there were."""

    def compare(kind: str, source: str, turns: int = 4) -> int:
        found = lab.run(source, turns)
        if found.broken_script:
            raise NotRun(f"{source}\n{found.answer.get('truth_error')}")
        assert found.failure is None, f"{source}\n{found.failure}"
        different = found.disagreements()
        record_property("differential", (kind, found.counted(), len(different)))
        assert not different, "\n".join([source, *map(str, different)])
        return found.counted()

    return compare


def all_agree(agree: Agree, kind: str, sources: dict[str, str], without: int = 0) -> dict[str, int]:
    """Compare many models, and say in the end which ones differ; TensorFlow itself may refuse `without` of them."""
    counted, failures, refused = {}, [], []
    for name, source in sources.items():
        try:
            counted[name] = agree(kind, source)
        except NotRun as problem:
            refused.append(f"{name}: {problem}")
        except AssertionError as problem:
            failures.append(f"{name}: {problem}")
    failures += refused if len(refused) > without else []
    assert not failures, "\n\n".join(failures)
    return counted


# -- layers ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
def test_every_layer_with_weights(agree: Agree, library: str) -> None:
    counted = all_agree(agree, f"layer classes of {library}", model_scripts.layer_scripts(library))
    assert len(counted) >= 38, sorted(counted)


@pytest.mark.parametrize("kind", ["LSTM"])
@pytest.mark.parametrize(
    "options",
    ["", "unroll=True", "one step", "bidirectional return_state=True", "states dropped", "mixed_float16"],
)
def test_a_sample_of_recurrent_layers(agree: Agree, kind: str, options: str) -> None:
    assert agree("recurrent layers", recurrent(kind, options)) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("kind", KINDS)
def test_recurrent_layers(agree: Agree, kind: str, library: str) -> None:
    sources = {options: recurrent(kind, options, library) for options in OPTIONS}
    assert len(all_agree(agree, f"recurrent layers of {library}", sources)) == len(sources)


def test_a_single_step_of_tf_keras_meets_a_zero_state_only(agree: Agree) -> None:
    assert agree("recurrent layers of tf_keras", recurrent("LSTM", "one step", "tf_keras")) >= 3


def test_a_sample_of_cells(agree: Agree) -> None:
    sample = {name: around(CELLS[name], (4, 3)) for name in ("StackedRNNCells", "LSTMCell alone")}
    assert min(all_agree(agree, "cells", sample).values()) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
def test_cells_and_convolved_recurrent_layers(agree: Agree, library: str) -> None:
    sources = {name: around(layer, (4, 3), library) for name, layer in CELLS.items()}
    sources |= {layer: around(layer, (3, 6, 2), library) for layer in CONVOLVED}
    assert len(all_agree(agree, f"cells of {library}", sources)) == len(sources)


# -- networks ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(lab: Laboratory) -> Iterator[None]:
    """A process for each large network: TensorFlow keeps what it has traced, and 40 of them fill the machine."""
    yield
    lab.close()


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_of_the_applications(agree: Agree, name: str) -> None:
    assert agree("keras.applications", application(name), turns=2) > 100


@pytest.mark.slow
def test_every_application_is_named_here() -> None:
    assert sorted(model_scripts.application_names("keras")) == sorted(APPLICATIONS)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in APPLICATIONS if name not in SAMPLE])
@pytest.mark.usefixtures("alone")
def test_the_applications(agree: Agree, name: str) -> None:
    assert agree("keras.applications", application(name), turns=2) > 30


@pytest.mark.slow
@pytest.mark.parametrize("name", APPLICATIONS)
@pytest.mark.usefixtures("alone")
def test_applications_of_tf_keras(agree: Agree, name: str) -> None:
    assert agree("tf_keras.applications", application(name, "tf_keras"), turns=2) > 30


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("keras_hub") is None, reason="keras_hub is not installed")
def test_every_backbone_that_builds_from_a_small_config(agree: Agree) -> None:
    counted = all_agree(agree, "keras_hub backbones", model_scripts.backbone_scripts(), without=6)
    assert len(counted) >= 40, sorted(counted)
