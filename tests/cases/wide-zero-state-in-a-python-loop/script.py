import tensorflow as tf

update = tf.Variable(tf.random.normal([3, 4]), name="update")
update_state = tf.Variable(tf.random.normal([4, 4]), name="update_state")
candidate = tf.Variable(tf.random.normal([3, 4]), name="candidate")
candidate_state = tf.Variable(tf.random.normal([4, 4]), name="candidate_state")
variables = [update, update_state, candidate, candidate_state]
data = tf.random.normal([6, 1024, 3])  # time, batch, features: the state is too large for a constant

for _ in range(3):
    with tf.GradientTape() as tape:
        state = tf.zeros([1024, 4])
        for row in data:
            gate = tf.sigmoid(row @ update + state @ update_state)
            fresh = tf.tanh(row @ candidate + (gate * state) @ candidate_state)
            state = gate * state + (1 - gate) * fresh
        loss = tf.reduce_mean((state - 1.0) ** 2)
    for variable, gradient in zip(variables, tape.gradient(loss, variables)):
        variable.assign_sub(0.1 * gradient)
