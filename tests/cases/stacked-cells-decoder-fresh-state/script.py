import tensorflow as tf

K = tf.keras.layers


def stack(prefix, name):
    return K.StackedRNNCells([K.GRUCell(6, name=prefix + "0"), K.GRUCell(6, name=prefix + "1")], name=name)


enc = K.RNN(stack("e", "stack_e"), return_state=True, name="enc")
dec_cells = stack("d", "stack_d")
dec = K.RNN(dec_cells, return_sequences=True, name="dec")
proj = K.Dense(2, name="proj")
opt = tf.keras.optimizers.Nadam(1e-3)


@tf.function(input_signature=[tf.TensorSpec([None, 5, 2]), tf.TensorSpec([None, 4, 2])])
def step(src, tgt):
    with tf.GradientTape() as tape:
        out, *enc_states = enc(src)
        # hand the states over
        init = dec_cells.get_initial_state(batch_size=tf.shape(tgt)[0])
        hid = dec(tgt, initial_state=init)
        err = proj(hid)[:, :-1] - tgt[:, 1:]
        loss = tf.reduce_mean(err * err)
    tv = enc.trainable_variables + dec.trainable_variables + proj.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, tv), tv))
    return loss


enc.build((None, 5, 2)); dec.build((None, 4, 2)); proj.build((None, 4, 6))
opt.build(enc.trainable_variables + dec.trainable_variables + proj.trainable_variables)
for _ in range(2):
    print(step(tf.random.normal([7, 5, 2]), tf.random.normal([7, 4, 2])).numpy())
