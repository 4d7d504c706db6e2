"""The Python API: in the user's own process, which goes on afterwards as if nothing had been there."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.forks import forked
from tests.support import ROOT

BEFORE = """\
import numpy as np
import tensorflow as tf
import keras
import graphdoctor
from tensorflow.python.eager import backprop
from tensorflow.python.eager.polymorphic_function import atomic_function, polymorphic_function
from tensorflow.python.framework import func_graph, ops
from tensorflow.python.ops import gen_dataset_ops, resource_variable_ops
import builtins, io, os, shutil

PATCHED = [
    backprop.GradientTape, atomic_function.AtomicFunction, polymorphic_function.Function, func_graph, tf.Tensor,
    getattr(ops, "SymbolicTensor", tf.Tensor), ops._EagerTensorBase, resource_variable_ops,
    resource_variable_ops.BaseResourceVariable, resource_variable_ops.ResourceVariable, gen_dataset_ops, builtins,
    io, os, shutil, keras.layers.Layer, keras.Model, keras.Variable, tf, tf.compat.v1,
]


def state():
    # Python itself makes a class's __annotations__ when somebody looks for them.
    return [{k: id(v) for k, v in vars(owner).items() if k != "__annotations__"} for owner in PATCHED]


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.a = keras.layers.Dense(4, name="a")
        self.lost = keras.layers.Dense(4, name="lost")
        self.dropout = keras.layers.Dropout(0.5)
        self.out = keras.layers.Dense(1, name="out")

    def call(self, x, training=False):
        hidden = self.a(x)
        self.lost(x)
        return self.out(self.dropout(hidden, training=training))


def made():
    keras.utils.set_random_seed(1)
    model = Net()
    model.compile("adam", "mse", metrics=["mae"])
    return model


rng = np.random.default_rng(0)
x, y = rng.random((32, 3), "float32"), rng.random((32, 1), "float32")


def verdicts(report):
    return {entry["name"].split("/", 1)[-1]: entry["verdict"] for entry in report.variables}
