"""A gradient is computed and never applied."""

from __future__ import annotations

from graphdoctor.analysis.applied import Applications
from graphdoctor.diagnosis.cause import Case, Cause, CauseDoc, Told, register
from graphdoctor.diagnosis.causes.misapplied import IN_PAIRS
from graphdoctor.diagnosis.codefixes import applied
from graphdoctor.source import Location

EXPLAIN = """\
`tape.gradient` computes and changes nothing. A variable learns when its gradient reaches an
optimizer (or an `assign_sub`), and here it does not: a second optimizer that is never called, a list
of gradients that is overwritten by the next, a `zip` that stops at the shorter of its two lists,
sums of gradients that are set to zero before they are applied.
To TensorFlow a gradient that nobody uses is a tensor like any other, so it prints nothing; in a
`tf.function` it is not even computed.
Hand the gradients to `apply_gradients`, together with their variables.
"""

BAD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x):
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean((decoder(encoder(x)) - x) ** 2)
    for_encoder = tape.gradient(loss, encoder.trainable_variables)  # <- goes nowhere
    for_decoder = tape.gradient(loss, decoder.trainable_variables)
    optimizer.apply_gradients(zip(for_decoder, decoder.trainable_variables))
    return loss


print(float(train_step(data)))
"""

GOOD = """\
import tensorflow as tf

encoder = tf.keras.Sequential([tf.keras.Input([4]), tf.keras.layers.Dense(2, name="encode")])
decoder = tf.keras.Sequential([tf.keras.Input([2]), tf.keras.layers.Dense(4, name="decode")])
optimizer = tf.keras.optimizers.SGD(0.01)
data = tf.random.normal([32, 4])


@tf.function
def train_step(x):
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean((decoder(encoder(x)) - x) ** 2)
    for_encoder = tape.gradient(loss, encoder.trainable_variables)
    for_decoder = tape.gradient(loss, decoder.trainable_variables)
    gradients = for_encoder + for_decoder
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer.apply_gradients(zip(gradients, weights))
    return loss


print(float(train_step(data)))
"""


_LOOKED_AT = 20  # sources: those of one list are applied at one line


@register
class NotApplied(Cause):
    """A gradient is computed and never applied."""

    doc = CauseDoc("not-applied", "error", "a gradient is computed and never applied", EXPLAIN, BAD, GOOD)

    def tell(self, case: Case) -> Told:
        asking = {n for v in case.variables for n in case.judged.asking(v.index)}
        if asking and all(case.evidence.before_the_loop(n) for n in asking):
            return Told(
                title=f"the gradients of {case.whose()} are looked at before the training begins",
                message=f"gradients are computed here for {case.whose()}, once and before the training loop, and "
                "nothing applies them: as it should be where a gradient is only looked at",
                label="computed here, never applied",
                severity="info",
            )
        if any(case.judged.step.requests[n].unrun for n in asking):
            return Told(
                title=f"what trains {case.whose()} is never run",
                message=f"the op that applies the gradients of {case.whose()} is made here, and no session runs it",
                label="made here, never run",
                help="give the op that this makes to session.run as well",
            )
        if case.judged.in_vain:
            return Told(
                title=f"the gradients of {case.whose()} are never applied",
                message=f"gradients are computed here for {case.whose()}, "
                "but what is applied is made of none of them",
                label="computed here, never applied",
                help="hand the gradients themselves on to be applied; sums of them, before they are set to zero again",
            )
        if case.blame.other is not None:
            other = case.judged.step.variables[case.blame.other].name
            return Told(
                title=f"the gradients of {case.whose()} are applied to other variables",
                message=f"gradients are computed here for {case.whose()}, and applied to others ({other}), "
                f"from which nothing comes back to {case.whose()}",
                label=f"computed here, applied to {other}",
                help=IN_PAIRS
                if case.holed
                else "apply them to the variables that were given to tape.gradient",
            )
        fix = applied(case.blame.location)
        return Told(
            title=f"the gradients of {case.whose()} are never applied",
            message=f"gradients are computed here for {case.whose()}, but nothing applies them",
            label="computed here, never applied",
            suggestion=fix,
            help=None if fix else "hand them to apply_gradients together with their variables",
            related=_others(case),
        )


def _others(case: Case) -> list[tuple[Location, str]]:
    """The line that applies gradients that are computed with these, where there is just one."""
    asking = {n for v in case.variables for n in case.judged.asking(v.index)}
    applications = Applications(case.judged.step)
    places: set[Location | None] = set()
    for request in (r for r in case.judged.losses if r.index in asking):
        for position, source in list(enumerate(request.sources))[:_LOOKED_AT]:
            writer = applications.follow(request, position).kept.get(
                -1 if source.variable is None else source.variable
            )
            if writer is not None:
                places.add(case.evidence.locate(writer))
    found = places - {None, case.blame.location}
    return [
        (where, "applies the others, and not these")
        for where in found
        if where is not None and len(found) == 1
    ]
