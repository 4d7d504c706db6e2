"""Train from an experiment file:  python script.py [--config experiment.json]"""
import argparse
import json
import pathlib

import tensorflow as tf

HERE = pathlib.Path(__file__).resolve().parent


def load_config(path):
    config = json.loads(pathlib.Path(path).read_text())
    print("experiment:", config["name"])
    return config


def make_model(config):
    model = tf.keras.Sequential(name="net")
    model.add(tf.keras.Input((config["inputs"],)))
    for i, units in enumerate(config["hidden"]):
        model.add(tf.keras.layers.Dense(units, activation=config.get("activation", "relu"), name=f"dense{i}"))
    model.add(tf.keras.layers.Dense(1, name="out"))
    return model


def make_optimizer(section):
    cls = getattr(tf.keras.optimizers, section["type"])
    return cls(learning_rate=section["lr"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default=HERE / "experiment.json")
    config = load_config(parser.parse_args().config)
    model = make_model(config["model"])
    model.compile(make_optimizer(config["training"]["optimizer"]), loss="mse")
    x = tf.random.normal([64, config["model"]["inputs"]])
    model.fit(x, tf.reduce_sum(x, 1, keepdims=True), epochs=config["training"]["epochs"], verbose=2)


if __name__ == "__main__":
    main()
