"""The sentences and names that every format shows alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

ZERO_WIDTH_JOINER = "\u200d"  # holds an emoji family together; harmless by itself
ELLIPSIS = "…"

LOST = {
    "disconnected": ("gets no gradient", "get no gradient"),
    "zero": ("gets a gradient that is always zero", "get gradients that are always zero"),
    "untrained": (
        "has a gradient but is never trained by it",
        "have gradients but are never trained by them",
    ),
}


def clean(text: str, limit: int | None = None) -> str:
    """The text with all that could move a cursor, turn the reading direction or break a line spelled out
    (``\\x1b``, ``\\u202e``), and its middle left out where it is longer than `limit` characters."""
    if not text.isascii() or not text.isprintable():
        text = "".join(_spelled(character) for character in text)
    return text if limit is None else shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """Leaves the middle out: both ends of a name or a call tell more than its beginning alone."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return text[: limit - tail - 1] + ELLIPSIS + text[len(text) - tail :]


def _spelled(character: str) -> str:
    if character == "\t":
        return " "
    if character.isprintable() or character == ZERO_WIDTH_JOINER:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape", errors="backslashreplace").decode("ascii")


def cells(text: str) -> int:
    """How many terminal columns the text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character) or character == ZERO_WIDTH_JOINER:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def plural(count: int, noun: str) -> str:
    """``1 variable``, ``1,204 variables``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def place(location: Json | None, column: bool = False) -> str:
    """``train.py:14``, ``train.py:14:11`` or, in a notebook, ``train.ipynb:cell 3:14``."""
    if location is None:
        return "no line is known"  # a saved model holds none
    parts = [clean(str(location["file"]), 120)]
    if location.get("cell") is not None:
        parts.append(f"cell {location['cell']}")
    parts.append(str(location["line"]))
    if column and location.get("column") is not None:
        parts.append(str(location["column"]))
    return ":".join(parts)


def near_place(location: Json | None, limit: int = 36) -> str:
    """A place in a drawing, where room is dear: of a long path the file alone."""
    text = place(location)
    if location is None or len(text) <= limit:
        return text
    name = clean(re.split(r"[\\/]", str(location["file"]))[-1]) or "file"
    return "…/" + shorten(place({**location, "file": name}), limit)


def compress(names: Iterable[str], groups: int = 6) -> str:
    """Names that share a path in braces: ``encoder/lstm_cell/{kernel, bias}``; after `groups` paths, how many
    more there are."""
    by_path: dict[str, list[str]] = {}
    total = 0
    for name in names:
        path, slash, leaf = name.rpartition("/")
        by_path.setdefault(path + slash, []).append(leaf)
        total += 1
    shown = list(by_path.items())[:groups]
    texts = [_group(path, leaves) for path, leaves in shown]
    left = total - sum(len(leaves) for _, leaves in shown)
    if left:
        texts.append(f"and {left:,} more")
    return ", ".join(texts)


def _group(path: str, leaves: Sequence[str], most: int = 12) -> str:
    path = clean(path, 120)
    if len(leaves) == 1:
        return path + clean(leaves[0], 80)
    listed = [clean(leaf, 80) for leaf in leaves[:most]]
    if len(leaves) > most:
        listed.append(f"{ELLIPSIS} {len(leaves) - most:,} more")
    return path + "{" + ", ".join(listed) + "}" if path else ", ".join(listed)


def lost_sentence(report: Json, finding: Json) -> str:
    """``3 variables get no gradient``, by the verdicts of the finding's variables."""
    wanted = set(finding["variables"])
    verdicts = {entry["verdict"] for entry in report["variables"] if entry["name"] in wanted}
    count = len(finding["variables"])
    one, many = LOST[verdicts.pop()] if len(verdicts) == 1 and verdicts <= LOST.keys() else _MIXED
    return f"{plural(count, 'variable')} {one if count == 1 else many}"


_MIXED = ("is never trained", "are never trained")


def lost_names(report: Json, finding: Json, most: int = 12) -> str:
    """A finding's variables: ``encoder/lstm_cell/{kernel, bias}``, ``Variable #2 (weights["h1"])``."""
    users = {entry["name"]: entry.get("expression") for entry in report["variables"]}
    known = [name for name in finding["variables"] if users.get(name)]
    plain = [name for name in finding["variables"] if not users.get(name)]
    texts = [compress(plain)] if plain else []
    texts += [f"{clean(name, 80)} ({clean(users[name] or '', 80)})" for name in known[:most]]
    if len(known) > most:
        texts.append(f"and {len(known) - most:,} more")
    return ", ".join(texts)


