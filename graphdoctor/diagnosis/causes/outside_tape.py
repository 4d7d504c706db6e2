"""The path is differentiable, but the tape did not record it."""

from __future__ import annotations

from graphdoctor.diagnosis.called import builder, helper, in_init_scope, is_handed_on, is_mapped
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register

EXPLAIN = """\
A tape knows what was computed between its `with` and the end of the block. What was computed before
(or after, or under another tape) is a constant to it: the gradient comes back as far as that tensor,
and no further. Keras prints

    UserWarning: Gradients do not exist for variables ['sequential/encode/kernel', 'sequential/encode/bias']
    when minimizing the loss. If using `model.compile()`, did you forget to provide a `loss` argument?

and says nothing about the tape. Move the line into the block; compute the loss there as well.
A tape belongs to the thread that opened it: what a thread pool computes meanwhile is not recorded.
(For a target network or a teacher this is as it should be: in no list of variables, it is told as
information only.)
"""

BAD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
weights = encoder.trainable_variables + decoder.trainable_variables
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])

for _ in range(3):
    code = encoder(data)  # <- the tape has not started
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((decoder(code) - data) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    print(float(loss))
"""

GOOD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
weights = encoder.trainable_variables + decoder.trainable_variables
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])

for _ in range(3):
    with tf.GradientTape() as tape:
        code = encoder(data)
        loss = tf.reduce_mean((decoder(code) - data) ** 2)
    gradients = tape.gradient(loss, weights)
    optimizer.apply_gradients(zip(gradients, weights))
    print(float(loss))
"""


@register
class OutsideTape(Cause):
    """The path is differentiable, but the tape did not record it."""

    doc = CauseDoc(
        "outside-tape",
        "error",
        "the path is differentiable, but the tape did not record it",
        EXPLAIN,
        BAD,
        GOOD,
    )

    def tell(self, case: Case) -> Told:
        if case.blame.facts.get("elsewhere"):
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} of a graph in which nothing is trained",
                message=f"no gradient is asked for in the graph of {case.whose()}: "
                "as it should be for one that only predicts",
                label="made here, for that graph as well",
                severity="info",
            )
        if not case.asked:
            return Told(
                title=f"{case.whose()} {case.verb('is', 'are')} used outside of the tape only",
                message=f"no gradient of {case.whose()} is asked for: "
                f"as it should be where {case.verb('it', 'they')} must not train",
                label="the tape does not record this",
                severity="info",
            )
        return Told(
            title="this is computed outside of the tape",
            message=f"the tape does not record this line, so no gradient comes back through it to {case.whose()}",
            label="the tape does not record this",
            help=_help(case),
        )


def _help(case: Case) -> str:
    """By who runs the line: an optimizer, the training step itself, a function that it calls, or the data pipeline."""
    cut, at = case.blame.cut, case.blame.location
    request = cut.request if cut is not None else None
    asked = None if request is None else case.evidence.locate_request(request)
    asking = {n for v in case.variables for n in case.judged.asking(v.index)}
    tape = asked or next((case.evidence.locate_request(n) for n in sorted(asking)), None)
    if (
        tape is not None and ".minimize(" in tape.code
    ):  # whose tape records nothing but the function that it is given
        return "compute this inside of the function that minimize is given, which runs it under a tape of its own"
    block = (
        f"the block of the tape that line {asked.line} asks for gradients"
        if asked
        else "the with tf.GradientTape() block"
    )
    if in_init_scope(at):
        return f"tf.init_scope suspends the tape: compute this without it, within {block}"
    making = builder(at)
    if making is not None:
        return f"compute this in the forward pass: {making} runs once, and not within {block}"
    called = helper(at, tape)
    if called is None:
        return f"move this {'' if asked else 'line '}into {block}"
    if is_mapped(at, called):
        return f"map runs {called} where no tape sees it: compute this in the training step, within {block}"
    if is_handed_on(called, tape):
        return f"{called} runs in a thread of its own, as replicas do: start the tape inside of {called}"
    return f"call {called} within {block}"
