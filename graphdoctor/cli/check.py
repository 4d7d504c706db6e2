"""``graphdoctor check``: many scripts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from graphdoctor.cli.accepting import Acceptance
from graphdoctor.cli.catalogue import catalogue_for
from graphdoctor.cli.options import running_options, selection_options
from graphdoctor.cli.running import attempt, run, status_of
from graphdoctor.report.delivery import colors_wanted, show
from graphdoctor.report.many import MANY, render_many, scripts
from graphdoctor.report.renderer import RenderOptions, Report
from graphdoctor.settings import Settings, resolve


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
    known = [entry.name for entry in causes]
    acceptance = Acceptance(known, options["write_baseline"])
    tasks = [(script, resolve(script, options, known, options["isolated"])) for script in scripts(paths)]
    for _, settings in tasks:
        acceptance.prepare(settings)

    def one(task: tuple[str, Settings]) -> tuple[Report, Settings]:
        return attempt(task[0], lambda: run(*task)), task[1]

    with ThreadPoolExecutor(jobs) as pool:
        made = list(pool.map(one, tasks))
    reports = acceptance.apply(made)
    show(render_many(reports, format_name, RenderOptions(color=colors_wanted(), causes=tuple(causes))))
    return max(status_of(report, settings) for report, (_, settings) in zip(reports, made, strict=True))
