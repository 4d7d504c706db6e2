"""Large variables take no memory unless the script reads them; what it reads has the right value."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, Ran, graphdoctor, run

pytestmark = pytest.mark.tf

MEMORY = """
import keras
import numpy as np
import tensorflow as tf

def resident():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) // 1024
"""

READS = """
import hashlib
keras.utils.set_random_seed(3)

def tell(name, value):
    print("VALUE", name, hashlib.sha1(np.ascontiguousarray(value)).hexdigest())

x = keras.Input((1000,))
wide = keras.initializers.Constant(np.full((1000, 1000), 2.5, "float32"))
a, b = (keras.layers.Dense(1000, name=name) for name in "ab")
c = keras.layers.Dense(1000, name="c", kernel_initializer=wide)
d = keras.layers.Dense(1000, kernel_initializer=lambda s, dtype=None: tf.random.stateless_normal(s, [1, 2]))
inner = keras.Model(x, d(c(b(a(x)))))
before = resident()
big = keras.layers.Dense(64_000, name="big")
model = keras.Model(x, keras.layers.Dense(10)(big(inner.output)))
model.summary(print_fn=lambda text: None)
print("VALUE count", model.count_params())
tell("numpy", a.kernel.numpy())
tell("get_weights", a.get_weights()[0])
tell("operator", b.kernel + 1.0)
tell("array", np.asarray(c.kernel))
tell("own initializer", d.kernel.value.numpy())
a.set_weights([np.ones((1000, 1000), "float32"), np.zeros(1000, "float32")])
tell("set_weights", a.kernel)
b.kernel.assign(b.kernel * 2)
tell("assign", b.kernel)
b.kernel.assign_add(tf.ones((1000, 1000)))
tell("assign_add", b.kernel)
tell("predict", inner.predict(np.ones((2, 1000)), verbose=0))
tell("call", inner(np.ones((2, 1000), "float32")))
inner.save_weights("inner.weights.h5")
a.kernel.assign(a.kernel * 0)
inner.load_weights("inner.weights.h5")
tell("load_weights", a.kernel)
print("VALUE initialized", bool(big.kernel.value.is_initialized()))
print("GROWTH", resident() - before)
model.compile("adam", "mse")
model.fit(np.ones((2, 1000)), np.zeros((2, 10)), verbose=0)
"""

LOOP = """
x = keras.Input((64,))
hidden = x
for _ in range(4):
    hidden = keras.layers.Dense(20_000)(hidden)
model = keras.Model(x, keras.layers.Dense(1)(hidden))
optimizer = keras.optimizers.Adam()
before = resident()
for step in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(tf.ones((4, 64))) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    print("GROWTH", resident() - before)
"""

TOO_LARGE = """
x = keras.Input((64,))
hidden = x
for _ in range(40):
    hidden = keras.layers.Dense(30_000)(hidden)
model = keras.Model(x, keras.layers.Dense(1)(hidden))
optimizer = keras.optimizers.SGD()
for step in range(2):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(tf.ones((4, 64))) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    if float(loss) > 1e9:
        break
"""


SESSION = """
tf1 = tf.compat.v1
tf1.disable_eager_execution()
x = tf1.placeholder(tf.float32, [None, 64])
small = tf1.get_variable("small", [64, 600], initializer=tf1.random_normal_initializer(seed=3))
hidden = x @ small
for number in range(READ, 4):
    wide = tf1.get_variable(f"wide_{number}", [int(hidden.shape[1]), 20_000])
    hidden = hidden @ wide
loss = tf.reduce_mean(hidden**2)
train = tf1.train.GradientDescentOptimizer(0.1).minimize(loss)
before = resident()
with tf1.Session() as session:
    session.run(tf1.global_variables_initializer())
    if READ == 4:
        print("VALUE", session.run(tf.reduce_sum(small)))
    print("GROWTH", resident() - before)
    session.run(train, {x: np.ones((4, 64), "float32")})
"""


def analysed(tmp_path: Path, source: str, *arguments: str) -> Ran:
    (tmp_path / "train.py").write_text(source, encoding="utf-8")
    return graphdoctor("analyze", "train.py", "--format", "json", *arguments, cwd=tmp_path, timeout=400)


def told(text: str, word: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(word)]


def test_a_script_reads_the_values_that_it_would_have_without_graphdoctor(tmp_path: Path) -> None:
    ran = analysed(tmp_path, MEMORY + READS)
    plain = run([sys.executable, "train.py"], cwd=tmp_path)
    values = told(ran.stderr, "VALUE")
    assert values == told(plain.stdout, "VALUE")
    assert len(values) == 13
    assert ran.report["summary"]["connected"] == 12
    (growth,) = told(ran.stderr, "GROWTH")
    assert int(growth.split()[1]) < 150, "the kernel of 256 MB that nobody reads was made"


@pytest.mark.parametrize("library", ["keras", "tf_keras"])
def test_no_weight_and_no_slot_of_an_optimizer_is_made(tmp_path: Path, library: str) -> None:
    source = MEMORY.replace("import keras", f"import {library} as keras") + LOOP
    ran = analysed(tmp_path, source)
    assert ran.report["summary"]["connected"] == 10
    growth = [int(line.split()[1]) for line in told(ran.stderr, "GROWTH")]
    assert growth
    assert max(growth) < 300, "4.8 GB of weights or 9.6 GB of slots were made"


def test_a_session_initializes_large_variables_when_it_is_asked_for_something_else(tmp_path: Path) -> None:
    ran = analysed(tmp_path, MEMORY + SESSION.replace("READ", "0"))
    assert ran.report["summary"]["connected"] == 5
    (growth,) = told(ran.stderr, "GROWTH")
    assert int(growth.split()[1]) < 300, "4.8 GB of weights were made"


def test_what_a_session_reads_is_initialized(tmp_path: Path) -> None:
    read = SESSION.replace("READ", "4").replace("[64, 600]", "[64, 6000]")
    ran = analysed(tmp_path, MEMORY + read)
    plain = run([sys.executable, "train.py"], cwd=tmp_path)
    assert told(ran.stderr, "VALUE") == told(plain.stdout, "VALUE") != []
    assert ran.report["summary"]["connected"] == 1


def test_a_value_that_needs_more_memory_than_there_is_is_taken_as_zero_and_said_to_be(tmp_path: Path) -> None:
    ran = analysed(tmp_path, MEMORY + TOO_LARGE)
    assert ran.report["summary"]["connected"] == 82
    assert any("do not fit into this machine's memory" in note for note in ran.report["notes"])


@pytest.mark.slow
def test_a_decoder_of_70_billion_parameters_fits(tmp_path: Path) -> None:
    script = ROOT / "benchmarks" / "models" / "decoder_70b.py"
    (tmp_path / "train.py").write_text(
        script.read_text(encoding="utf-8").replace(
            "model.fit(", 'import tensorflow as tf\nprint("START")\nmodel.fit('
        ),
        encoding="utf-8",
    )
    ran = graphdoctor("analyze", "train.py", "--format", "json", cwd=tmp_path, timeout=400)
    assert re.search(r"70,\d{3},\d{3},\d{3} parameters", ran.stderr)
    assert ran.report["summary"]["connected"] == 723
