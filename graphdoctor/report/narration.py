"""What is going on, on stderr, where it takes more than a second and somebody watches."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graphdoctor.report.words import clean

SECONDS = 1.0


@contextmanager
def narrated(what: str, live: bool = False, seconds: float = SECONDS) -> Iterator[None]:
    """Says what is going on where it takes longer than that; silent where stderr is piped.

    live: with a spinner, for work in this process alone: what a user's script prints would be torn apart by one.
    """
    terminal = sys.__stderr__
    if terminal is None or not terminal.isatty():
        yield
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=terminal)
    told = clean(what, 200)
    # As text, not markup: a script may be called `[red].py`.
    line = Text(f"graphdoctor: {told} …", style="dim")
    status = console.status(line)
    timer = threading.Timer(seconds, status.start if live else lambda: console.print(line, soft_wrap=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # a spinner that starts now would never be stopped, and hide the cursor
        status.stop()
