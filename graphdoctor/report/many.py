"""The reports of many scripts as one document."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from graphdoctor.errors import UserError
from graphdoctor.report.renderer import RENDERERS, RenderOptions, Report
from graphdoctor.report.selection import active
from graphdoctor.report.words import clean, place, plural, verdict_sentence

SKIPPED = frozenset({"__pycache__", "site-packages", "node_modules", "build", "dist", "venv", "env"})


def scripts(paths: Sequence[str]) -> list[str]:
    """The scripts behind the paths: files as they are, folders searched for Python files that speak of TensorFlow
    or Keras. Raises UserError (``no-such-file``, ``no-scripts``)."""
    found: list[str] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found += [str(entry) for entry in sorted(path.rglob("*.py")) if _worth_running(entry, path)]
        elif path.exists():
            found.append(name)
        else:
            raise UserError("no-such-file", f"{name} does not exist; check the path")
    if not found:
        raise UserError(
            "no-scripts", "no script that speaks of TensorFlow was found; name scripts or their folder"
        )
    return list(dict.fromkeys(found))


def _worth_running(path: Path, root: Path) -> bool:
    inner = path.relative_to(root).parts
    if any(part.startswith(".") or part in SKIPPED for part in inner):
        return False
    text = path.read_bytes()
    return b"tensorflow" in text or b"keras" in text


def render_many(reports: Sequence[Report], format_name: str, options: RenderOptions) -> str:
    """All reports in a format of `MANY`."""
    return MANY[format_name](reports, options)


def _text(reports: Sequence[Report], options: RenderOptions) -> str:
    return "\n".join(_parts(reports, options)) + "\n"


def _parts(reports: Sequence[Report], options: RenderOptions) -> Iterator[str]:
    render = RENDERERS["text"].render
    for report in reports:
        if active(report):
            findings = render({**report, "notes": []}, options)
            assert isinstance(findings, str)
            # The verdict follows below, with the script's name.
            yield findings.rsplit("\n\n", 1)[0] + "\n"
    for report in reports:
        yield f"{clean(report['target'], 100)}: {_verdict(report)}"
    failed = sum(bool(report["error"]) for report in reports)
    found = sum(bool(active(report)) for report in reports)
    healthy = len(reports) - failed - found
    yield f"{plural(len(reports), 'script')}: {healthy} without findings, {found} with, {failed} could not be analysed."


def _verdict(report: Report) -> str:
    error = report["error"]
    if not error:
        return verdict_sentence(report)
    where = f" ({place(error['location'])})" if error["location"] else ""
    return clean(error["message"]) + where


def _json(reports: Sequence[Report], options: RenderOptions) -> str:  # noqa: ARG001
    return json.dumps({"schema": "graphdoctor-check/1", "reports": list(reports)}, indent=2) + "\n"


def _sarif(reports: Sequence[Report], options: RenderOptions) -> str:
    documents = [json.loads(RENDERERS["sarif"].render(report, options)) for report in reports]
    merged = documents[0] | {"runs": [run for document in documents for run in document["runs"]]}
    return json.dumps(merged, indent=2) + "\n"


def _github(reports: Sequence[Report], options: RenderOptions) -> str:
    return "".join(str(RENDERERS["github"].render(report, options)) for report in reports)


MANY: dict[str, Callable[[Sequence[Report], RenderOptions], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
