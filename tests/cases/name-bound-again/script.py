import tensorflow as tf


class Line(tf.Module):
    def __init__(self):
        self.w = tf.Variable(5.0)


model = Line()
print(model.w * 2.0)

model = Line()
for _ in range(2):
    with tf.GradientTape() as tape:
        loss = (model.w * 3.0 - 1.0) ** 2
    model.w.assign_sub(0.1 * tape.gradient(loss, model.w))
