"""Hierarchical chat encoder, everything unrolled in python. State handling is manual."""
import tensorflow as tf

WORD_UNITS, TURN_UNITS, EMB, VOCAB = 8, 9, 6, 40
rng = tf.random.Generator.from_seed(3)


def mat(name, *shape):
    return tf.Variable(rng.normal(shape, stddev=0.3), name=name)


P = {
    "emb": mat("emb", VOCAB, EMB),
    "w_x": mat("w_x", EMB, WORD_UNITS), "w_h": mat("w_h", WORD_UNITS, WORD_UNITS),
    "t_x": mat("t_x", WORD_UNITS, TURN_UNITS), "t_h": mat("t_h", TURN_UNITS, TURN_UNITS),
    "out": mat("out", TURN_UNITS, 2),
}


def fresh_state(batch, units):
    return tf.zeros([batch, units])


def elman(x, h, wx, wh):
    return tf.tanh(x @ wx + h @ wh)


def read_turn(turn):
    state = fresh_state(turn.shape[0], WORD_UNITS)  # new turn, new state
    for word in tf.unstack(turn, axis=1):
        vec = tf.nn.embedding_lookup(P["emb"], word)
        state = elman(vec, state, P["w_x"], P["w_h"])
    return state


def read_dialogue(dialogue):
    state = fresh_state(dialogue.shape[0], TURN_UNITS)
    for t in range(dialogue.shape[1]):
        state = elman(read_turn(dialogue[:, t]), state, P["t_x"], P["t_h"])
    return state @ P["out"]


opt = tf.keras.optimizers.Adam(5e-3)
for step in range(4):
    dialogue = rng.uniform([12, 3, 5], maxval=VOCAB, dtype=tf.int32)
    solved = tf.cast(dialogue[:, -1, 0] % 2, tf.int32)
    with tf.GradientTape() as tape:
        logits = read_dialogue(dialogue)
        loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=solved, logits=logits))
    keys = sorted(P)
    grads = tape.gradient(loss, [P[k] for k in keys])
    opt.apply_gradients((tf.convert_to_tensor(g), P[k]) for g, k in zip(grads, keys))
    print(step, round(float(loss), 4))
