"""``graphdoctor check``: many scripts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from graphdoctor.cli.catalogue import catalogue_for
from graphdoctor.cli.options import running_options, selection_options
from graphdoctor.cli.running import attempt, run, status_of
from graphdoctor.report.delivery import colors_wanted, names, show
from graphdoctor.report.many import MANY, render_many, scripts
from graphdoctor.report.renderer import RenderOptions, Report
from graphdoctor.report.selection import select


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Scripts to run at a time."
)
@click.option("--format", "format_name", type=click.Choice(list(MANY)), default="text", show_default=True)
@running_options
@selection_options
def check(paths: tuple[str, ...], jobs: int, format_name: str, **options: Any) -> int:
    """Analyse many scripts: files, and folders that are searched for scripts with TensorFlow in them.

    Exit status: that of the worst script.
    """
    causes = catalogue_for(options)
    selected, ignored = names(options["select"]), names(options["ignore"])

    def one(script: str) -> Report:
        return select(attempt(script, lambda: run(script, options, False, [])), selected, ignored)

    with ThreadPoolExecutor(jobs) as pool:
        reports = list(pool.map(one, scripts(paths)))
    show(render_many(reports, format_name, RenderOptions(color=colors_wanted(), causes=tuple(causes))))
    return status_of(reports, options["fail_on"])
