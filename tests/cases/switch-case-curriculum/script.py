import tensorflow as tf

trunk = tf.keras.layers.Dense(6, activation="relu", name="trunk")
heads = [tf.keras.layers.Dense(1, name=f"head{i}") for i in range(3)]
trunk.build((None, 4))
for h in heads:
    h.build((None, 6))
tv = trunk.trainable_variables + sum([h.trainable_variables for h in heads], [])
opt = tf.keras.optimizers.SGD(0.05)
opt.build(tv)


@tf.function(input_signature=[tf.TensorSpec([None, 4]), tf.TensorSpec([], tf.int32)])
def step(x, task):
    with tf.GradientTape() as tape:
        z = trunk(x)
        out = tf.switch_case(task, branch_fns=[lambda h=h: h(z) for h in heads])
        if tf.equal(task, 2):
            loss = tf.reduce_mean(tf.abs(out - 1.0))
        else:
            loss = tf.reduce_mean(tf.square(out))
    opt.apply_gradients(zip(tape.gradient(loss, tv), tv))
    return loss


for n in range(6):
    print(n, step(tf.random.normal([8, 4]), tf.constant(n % 3)).numpy())
