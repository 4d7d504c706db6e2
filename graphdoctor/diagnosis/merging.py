"""Boxes of the user's lines that need not stand apart, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphdoctor.diagnosis.boxes import Box, Key
from graphdoctor.diagnosis.wires import Ends

_MOST = 3000  # boxes; beyond that nobody sees the difference


def twins(boxes: Mapping[Key, Box], wires: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """For each box that joins an earlier one of its line, that one: no other box lies on a way between the two."""
    groups: dict[Key, list[Key]] = {}
    for key in boxes:
        if key[0] in ("line", "own"):
            groups.setdefault(key[:-1], []).append(key)
    several = [found for found in groups.values() if len(found) > 1]
    if not several or len(boxes) > _MOST:
        return {}
    after: dict[Key, set[Key]] = {key: set() for key in boxes}
    for source, target in wires:
        after[source].add(target)
    joined: dict[Key, Key] = {}
    for found in several:
        first = found[0]
        for key in found[1:]:
            if _way_around(after, first, key) or _way_around(after, key, first):
                first = key
                continue
            joined[key] = first
            _join(after, key, first)
    return joined


def afterwards(boxes: Mapping[Key, Box], wires: Iterable[Ends]) -> set[Key]:
    """The user's lines that only use a loss, or nothing that is drawn: metrics, an optimizer's call."""
    before: dict[Key, set[Key]] = {}
    for source, target, _, _ in wires:
        before.setdefault(target, set()).add(source)
    found: set[Key] = set()
    for key, box in boxes.items():
        plain = box.kind == "op" and not (box.live or box.variables or box.finding)
        made_of = before.get(key, set())
        if plain and all(other in found or boxes[other].kind == "loss" for other in made_of):
            found.add(key)
    return found


def _way_around(after: Mapping[Key, set[Key]], start: Key, end: Key) -> bool:
    """Whether one leads to the other through a third."""
    stack = [key for key in after[start] if key != end]
    seen = set(stack)
    while stack:
        for key in after[stack.pop()]:
            if key == end:
                return True
            if key not in seen and key != start:
                seen.add(key)
                stack.append(key)
    return False


def _join(after: dict[Key, set[Key]], key: Key, first: Key) -> None:
    after[first] = (after[first] | after.pop(key)) - {key, first}
    for following in after.values():
        if key in following:
            following.discard(key)
            following.add(first)
