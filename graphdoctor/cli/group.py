"""The command with its sub-commands."""

from __future__ import annotations

import click

from graphdoctor import __version__
from graphdoctor.cli.analyze import analyze, render
from graphdoctor.cli.check import check
from graphdoctor.cli.documents import diff, explain, rules


@click.group(
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="graphdoctor %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Find the variables that a loss's gradient does not reach, why, and which line to change.

    Exit status: 0 analysed, nothing found; 1 analysed, findings; 2 could not be analysed.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (analyze, check, diff, explain, render, rules):
    cli.add_command(command)
