"""The captured training step as plain data: ops, tensors, variables, gradient requests. No TensorFlow here."""

from graphdoctor.graph.index import to_networkx
from graphdoctor.graph.model import StepGraph

__all__ = ["StepGraph", "to_networkx"]
