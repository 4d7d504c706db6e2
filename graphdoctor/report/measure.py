"""How wide a text is without a font at hand: the widths of Helvetica, which Arial and Liberation Sans share.

DejaVu Sans, which stands in for them where there is no other font, is wider by a sixth: see `fixed_width`."""

from __future__ import annotations

import unicodedata

# Thousandths of the font size, U+0020 to U+007E, from Adobe's published metrics of Helvetica.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
    556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
    556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_MARKS = {"ß": 611, "…": 1000, "·": 278, "×": 584, "→": 1000}
BOLD = 1.07
MONOSPACE = 602
SAFE = 1.03


def text_width(text: str, size: float, bold: bool = False, mono: bool = False) -> float:
    """The width of the text in the unit of `size`, a little on the safe side."""
    total = sum(MONOSPACE if mono and ord(character) < 0x2E80 else _width(character) for character in text)
    return total / 1000 * size * (BOLD if bold else 1.0) * SAFE


def fixed_width(text: str, size: float, bold: bool = False) -> float | None:
    """The width that the text must be drawn with; None where a character's own width is not known."""
    known = all(_exact(character) is not None for character in text)
    return round(text_width(text, size, bold) / SAFE, 1) if known and len(text) > 2 else None


def _exact(character: str) -> int | None:
    """The width that Helvetica has for a character; an accent adds nothing to its letter."""
    code = ord(character if character.isascii() else unicodedata.normalize("NFD", character)[0])
    return _WIDTHS[code - 0x20] if 0x20 <= code <= 0x7E else _MARKS.get(character)


def _width(character: str) -> int:
    exact = _exact(character)
    if exact is not None:
        return exact
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1060
    return 1000 if ord(character) >= 0x2000 else 640


def wrapped(text: str, size: float, width: float, bold: bool = False, mono: bool = False) -> list[str]:
    """The text in lines no wider than `width`, broken at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold, mono) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold, mono) > width and len(word) > 1:
            cut = _fitting(word, size, width, bold, mono)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, size: float, width: float, bold: bool, mono: bool) -> int:
    cut = 1
    while cut < len(word) and text_width(word[: cut + 1], size, bold, mono) <= width:
        cut += 1
    return cut
