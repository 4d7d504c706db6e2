"""A report that was written before."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from graphdoctor.errors import UserError
from graphdoctor.report.schema import checked


def read_report(path: str) -> dict[str, Any]:
    """The report in a file (``-``: standard input). Raises UserError (``no-such-file``, ``not-a-report``)."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        document = json.loads(text)
    except OSError as error:
        raise UserError(
            "no-such-file", f"cannot read {path}: {error.strerror}; name a report.json"
        ) from error
    except ValueError as error:
        raise UserError("not-a-report", f"{path} is no JSON document: {error}; name a report.json") from error
    return checked(document, path)
