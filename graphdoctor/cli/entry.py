"""From the process's arguments to its exit status: whatever ends a command becomes one line on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from graphdoctor.cli.group import cli
from graphdoctor.cli.running import debugging
from graphdoctor.errors import CrashError, Exit, GraphDoctorError, UserError
from graphdoctor.report.delivery import complain, show
from graphdoctor.report.failure import empty_report


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command on `arguments` (default: the process's own) and returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    with _one_line(given) as status:
        status.append(int(cli.main(given, prog_name="graphdoctor", standalone_mode=False) or 0))
    return int(status[-1])


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
        if debugging():
            raise
        status.append(_fail(arguments, CrashError.because(error)))


def _fail(arguments: Sequence[str], error: GraphDoctorError) -> int:
    own = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    if "--format=json" in own or ("--format" in own and own[own.index("--format") + 1 :][:1] == ["json"]):
        show(json.dumps(empty_report("", error), indent=2) + "\n")
    complain(error.message, error.location)
    return Exit.FAILED
