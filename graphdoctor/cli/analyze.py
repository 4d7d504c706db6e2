"""``graphdoctor analyze``, and ``render``, which shows what an analysis has written."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from graphdoctor.cli.accepting import Acceptance
from graphdoctor.cli.catalogue import catalogue_for
from graphdoctor.cli.options import format_options, running_options, selection_options
from graphdoctor.cli.running import attempt, run, status_of
from graphdoctor.report.delivery import Delivery, delivery
from graphdoctor.report.reading import read_report
from graphdoctor.report.renderer import Report
from graphdoctor.settings import Settings, resolve


@click.command()
@click.argument("arguments", nargs=-1, metavar="TARGET [-- ARGS]")
@click.option("-m", "--module", metavar="MODULE", help="Run a module (python -m MODULE) instead of a file.")
@click.option(
    "--args-from",
    metavar="MODULE:NAME",
    help="A function that returns what a callable target is called with.",
)
@click.option(
    "--loss", metavar="NAME", help="A saved model's loss: a Keras loss, module:name, or a signature's output."
)
@format_options("text")
@running_options
@selection_options
@click.option("--open", "open_page", is_flag=True, help="Open the HTML report in the browser.")
def analyze(arguments: tuple[str, ...], module: str | None, format_name: str, **options: Any) -> int:
    """Run TARGET until its first training step is traced, and say which variables it will never train.

    TARGET is a script, a notebook, a train step or loss function (package.module:name or file.py:name), a
    SavedModel folder or a .keras file; -m takes a module instead. What follows -- is handed to it as its own
    arguments. The step is never executed: nothing is trained.
    """
    if module is None and not arguments:
        raise click.UsageError("name a script: graphdoctor analyze train.py")
    target, args = (module, arguments) if module is not None else (arguments[0], arguments[1:])
    # Everything that can be wrong with the command is found out before the script runs.
    causes = catalogue_for(options)
    wanted = delivery(format_name, options, causes)
    known = [entry.name for entry in causes]
    settings = resolve(target if module is None else None, options, known, options["isolated"])
    acceptance = Acceptance(known, options["write_baseline"])
    acceptance.prepare(settings)
    more = options["args_from"], options["loss"], wanted.pictured
    report = attempt(target, lambda: run(target, settings, module is not None, list(args), *more))
    return _hand_over(report, settings, acceptance, wanted)


@click.command()
@click.argument("report_file", metavar="REPORT.json")
@format_options("text")
@selection_options
@click.option("--open", "open_page", is_flag=True, help="Open the HTML report in the browser.")
def render(report_file: str, format_name: str, **options: Any) -> int:
    """Show a report again, in any format; TensorFlow is not needed.

    With -o and no --format only the files are written.
    """
    chosen = click.get_current_context().get_parameter_source("format_name") is not ParameterSource.DEFAULT
    on_stdout = format_name if chosen or not options["outputs"] else None
    causes = catalogue_for(options)
    wanted = delivery(on_stdout, options, causes)
    report = read_report(report_file)
    known = [entry.name for entry in causes]
    settings = resolve(report["target"], options, known, options["isolated"])
    acceptance = Acceptance(known, options["write_baseline"])
    acceptance.prepare(settings)
    # The sources may be others by now: what their comments accepted is in the report.
    return _hand_over(report, settings, acceptance, wanted, comments=False)


def _hand_over(
    report: Report, settings: Settings, acceptance: Acceptance, wanted: Delivery, comments: bool = True
) -> int:
    """Delivers the report with its accepted findings marked, and returns the exit status."""
    (marked,) = acceptance.apply([(report, settings)], comments=comments)
    wanted.deliver(marked)
    return status_of(marked, settings)
