"""``graphdoctor check``: many scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphdoctor.cli.accepting import Acceptance
from graphdoctor.cli.catalogue import catalogue_for
from graphdoctor.cli.options import running_options, selection_options
from graphdoctor.cli.running import status_of
from graphdoctor.report.delivery import colors_wanted, complain, show
from graphdoctor.report.many import MANY, SUFFIXES, Checked, interrupted, planned_many, write_many
from graphdoctor.report.renderer import RenderOptions, Report
from graphdoctor.settings import Settings, resolve
from graphdoctor.suppression.apply import told_once

if TYPE_CHECKING:
    from graphdoctor.many.gathering import Execute
    from graphdoctor.many.task import Task


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--executor", default="local", show_default=True, metavar="local|dask://HOST:PORT",
    help="Where to run them: here, or on a Dask cluster (pip install 'graphdoctor[dask]').",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True,
    help="Scripts to run at a time; a cluster runs as many as it has threads.",
)  # fmt: skip
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="PATH",
    help=f"Also write a file; its suffix picks the format ({' '.join(sorted(SUFFIXES))}). Repeatable.",
)  # fmt: skip
@click.option("--format", "format_name", type=click.Choice(list(MANY)), default="text", show_default=True)
@running_options
@selection_options
def check(paths: tuple[str, ...], jobs: int, executor: str, format_name: str, **options: Any) -> int:
    """Analyse many scripts: files, globs, and folders that are searched for scripts and notebooks with TensorFlow.

    Each runs in a process of its own, and what it prints is not shown. Exit status: that of the worst script. Ctrl-C
    shows and writes what is finished, and the exit status is 2.
    """
    from graphdoctor.many.gathering import gather
    from graphdoctor.many.progress import progress
    from graphdoctor.many.targets import scripts

    causes = catalogue_for(options)
    known = [entry.name for entry in causes]
    outputs = planned_many(options["outputs"])
    acceptance = Acceptance(known, options["write_baseline"])
    targets = scripts(paths)
    settled = [resolve(target, options, known, options["isolated"]) for target in targets]
    for settings in settled:
        acceptance.prepare(settings)
    execute = _executor(executor, jobs)
    tasks = [_task(target, settings) for target, settings in zip(targets, settled, strict=True)]
    with progress(len(targets)) as told:
        made = gather(tasks, execute, told)
    reports = told_once(acceptance.apply(list(zip(made, settled, strict=True))))
    _tell_of_interruption(reports)
    checked = [
        Checked(report, status_of(report, settings))
        for report, settings in zip(reports, settled, strict=True)
    ]
    rendering = RenderOptions(color=colors_wanted(), causes=tuple(causes))
    write_many(outputs, checked, RenderOptions(causes=tuple(causes)))
    show(MANY[format_name](checked, rendering))
    return max(entry.status for entry in checked)


def _executor(name: str, jobs: int) -> Execute:
    from graphdoctor.many.cluster import on_cluster
    from graphdoctor.many.local import locally

    return locally(jobs) if name == "local" else on_cluster(name)


def _task(target: str, settings: Settings) -> Task:
    from graphdoctor.many.task import Task

    steps = settings.steps if isinstance(settings.steps, int) else None
    return Task(target, str(Path.cwd()), steps, settings.verify, settings.timeout, settings.memory_limit)


def _tell_of_interruption(reports: Sequence[Report]) -> None:
    left = sum(interrupted(report) for report in reports)
    if left:
        complain(f"stopped; {len(reports) - left} of {len(reports)} scripts were analysed before")