def checked_sentence(finding: Json) -> str:
    """What the suggested repair brought back: ``checked: reconnects all 3``; empty if nothing."""
    restored, lost = len(finding.get("restores") or ()), len(finding["variables"])
    if not restored:
        return ""
    if restored < lost:
        return f"checked: reconnects {restored:,} of {lost:,}"
    if lost == 1:
        return "checked: reconnects it"
    return f"checked: reconnects {'both' if lost == 2 else f'all {lost:,}'}"


def other_candidates(finding: Json, most: int = 400) -> list[tuple[str, str]]:
    """What could be handed on instead of what is suggested, or to whom: the code, and what it brings back."""
    found = []
    for candidate in (finding.get("candidates") or ())[1:]:
        code = candidate.get("suggestion") or f"the state of {candidate['source']}"
        count = len(candidate["restores"])
        checked = f"checked: reconnects {plural(count, 'variable')}" if count else ""
        found.append(
            (clean(code, most), ", ".join(w for w in (_other_line(finding, candidate), checked) if w))
        )
    return found


def _other_line(finding: Json, candidate: Json) -> str:
    """Where a candidate belongs to another line than the finding's."""
    other, own = candidate.get("location"), finding["location"]
    if not other:
        return ""
    return f"in line {other['line']}" if own and own["file"] == other["file"] else f"at {place(other)}"


def headline(finding: Json) -> str:
    """The finding in a few words, in one line."""
    return clean(finding.get("title") or finding["message"], 300)


def note_text(note: str | Json) -> str:
    """A note is a sentence, or an object that holds one."""
    if isinstance(note, str):
        return clean(note, 600)
    where = f" ({place(note['location'])})" if note.get("location") else ""
    return clean(str(note.get("message", "")), 600) + where


def learning(report: Json) -> str:
    """``6/9``: how many variables learn, of how many; empty where there is none."""
    counts = _counts(report)
    return f"{counts['learn']}/{counts['total']}" if counts["total"] else ""


def verdict_sentence(report: Json) -> str:
    """The whole report in one sentence: ``6 of 9 variables learn. 3 never will.``"""
    error = report.get("error")
    if error:
        if error["kind"] == "script-failed" and error["location"]:
            return f"the script fails at {place(error['location'])}, before any training step."
        return "the script could not be analysed."
    counts = _counts(report)
    if not counts["total"]:
        return _without_variables(report)
    frozen = f" ({counts['frozen']:,} more {_are(counts['frozen'])} frozen)" if counts["frozen"] else ""
    if counts["learn"] == counts["total"]:
        both = {1: "the one variable learns", 2: "both variables learn"}
        return both.get(counts["total"], f"all {counts['total']:,} variables learn") + f"{frozen}."
    if counts["undecided"] == counts["total"]:
        one = counts["total"] == 1
        whose = "the one variable could not" if one else f"none of the {counts['total']:,} variables could"
        return f"{whose} be decided{frozen}."
    learn = f"{counts['learn']:,} of {plural(counts['total'], 'variable')} learn{frozen}."
    if counts["learn"] == 1 or counts["total"] == 1:
        learn = learn.replace(" learn", " learns", 1)
    never = f" {counts['never']:,} never will." if counts["never"] else ""
    accepted = f" {counts['accepted']:,} {_are(counts['accepted'])} suppressed." if counts["accepted"] else ""
    spared = f" {counts['spared']:,} {_are(counts['spared'])} not meant to." if counts["spared"] else ""
    open_ = f" {counts['undecided']:,} could not be decided." if counts["undecided"] else ""
    return learn + never + spared + accepted + open_


def shown_verdict(entry: Json) -> str:
    """A variable's verdict; `undecided` where it is called connected for lack of a proof."""
    return "undecided" if entry.get("undecided") else str(entry["verdict"])


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _without_variables(report: Json) -> str:
    if report["findings"]:
        return f"nothing can learn before {place(report['findings'][0]['location'])} is mended."
    return "the script has no trainable variables."


def _counts(report: Json) -> dict[str, int]:
    harmless = {entry["id"] for entry in report["findings"] if entry["severity"] == "info"}
    accepted = {entry["id"] for entry in report["findings"] if entry.get("suppressed")}
    kinds = ("total", "learn", "undecided", "never", "spared", "accepted", "frozen")
    found = dict.fromkeys(kinds, 0)
    for entry in report["variables"]:
        if entry["verdict"] == "frozen":
            found["frozen"] += 1
            continue
        found["total"] += 1
        if entry["verdict"] == "connected":
            found["undecided" if entry.get("undecided") else "learn"] += 1
        else:
            finding = entry.get("finding")
            found["accepted" if finding in accepted else "spared" if finding in harmless else "never"] += 1
    return found
