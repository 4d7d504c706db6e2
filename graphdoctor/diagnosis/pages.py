"""Writes the pages of all causes: `python -m graphdoctor.diagnosis.pages docs/causes`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from graphdoctor.diagnosis import catalogue
from graphdoctor.diagnosis.cause import CauseDoc

INDEX = "README.md"


def pages() -> dict[str, str]:
    """The text of each page by its file name, the index included."""
    documents = catalogue()
    return {INDEX: _index(documents), **{f"{doc.name}.md": _page(doc) for doc in documents}}


def _index(documents: Sequence[CauseDoc]) -> str:
    rows = [f"| [`{doc.name}`]({doc.name}.md) | {doc.severity} | {doc.summary} |" for doc in documents]
    head = [
        "# The causes",
        "",
        "What `graphdoctor explain CAUSE` tells.",
        "",
        "| cause | severity | what happened |",
    ]
    return "\n".join([*head, "| --- | --- | --- |", *rows]) + "\n"


def _page(doc: CauseDoc) -> str:
    parts = [f"# {doc.name}", f"**{doc.severity}**: {doc.summary}.", doc.explain.strip("\n")]
    parts += [
        "## Broken",
        f"```python\n{doc.bad.strip()}\n```",
        "## Mended",
        f"```python\n{doc.good.strip()}\n```",
    ]
    return "\n\n".join([*parts, f"[all causes]({INDEX})"]) + "\n"


def write(folder: Path) -> None:
    """Writes all pages to a folder, and takes away those of causes that there are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m graphdoctor.diagnosis.pages FOLDER")
    write(Path(sys.argv[1]))
