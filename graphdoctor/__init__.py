"""Finds the variables that a loss's gradient does not reach, why, and which line to change."""

__version__ = "0.1.0"
