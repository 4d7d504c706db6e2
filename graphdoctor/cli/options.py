"""The options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from graphdoctor.report.files import suffixes
from graphdoctor.report.renderer import RENDERERS
from graphdoctor.report.selection import SEVERITIES

Command = Callable[..., Any]


def format_options(default: str) -> Callable[[Command], Command]:
    """What goes where in which format, and what is drawn."""
    lines = "; ".join(f"{entry.name}: {entry.description}" for entry in RENDERERS.values())

    def add(command: Command) -> Command:
        for option in (
            click.option("--full", is_flag=True, help="Draw every box, however many."),
            click.option("--depth", type=click.IntRange(min=0), help="Levels of nested models to draw open."),
            click.option("--focus", metavar="NAME", help="Draw what is around a variable or a layer."),
            click.option(
                "-o", "--output", "outputs", multiple=True, metavar="PATH",
                help=f"Also write a file; its suffix picks the format ({' '.join(suffixes())}). Repeatable.",
            ),
            click.option(
                "--format", "format_name", type=click.Choice(list(RENDERERS)), default=default,
                show_default=True, help=f"What goes to stdout. {lines}.",
            ),
        ):  # fmt: skip
            command = option(command)
        return command

    return add


def selection_options(command: Command) -> Command:
    """Which findings count."""
    for option in (
        click.option(
            "--fail-on", type=click.Choice(SEVERITIES[::-1]), default="warning", show_default=True,
            help="The mildest finding that makes the exit status 1.",
        ),
        click.option("--ignore", default="", metavar="CAUSES", help="Not these causes (comma-separated)."),
        click.option("--select", default="", metavar="CAUSES", help="Only these causes (comma-separated)."),
    ):  # fmt: skip
        command = option(command)
    return command


def _steps(_context: click.Context, _parameter: click.Parameter, value: str) -> int | None:
    if value == "all":
        return None
    if not value.isdigit() or int(value) < 1:
        raise click.BadParameter(f"{value!r} is neither a number from 1 on nor 'all'")
    return int(value)


def running_options(command: Command) -> Command:
    """How a script is run."""
    for option in (
        click.option(
            "--timeout", type=click.FloatRange(min=0, min_open=True), default=600, show_default=True,
            metavar="SECONDS", help="Stop a script that has not reached a training step.",
        ),
        click.option("--verify", is_flag=True, help="Also ask TensorFlow for the real gradients and compare."),
        click.option(
            "--steps", default="1", callback=_steps, metavar="N|all", help="Training steps to trace. [default: 1]"
        ),
    ):  # fmt: skip
        command = option(command)
    return command
