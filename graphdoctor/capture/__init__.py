"""Getting hold of a training step: the only code that names TensorFlow's internals."""
