"""The options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graphdoctor.report.files import suffixes
from graphdoctor.report.renderer import RENDERERS
from graphdoctor.report.selection import SEVERITIES
from graphdoctor.settings.units import memory, steps

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


def _names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if value is not None else None


def _given(
    _context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...] | None:
    return value or None


def selection_options(command: Command) -> Command:
    """Which findings count. What is not given is None: a project may have settled it."""
    for option in (
        click.option("--isolated", is_flag=True, help="Read no pyproject.toml."),
        click.option(
            "--strict-suppressions/--no-strict-suppressions", default=None,
            help="A suppression that matches nothing makes the exit status 1.",
        ),
        click.option(
            "--write-baseline", type=click.Path(path_type=Path), metavar="FILE",
            help="Write a baseline of what counts now.",
        ),
        click.option(
            "--baseline", type=click.Path(path_type=Path), metavar="FILE",
            help="Findings in this baseline do not count.",
        ),
        click.option(
            "--fail-on", type=click.Choice(SEVERITIES[::-1]),
            help="The mildest finding that makes the exit status 1. [default: warning]",
        ),
        click.option(
            "--ignore-variable", "ignore_variables", multiple=True, callback=_given, metavar="PATTERN",
            help="Not what is found of variables with such a name (*/pooler/*). Repeatable.",
        ),
        click.option(
            "--ignore", callback=_names, metavar="CAUSES", help="Not these causes (comma-separated)."
        ),
        click.option(
            "--select", callback=_names, metavar="CAUSES", help="Only these causes (comma-separated)."
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _parsed(parse: Callable[[str], Any]) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    def callback(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Any:
        try:
            return parse(value) if value is not None else None
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return callback


def running_options(command: Command) -> Command:
    """How a script is run. What is not given is None."""
    for option in (
        click.option(
            "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
            help="Stop a script that has not reached a training step. [default: 600]",
        ),
        click.option(
            "--memory-limit", callback=_parsed(memory), metavar="SIZE",
            help="Stop a script that holds more memory (4G, 512M). [default: no limit]",
        ),
        click.option(
            "--verify/--no-verify", default=None, help="Also ask TensorFlow for the real gradients and compare."
        ),
        click.option(
            "--steps", callback=_parsed(steps), metavar="N|all", help="Training steps to trace. [default: 1]"
        ),
    ):  # fmt: skip
        command = option(command)
    return command
