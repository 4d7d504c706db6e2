"""The commands that run nothing: ``explain``, ``rules`` and ``diff``."""

from __future__ import annotations

import textwrap

import click

from graphdoctor.cli.catalogue import catalogue, unknown_cause
from graphdoctor.errors import Exit
from graphdoctor.report.comparison import COMPARED, compare
from graphdoctor.report.delivery import colors_wanted, show
from graphdoctor.report.reading import read_report


@click.command()
@click.argument("before_file", metavar="BEFORE.json")
@click.argument("after_file", metavar="AFTER.json")
@click.option("--format", "format_name", type=click.Choice(list(COMPARED)), default="text", show_default=True)
def diff(before_file: str, after_file: str, format_name: str) -> int:
    """Say which variables were lost and won between two reports, and which cuts moved.

    Exit status: 0 nothing lost, 1 at least one variable lost.
    """
    found = compare(read_report(before_file), read_report(after_file))
    show(COMPARED[format_name](found))
    return Exit.FINDINGS if found.lost else Exit.CLEAN


@click.command()
@click.argument("cause")
def explain(cause: str) -> int:
    """Tell the story of a cause: a broken example, why TensorFlow behaves so, the fix."""
    documents = {entry.name: entry for entry in catalogue()}
    if cause not in documents:
        raise unknown_cause(cause, documents)
    entry = documents[cause]
    title = click.style(entry.name, bold=True)
    parts = [f"{title} ({entry.severity}): {entry.summary}", entry.explain.strip()]
    for name, code in (("broken", entry.bad), ("mended", entry.good)):
        if code.strip():
            parts += [click.style(f"{name}:", bold=True), textwrap.indent(code.strip("\n"), "    ")]
    click.echo("\n\n".join(filter(None, parts)), color=colors_wanted())
    return Exit.CLEAN


@click.command()
def rules() -> int:
    """List the causes that graphdoctor can name."""
    documents = catalogue()
    wide = max((len(entry.name) for entry in documents), default=0)
    for entry in documents:
        click.echo(f"{entry.name:<{wide}}  {entry.severity:<7}  {entry.summary}")
    return Exit.CLEAN
