# copy mechanism: attention mass of every source token is added up per vocabulary id
import tensorflow as tf

VOCAB, DIM, SRC = 18, 12, 7
rnd = tf.random.Generator.from_seed(4)


def weight(shape, name):
    return tf.Variable(rnd.normal(shape, stddev=0.3), name=name)


P = dict(
    emb=weight([VOCAB, DIM], "emb"),
    query=weight([DIM, DIM], "attn_query"),
    key=weight([DIM, DIM], "attn_key"),
    vocab=weight([DIM, VOCAB], "vocab_proj"),
    gate=weight([DIM, 1], "p_gen"),
)


def final_distribution(source_ids, state):
    src = tf.nn.embedding_lookup(P["emb"], source_ids)
    score = tf.linalg.matvec(src @ P["key"], tf.linalg.matvec(P["query"], state, transpose_a=True))
    attention = tf.nn.softmax(score / DIM ** 0.5)
    copy = tf.math.unsorted_segment_sum(attention, source_ids, VOCAB)
    p_gen = tf.sigmoid(tf.tensordot(state, P["gate"], 1))
    generate = tf.nn.softmax(tf.tensordot(state, P["vocab"], 1))
    return p_gen * generate + (1 - p_gen) * copy


def loss_of(source_ids, previous, target):
    state = tf.tanh(tf.reduce_mean(tf.gather(P["emb"], previous), axis=0))
    p = final_distribution(source_ids, state)
    return -tf.math.log(tf.gather(p, target) + 1e-8)


adam = tf.keras.optimizers.Adam(1e-2)
names, params = list(P.keys()), list(P.values())
for step in range(5):
    ids = tf.random.uniform([SRC], maxval=VOCAB, dtype=tf.int32)
    with tf.GradientTape() as tape:
        loss = loss_of(ids, ids[:3], ids[step])
    grads = tape.gradient(loss, params)
    if step == 0:
        for n, g in zip(names, grads):
            print(f"  {n:6s}", "no gradient" if g is None else tf.norm(tf.convert_to_tensor(g)).numpy())
    adam.apply_gradients(zip(grads, params))
    print("step", step, "nll", float(loss))
