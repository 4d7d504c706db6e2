"""How far many scripts have got, on stderr and only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from graphdoctor.report.renderer import Report
from graphdoctor.report.words import clean


@contextmanager
def progress(total: int) -> Iterator[Callable[[Report], None]]:
    """Something to call with each finished report."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def told(report: Report) -> None:
            bar.update(task, advance=1, description=clean(report["target"], 60))

        yield told
