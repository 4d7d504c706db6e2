"""The command: arguments in, exit status out. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graphdoctor import __version__
from graphdoctor.errors import CrashError, Exit, GraphDoctorError, UserError
from graphdoctor.report.comparison import FORMATS, compare, text
from graphdoctor.report.failure import failed_report
from graphdoctor.report.files import Output, encoded, planned, suffixes
from graphdoctor.report.reading import read_report
from graphdoctor.report.renderer import RENDERERS, RenderOptions, Report
from graphdoctor.report.selection import SEVERITIES, counts, select
from graphdoctor.report.words import clean, place

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


@cli.command()
@click.argument("arguments", nargs=-1, metavar="TARGET [-- ARGS]")
@click.option("-m", "--module", metavar="MODULE", help="Run a module (python -m MODULE) instead of a file.")
@_format_options("text")
@click.option(
    "--steps", default="1", callback=_steps, metavar="N|all", help="Training steps to trace. [default: 1]"
)
@click.option("--verify", is_flag=True, help="Also ask TensorFlow for the real gradients and compare.")
@_selection_options
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=600, show_default=True, metavar="SECONDS",
    help="Stop a script that has not reached a training step.",
)  # fmt: skip
@click.option("--open", "open_page", is_flag=True, help="Open the HTML report in the browser.")
def analyze(arguments: tuple[str, ...], module: str | None, steps: int | None, **options: Any) -> int:
    """Run TARGET until its first training step is traced, and say which variables it will never train.

    TARGET is a script, a notebook, a callable (pkg.mod:train_step) or a SavedModel folder. What follows -- is
    handed to it as its own arguments. The step is never executed: nothing is trained.
    """
    if module is None and not arguments:
        raise click.UsageError("name a script: graphdoctor analyze train.py")
    target, args = (module, arguments) if module is not None else (arguments[0], arguments[1:])
    planning: list[Output] = []

    def make() -> Report:
        planning.extend(_planned(options))
        _known_causes(options["select"], options["ignore"])
        from graphdoctor import pipeline

        found: Report = pipeline.analyze(
            target, module=module is not None, args=list(args), steps=steps,
            verify=options["verify"], timeout=options["timeout"],
        )  # fmt: skip
        return found

    report = _attempt(target, make)
    return _deliver(report, planning, options)


@cli.command()
@click.argument("report_file", metavar="REPORT.json")
@_format_options("text")
@_selection_options
@click.option("--open", "open_page", is_flag=True, help="Open the HTML report in the browser.")
def render(report_file: str, **options: Any) -> int:
    """Show a report again, in any format; TensorFlow is not needed.

    With -o and no --format only the files are written.
    """
    planning: list[Output] = []

    def make() -> Report:
        planning.extend(_planned(options))
        return read_report(report_file)

    report = _attempt(report_file, make)
    context = click.get_current_context()
    chosen = context.get_parameter_source("format_name") is not click.core.ParameterSource.DEFAULT
    return _deliver(report, planning, options, to_stdout=chosen or not planning)


@cli.command()
@click.argument("before_file", metavar="BEFORE.json")
@click.argument("after_file", metavar="AFTER.json")
@click.option("--format", "format_name", type=click.Choice(FORMATS), default="text", show_default=True)
def diff(before_file: str, after_file: str, format_name: str) -> int:
    """Say which variables were lost and won between two reports, and which cuts moved.

    Exit status: 0 nothing lost, 1 at least one variable lost.
    """
    found = compare(read_report(before_file), read_report(after_file))
    _print(json.dumps(found.to_json(), indent=2) + "\n" if format_name == "json" else text(found))
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
        body = "\n".join(f"    {line}".rstrip() for line in code.strip("\n").splitlines())
        parts.append(click.style(f"{name}:", bold=True) + f"\n\n{body}")
    click.echo("\n\n".join(parts), color=_colors())
    return Exit.CLEAN


@cli.command()
def rules() -> int:
    """List the causes that graphdoctor can name."""
    documents = sorted(_catalogue(), key=lambda entry: entry.name)
    wide = max((len(entry.name) for entry in documents), default=0)
    for entry in documents:
        click.echo(f"{entry.name:<{wide}}  {entry.severity:<7}  {entry.summary}")
    return Exit.CLEAN


def _planned(options: dict[str, Any]) -> tuple[Output, ...]:
    """The files to write. Raises UserError for one that cannot be, and for a wish that no format understands."""
    outputs = planned(options["outputs"])
    formats = [RENDERERS[options["format_name"]], *(output.renderer for output in outputs)]
    for wish in ("focus", "depth", "full"):
        wanted = options[wish] not in (None, False)
        if wanted and not options.get("open_page") and not any(wish in entry.accepts for entry in formats):
            able = ", ".join(name for name, entry in RENDERERS.items() if wish in entry.accepts)
            raise UserError(
                "usage", f"--{wish} means something to {able} only; choose one with --format or -o"
            )
    return outputs


def _catalogue() -> Sequence[CauseDocument]:
    from graphdoctor import diagnosis

    found: Sequence[CauseDocument] = diagnosis.catalogue()
    return found


def _names(causes: str) -> list[str]:
    return [name.strip() for name in causes.split(",") if name.strip()]


def _known_causes(*lists: str) -> None:
    wanted = [name for causes in lists for name in _names(causes)]
    if wanted:
        known = {entry.name for entry in _catalogue()}
        unknown = next((name for name in wanted if name not in known), None)
        if unknown is not None:
            raise UserError("unknown-cause", f"no cause is called {unknown!r}; graphdoctor rules lists them")


def _attempt(target: str, make: Callable[[], Report]) -> Report:
    """The report, or the one that says why there is none."""
    try:
        return make()
    except GraphDoctorError as error:
        return failed_report(target, error)
    except KeyboardInterrupt:
        return failed_report(
            target, UserError("interrupted", "stopped by Ctrl-C before the analysis was done")
        )
    except Exception as error:
        if _debugging():
            raise
        return failed_report(target, CrashError.because(error))


def _deliver(report: Report, planning: list[Output], options: dict[str, Any], to_stdout: bool = True) -> int:
    """Writes what was asked for; returns the exit status."""
    chosen = select(report, _names(options["select"]), _names(options["ignore"]))
    causes = tuple(_catalogue()) if report["findings"] else ()
    wishes = RenderOptions(
        _colors(),
        options["focus"],
        options["depth"],
        options["full"],
        tuple(sorted(causes, key=lambda c: c.name)),
    )
    for output in planning:
        # The JSON report keeps everything: it is what the other formats are made of.
        output.write(report if output.renderer.name == "json" else chosen, wishes)
    name = options["format_name"]
    if to_stdout and not (report["error"] and name == "text"):
        _print(RENDERERS[name].render(report if name == "json" else chosen, wishes))
    if report["error"]:
        _complain(report["error"]["message"], report["error"]["location"])
        return Exit.FAILED
    if options["open_page"]:
        _open(chosen, planning, wishes)
    return Exit.FINDINGS if counts(chosen, options["fail_on"]) else Exit.CLEAN


def _open(report: Report, planning: list[Output], wishes: RenderOptions) -> None:
    page = next((output.path for output in planning if output.renderer.name == "html"), None)
    if page is None:
        page = Path(tempfile.mkdtemp(prefix="graphdoctor-")) / "report.html"
        Output(page, RENDERERS["html"]).write(report, wishes)
    if not webbrowser.open(page.absolute().as_uri()):
        click.echo(f"graphdoctor: no browser was found; open {page.absolute()}", err=True)


def _print(content: str | bytes) -> None:
    # To the bytes below: a page or a picture is UTF-8 whatever the terminal's encoding.
    sys.stdout.flush()
    sys.stdout.buffer.write(encoded(content))
    sys.stdout.buffer.flush()


def _complain(message: str, location: dict[str, Any] | None = None) -> None:
    where = f" ({place(location)})" if location else ""
    click.echo(f"graphdoctor: {clean(message)}{where}", err=True)


def _colors() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


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
        _print(json.dumps(failed_report("", error), indent=2) + "\n")
    _complain(error.message, error.location)
    return Exit.FAILED


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command on `arguments` (default: the process's own) and returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with _one_line(given) as status:
        status.append(int(cli.main(given, prog_name="graphdoctor", standalone_mode=False) or 0))
    return int(status[-1])