"""


def run(script: str, folder: Path) -> str:
    """Runs a script after `BEFORE` in a process of its own, and returns what it printed."""
    (folder / "user.py").write_text(BEFORE + textwrap.dedent(script))
    done = subprocess.run(
        [sys.executable, "user.py"], cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_importing_the_package_imports_no_tensorflow() -> None:
    code = (
        "import sys, graphdoctor; graphdoctor.Report; graphdoctor.analyze; "
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.tf
def test_training_goes_on_with_the_same_numbers(tmp_path: Path) -> None:
    run(
        """
        from pathlib import Path

        model = made()
        first = model.fit(x, y, epochs=2, verbose=0).history
        second = model.fit(x, y, epochs=2, verbose=0).history
        plain = [w.numpy() for w in model.weights]

        model = made()
        report = graphdoctor.analyze_model(model, x, y)
        clean = state()
        again = graphdoctor.analyze_model(model, x, y)
        assert state() == clean
        assert report.data["summary"] == again.data["summary"]
        assert model.fit(x, y, epochs=2, verbose=0).history == first
        weights = [w.numpy() for w in model.weights]
        trained = model.train_function
        third = graphdoctor.analyze_model(model, x, y)
        assert third.data["summary"] == report.data["summary"]
        assert model.train_function is trained
        assert "reset_metrics" not in vars(model)
        assert all((w.numpy() == before).all() for w, before in zip(model.weights, weights))
        assert model.fit(x, y, epochs=2, verbose=0).history == second
        assert all((w.numpy() == other).all() for w, other in zip(model.weights, plain))
        assert {"a/kernel": "connected", "lost/kernel": "disconnected"}.items() <= verdicts(report).items()
        (finding,) = report.findings
        assert finding["location"]["code"] == "self.lost(x)"
        """,
        tmp_path,
    )


@pytest.mark.tf
def test_every_hook_is_undone(tmp_path: Path) -> None:
    run(
        """
        tf.gradients, tf.compat.v1.gradients  # loaded when first asked for
        v = tf.Variable(1.0)
        with tf.GradientTape() as tape:
            loss = v * v
        tape.gradient(loss, v)
        clean = state()

        def step():
            with tf.GradientTape() as tape:
                loss = v * 2.0
            v.assign_sub(tape.gradient(loss, v))

        for _ in range(2):
            assert graphdoctor.analyze(step).ok
            assert state() == clean
        assert v.numpy() == 1.0

        def broken():
            with tf.GradientTape() as tape:
                loss = v * 2.0
            raise KeyError("mine")

        try:
            graphdoctor.analyze(broken)
        except KeyError as error:
            assert error.args == ("mine",)
        assert state() == clean
        assert tf.executing_eagerly()
        step()
        assert v.numpy() == -1.0
        """,
        tmp_path,
    )


@pytest.mark.tf
def test_a_compiled_step_keeps_its_traces(tmp_path: Path) -> None:
    run(
        """
        v, g = tf.Variable(2.0, name="v"), tf.Variable(1.0, name="g")
        late = []

        @tf.function
        def step(x):
            if not late:
                late.append(tf.Variable(1.0, name="late"))
            with tf.GradientTape() as tape:
                loss = v * x * late[0] + tf.round(g)
            gradients = tape.gradient(loss, [v, g, late[0]])
            v.assign_sub(gradients[0])
            late[0].assign_sub(gradients[2])
            return loss

        report = graphdoctor.analyze(step, tf.constant(1.0))
        assert verdicts(report) == {"v": "connected", "g": "disconnected", "late": "connected"}, verdicts(report)
        assert report.findings[0]["location"]["code"] == "loss = v * x * late[0] + tf.round(g)"
        assert step.experimental_get_tracing_count() == 0
        assert v.numpy() == 2.0
        assert step(tf.constant(1.0)).numpy() == 3.0
        assert (v.numpy(), late[0].numpy()) == (1.0, -1.0)
        count = step.experimental_get_tracing_count()
        assert verdicts(graphdoctor.analyze(step, tf.constant(1.0))) == verdicts(report)
        assert step.experimental_get_tracing_count() == count
        step(tf.constant(1.0))
        assert v.numpy() == 2.0
        assert step.experimental_get_tracing_count() == count
        """,
        tmp_path,
    )


@pytest.mark.tf
def test_loss_functions_and_signatures(tmp_path: Path) -> None:
    run(
        """
        v, g, other = tf.Variable(2.0, name="v"), tf.Variable(1.0, name="g"), tf.Variable(1.0, name="other")

        def loss(x):
            return v * x * tf.sign(g)

        report = graphdoctor.analyze(loss, tf.constant(0.0))
        assert verdicts(report) == {"v": "connected", "g": "zero"}, verdicts(report)
        assert report.losses[0]["location"]["code"] == "def loss(x):"

        @tf.function(input_signature=[tf.TensorSpec((None, 3))])
        def step(x):
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum(v * x)
            return tape.gradient(loss, [v])

        assert verdicts(graphdoctor.analyze(step)) == {"v": "connected"}
        try:
            graphdoctor.analyze(loss)
        except graphdoctor.GraphDoctorError as error:
            assert error.kind == "no-arguments"
        else:
            raise AssertionError
        """,
        tmp_path,
    )


@pytest.mark.tf
def test_the_report_object(tmp_path: Path) -> None:
    out = run(
        """
        model = made()
        model(x)
        try:
            graphdoctor.assert_trainable(model, x, y)
        except AssertionError as error:
            print(error)
        report = graphdoctor.assert_trainable(model, x, y, ignore=["dropped-output"])
        assert report.ok
        report = graphdoctor.analyze_model(model, x, y)
        assert not report.ok
        assert report.to_svg().startswith("<svg") or "<svg" in report.to_svg()[:300]
        assert "<html" in report.to_html()[:300]
        assert "dropped-output" in report._repr_html_()
        import json
        assert json.loads(report.to_json())["findings"] == report.findings
        graph = report.graph
        assert any("lost" in (data["layer"] or "") for _, data in graph.nodes(data=True))
        assert any(data["location"] for _, data in graph.nodes(data=True))
        """,
        tmp_path,
    )
    assert out.startswith("some variables will not train")
    assert "warning[dropped-output] what lost computes never reaches the loss" in out
    assert re.search(r"--> user\.py:\d+", out)


@pytest.mark.tf
def test_models_that_say_what_they_want(tmp_path: Path) -> None:
    run(
        """
        inputs = keras.Input((None, 3))
        hidden = keras.layers.LSTM(4, name="encoder")(inputs)
        functional = keras.Model(inputs, keras.layers.Dense(5, activation="softmax", name="out")(hidden))
        functional.compile("adam", "sparse_categorical_crossentropy")
        assert graphdoctor.analyze_model(functional).data["summary"]["connected"] == 5
        assert graphdoctor.analyze(functional).ok
        data = tf.data.Dataset.from_tensor_slices((rng.random((8, 7, 3), "float32"), np.zeros(8, int))).batch(4)
        assert graphdoctor.analyze_model(functional, data).ok

        for model, kind in ((Net(), "not-compiled"), (made(), "no-inputs")):
            try:
                graphdoctor.analyze_model(model)
            except graphdoctor.GraphDoctorError as error:
                assert error.kind == kind, error.kind
            else:
                raise AssertionError(kind)

        eager = made()
        eager.run_eagerly = True
        report = graphdoctor.analyze_model(eager, x, y)
        assert verdicts(report)["lost/kernel"] == "disconnected"
        assert not any("graphdoctor" in str(v) for v in vars(eager).values())

        import tf_keras
        old = tf_keras.Sequential([tf_keras.layers.Dense(3), tf_keras.layers.Dense(1, activation="softmax")])
        old.compile("sgd", "mse")
        old.build((None, 3))
        before = [w.numpy() for w in old.weights]
        report = graphdoctor.analyze_model(old, x, y)
        assert [f["cause"] for f in report.findings] == ["saturated-softmax"], report.findings
        assert all((w.numpy() == b).all() for w, b in zip(old.weights, before))
        old.fit(x, y, verbose=0)
        """,
        tmp_path,
    )


@pytest.mark.tf
def test_a_script_that_checks_itself_can_be_analysed(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        BEFORE + "model = made()\ngraphdoctor.assert_trainable(model, x, y)\nmodel.fit(x, y, verbose=0)\n"
    )
    ran = forked("analyze", "train.py", "--format", "json", cwd=tmp_path)
    assert ran.status == 1, ran.stderr
    assert [finding["cause"] for finding in ran.report["findings"]] == ["dropped-output"]


@pytest.mark.tf
def test_a_script(tmp_path: Path) -> None:
    run(
        """
        import pathlib
        pathlib.Path("train.py").write_text(
            "import tensorflow as tf\\nv = tf.Variable(1.0, name='v')\\nwith tf.GradientTape() as t:\\n"
            "    loss = tf.round(v)\\nv.assign_sub(t.gradient(loss, v) or 0.0)\\n"
        )
        report = graphdoctor.analyze_script("train.py")
        assert verdicts(report) == {"v": "disconnected"}
        assert any(data["type"] == "Round" for _, data in report.graph.nodes(data=True))
        try:
            graphdoctor.analyze_script("nowhere.py")
        except graphdoctor.GraphDoctorError as error:
            assert error.kind == "no-such-file"
        """,
        tmp_path,
    )
