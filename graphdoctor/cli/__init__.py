"""The command: arguments in, exit status out. Nothing heavy is imported before it is needed."""

from graphdoctor.cli.entry import main

__all__ = ["main"]
