"""Findings that a user has accepted: they stay in the report, marked with who accepted them and why, and do not count.

A finding is about several variables, and each of them may be accepted on its own: then the finding is split.
"""

from graphdoctor.suppression.apply import Wishes, suppress

__all__ = ["Wishes", "suppress"]
