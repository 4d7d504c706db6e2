"""The captured training step as plain data: ops, tensors, variables, gradient requests. No TensorFlow here."""
