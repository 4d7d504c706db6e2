"""The command: arguments in, exit status out. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from graphdoctor import __version__
from graphdoctor.errors import CrashError, Exit, GraphDoctorError, UserError
from graphdoctor.report.comparison import COMPARED, compare
from graphdoctor.report.delivery import colors_wanted, complain, delivery, names, narrated, show
from graphdoctor.report.failure import empty_report
from graphdoctor.report.files import suffixes
from graphdoctor.report.many import MANY, render_many, scripts
from graphdoctor.report.reading import read_report
from graphdoctor.report.renderer import RENDERERS, RenderOptions, Report
from graphdoctor.report.selection import SEVERITIES, counts, select

if TYPE_CHECKING:
    from graphdoctor.report.renderer import CauseDocument

Command = Callable[..., Any]


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


def _format_options(default: str) -> Callable[[Command], Command]:
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


def _selection_options(command: Command) -> Command:
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


def _running_options(command: Command) -> Command:
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


@cli.command()
@click.argument("arguments", nargs=-1, metavar="TARGET [-- ARGS]")
@click.option("-m", "--module", metavar="MODULE", help="Run a module (python -m MODULE) instead of a file.")
@_format_options("text")
@_running_options
@_selection_options
@click.option("--open", "open_page", is_flag=True, help="Open the HTML report in the browser.")
def analyze(arguments: tuple[str, ...], module: str | None, format_name: str, **options: Any) -> int:
    """Run TARGET until its first training step is traced, and say which variables it will never train.

    TARGET is a script or a notebook; -m takes a module instead. What follows -- is handed to it as its own
    arguments. The step is never executed: nothing is trained.
    """
    if module is None and not arguments:
        raise click.UsageError("name a script: graphdoctor analyze train.py")
    target, args = (module, arguments) if module is not None else (arguments[0], arguments[1:])
    # Everything that can be wrong with the command is found out before the script runs.
    wanted = delivery(format_name, options, _catalogue_for(options))
    report = _attempt(target, lambda: _analyze(target, options, module is not None, list(args)))
    return _status([wanted.deliver(report)], options["fail_on"])


@cli.command()
@click.argument("report_file", metavar="REPORT.json")
@_format_options("text")
@_selection_options
@click.option("--open", "open_page", is_flag=True, help="Open the HTML report in the browser.")
def render(report_file: str, format_name: str, **options: Any) -> int:
    """Show a report again, in any format; TensorFlow is not needed.

    With -o and no --format only the files are written.
    """
    chosen = click.get_current_context().get_parameter_source("format_name") is not ParameterSource.DEFAULT
    on_stdout = format_name if chosen or not options["outputs"] else None
    wanted = delivery(on_stdout, options, _catalogue_for(options))
    return _status([wanted.deliver(read_report(report_file))], options["fail_on"])


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Scripts to run at a time."
)
@click.option("--format", "format_name", type=click.Choice(list(MANY)), default="text", show_default=True)
@_running_options
@_selection_options
def check(paths: tuple[str, ...], jobs: int, format_name: str, **options: Any) -> int:
    """Analyse many scripts: files, and folders that are searched for scripts with TensorFlow in them.

    Exit status: that of the worst script.
    """
    causes = _catalogue_for(options)
    selected, ignored = names(options["select"]), names(options["ignore"])

    def one(script: str) -> Report:
        report = _attempt(script, lambda: _analyze(script, options, False, []))
        return select(report, selected, ignored)

    with ThreadPoolExecutor(jobs) as pool:
        reports = list(pool.map(one, scripts(paths)))
    show(render_many(reports, format_name, RenderOptions(color=colors_wanted(), causes=tuple(causes))))
    return _status(reports, options["fail_on"])


@cli.command()
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


@cli.command()
@click.argument("cause")
def explain(cause: str) -> int:
    """Tell the story of a cause: a broken example, why TensorFlow behaves so, the fix."""
    documents = {entry.name: entry for entry in _catalogue()}
    if cause not in documents:
        raise UserError("unknown-cause", f"no cause is called {cause!r}; graphdoctor rules lists them")
    entry = documents[cause]
    title = click.style(entry.name, bold=True)
    parts = [f"{title} ({entry.severity}): {entry.summary}", entry.explain.strip()]
    for name, code in (("broken", entry.bad), ("mended", entry.good)):
        if code.strip():
            parts += [click.style(f"{name}:", bold=True), textwrap.indent(code.strip("\n"), "    ")]
    click.echo("\n\n".join(filter(None, parts)), color=colors_wanted())
    return Exit.CLEAN


@cli.command()
def rules() -> int:
    """List the causes that graphdoctor can name."""
    documents = sorted(_catalogue(), key=lambda entry: entry.name)
    wide = max((len(entry.name) for entry in documents), default=0)
    for entry in documents:
        click.echo(f"{entry.name:<{wide}}  {entry.severity:<7}  {entry.summary}")
    return Exit.CLEAN


def _catalogue() -> Sequence[CauseDocument]:
    from graphdoctor import diagnosis

    found: Sequence[CauseDocument] = diagnosis.catalogue()
    return found


def _catalogue_for(options: dict[str, Any]) -> list[CauseDocument]:
    """All causes by name. Raises UserError (``unknown-cause``) where --select or --ignore names another."""
    documents = sorted(_catalogue(), key=lambda entry: entry.name)
    known = {entry.name for entry in documents}
    for name in (*names(options["select"]), *names(options["ignore"])):
        if name not in known:
            raise UserError("unknown-cause", f"no cause is called {name!r}; graphdoctor rules lists them")
    return documents


def _analyze(target: str, options: dict[str, Any], module: bool, args: list[str]) -> Report:
    from graphdoctor import pipeline

    wishes = {name: options[name] for name in ("steps", "verify", "timeout")}
    with narrated(f"running {target} until its training step is traced"):
        report: Report = pipeline.analyze(target, module=module, args=args, **wishes)
    return report


def _status(reports: Sequence[Report], fail_on: str) -> int:
    if any(report["error"] for report in reports):
        return Exit.FAILED
    return Exit.FINDINGS if any(counts(report, fail_on) for report in reports) else Exit.CLEAN


def _attempt(target: str, make: Callable[[], Report]) -> Report:
    """The report, or the one that says why there is none."""
    try:
        return make()
    except GraphDoctorError as error:
        return empty_report(target, error)
    except KeyboardInterrupt:
        return empty_report(
            target, UserError("interrupted", "stopped by Ctrl-C before the analysis was done")
        )
    except Exception as error:
        if _debugging():
            raise
        return empty_report(target, CrashError.because(error))


def _debugging() -> bool:
    return bool(os.environ.get("GRAPHDOCTOR_DEBUG"))


@contextmanager
def _one_line(arguments: Sequence[str]) -> Iterator[list[int]]:
    """Turns whatever ends a command into one line on stderr and a status, left in the list."""
    status: list[int] = []
    try:
        yield status
    except click.exceptions.Exit as error:
        status.append(error.exit_code)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        help_line = f"; see {context.command_path} --help" if context is not None else ""
        status.append(
            _fail(arguments, UserError("usage", f"{error.format_message().rstrip('.')}{help_line}"))
        )
    except GraphDoctorError as error:
        status.append(_fail(arguments, error))
    except (KeyboardInterrupt, click.Abort):
        status.append(_fail(arguments, UserError("interrupted", "stopped by Ctrl-C")))
    except BrokenPipeError:
        # The reader of a pipe has seen enough; Python would complain once more while closing stdout.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        status.append(Exit.FAILED)
    except Exception as error:
        if _debugging():
            raise
        status.append(_fail(arguments, CrashError.because(error)))


def _fail(arguments: Sequence[str], error: GraphDoctorError) -> int:
    own = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    if "--format=json" in own or ("--format" in own and own[own.index("--format") + 1 :][:1] == ["json"]):
        show(json.dumps(empty_report("", error), indent=2) + "\n")
    complain(error.message, error.location)
    return Exit.FAILED


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command on `arguments` (default: the process's own) and returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with _one_line(given) as status:
        status.append(int(cli.main(given, prog_name="graphdoctor", standalone_mode=False) or 0))
    return int(status[-1])
