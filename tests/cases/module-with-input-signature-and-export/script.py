import tempfile
import tensorflow as tf


class Dense(tf.Module):
    def __init__(self, n_out, name=None):
        super().__init__(name=name)
        self.n_out = n_out
        self.built = False

    def __call__(self, x):
        if not self.built:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.n_out], stddev=0.2), name=f"{self.name}_w")
            self.b = tf.Variable(tf.zeros([self.n_out]), name=f"{self.name}_b")
            self.built = True
        return tf.matmul(x, self.w) + self.b


class OnDeviceLearner(tf.Module):
    def __init__(self):
        super().__init__(name="learner")
        self.l1, self.l2 = Dense(8, "l1"), Dense(2, "l2")
        self.forward(tf.zeros([1, 5]))

    def forward(self, x):
        return self.l2(tf.nn.relu6(self.l1(x)))

    @tf.function(input_signature=[tf.TensorSpec([None, 5], tf.float32), tf.TensorSpec([None], tf.int32)])
    def train(self, x, y):
        with tf.GradientTape() as tape:
            logits = self.forward(x)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
        grads = tape.gradient(loss, self.trainable_variables)
        for v, g in zip(self.trainable_variables, grads):
            v.assign_sub(0.1 * g)
        return {"loss": loss}

    @tf.function(input_signature=[tf.TensorSpec([None, 5], tf.float32)])
    def infer(self, x):
        return {"class": tf.argmax(self.forward(x), axis=-1), "probability": tf.nn.softmax(self.forward(x))}


learner = OnDeviceLearner()
for i in range(3):
    x = tf.random.normal([16, 5])
    print(learner.train(x, tf.cast(x[:, 0] > 0, tf.int32))["loss"].numpy())
tf.saved_model.save(learner, tempfile.mkdtemp(), signatures={"train": learner.train, "infer": learner.infer})
