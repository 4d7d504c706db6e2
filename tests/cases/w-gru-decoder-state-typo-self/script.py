import tensorflow as tf

V, H = 12, 8
encoder = tf.keras.Sequential([tf.keras.layers.Embedding(V, H, name="ee"), tf.keras.layers.GRU(H, name="eg")], name="encoder")
demb = tf.keras.layers.Embedding(V, H, name="demb")
cell = tf.keras.layers.GRUCell(H, name="cell")
proj = tf.keras.layers.Dense(V, name="proj")
opt = tf.keras.optimizers.Adam(1e-3)


@tf.function
def train(src, tgt):
    B = tf.shape(src)[0]
    loss = 0.0
    with tf.GradientTape() as tape:
        state = encoder(src)
        dec_state = tf.zeros((B, H))
        for t in range(3):
            out, [dec_state] = cell(demb(tgt[:, t]), [dec_state])
            loss += tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tgt[:, t + 1], proj(out)))
    vs = [v for l in (encoder, demb, cell, proj) for v in l.trainable_variables]
    gs = tape.gradient(loss, vs)
    opt.apply_gradients([(g, v) for g, v in zip(gs, vs) if g is not None])
    return loss


for i in range(2):
    print("batch", i, float(train(tf.random.uniform((4, 5), 0, V, tf.int32), tf.random.uniform((4, 4), 0, V, tf.int32))))
