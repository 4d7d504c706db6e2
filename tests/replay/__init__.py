"""Steps of real scripts as TensorFlow traced them, kept as data: the diagnosis of each runs again without TensorFlow.

`python -m tests.replay` records the cases anew (`make replay`); `tests.diagnosis.test_replay` runs them.
"""
