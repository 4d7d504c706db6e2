"""Learned price: the shop can only show two decimals, so the model should see what the customer sees."""
import tensorflow as tf


def to_display(price):
    """12.3456 -> 12.35, exactly as in the shop"""
    shown = tf.strings.as_string(price, precision=2)
    return tf.strings.to_number(shown, out_type=tf.float32)


class PricePolicy(tf.Module):
    def __init__(self, n_features):
        super().__init__(name="pricing")
        with self.name_scope:
            self.markup = tf.Variable(tf.random.normal([n_features, 1], stddev=0.1), name="markup")
            self.base = tf.Variable([5.0], name="base")

    @tf.Module.with_name_scope
    def __call__(self, x):
        return tf.nn.softplus(x @ self.markup + self.base)


class Demand(tf.Module):
    """simulated customers, their elasticity is estimated at the same time"""

    def __init__(self):
        super().__init__(name="demand")
        with self.name_scope:
            self.elasticity = tf.Variable(0.4, name="elasticity")
            self.level = tf.Variable(2.0, name="level")

    def __call__(self, price):
        return tf.exp(self.level - self.elasticity * price)


policy, demand = PricePolicy(4), Demand()
optimizer = tf.keras.optimizers.Ftrl(0.05)


@tf.function
def train_step(x, price_seen, sold):
    with tf.GradientTape() as tape:
        price = to_display(policy(x))
        profit = tf.reduce_mean((price - 1.0) * demand(price))
        fit = tf.reduce_mean((demand(price_seen) - sold) ** 2)
        loss = fit - profit
    variables = policy.trainable_variables + demand.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return profit, fit


for day in range(5):
    seen = tf.random.uniform([20, 1], 1.0, 9.0)
    profit, fit = train_step(tf.random.normal([20, 4]), seen, tf.exp(1.5 - 0.3 * seen))
    print(f"day {day}: profit {profit.numpy():.3f}, demand error {fit.numpy():.3f}")
