"""Which comments speak to graphdoctor, and of which lines."""

from __future__ import annotations

import pytest

from graphdoctor.suppression.comments import comments_in


def one(source: str) -> tuple[int, int, int, tuple[str, ...] | None, str | None]:
    (found,) = comments_in(source)
    assert found.wrong is None
    return found.line, found.first, found.last, found.causes, found.reason


@pytest.mark.parametrize(
    ("comment", "causes", "reason"),
    [
        ("# graphdoctor: ignore[stop-gradient]", ("stop-gradient",), None),
        ("# graphdoctor: ignore[stop-gradient] a teacher", ("stop-gradient",), "a teacher"),
        ("# graphdoctor: ignore[a, b ,a]: two", ("a", "b"), "two"),
        ("#graphdoctor:ignore [a] – see #12", ("a",), "see #12"),
        ("# graphdoctor: ignore", None, None),
        ("# graphdoctor: ignore on purpose", None, "on purpose"),
        ("# noqa: E501  # graphdoctor: ignore[a] why # noqa", ("a",), "why"),
        ("# GraphDoctor: Ignore[a]", ("a",), None),
    ],
)
def test_spellings(comment: str, causes: tuple[str, ...] | None, reason: str | None) -> None:
    assert one(f"x = f(y)  {comment}\n") == (1, 1, 1, causes, reason)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("a = 1\nx = f(\n    y,  # graphdoctor: ignore[c]\n    z,\n)\nb = 2\n", (3, 2, 5)),
        ("x = f(\n    y,\n)  # graphdoctor: ignore[c]\n", (3, 1, 3)),
        ("x = f(  # graphdoctor: ignore[c]\n    y)\n", (1, 1, 2)),
        ("x = f(\n    # graphdoctor: ignore[c]\n    y)\n", (2, 1, 3)),
        ("x = 1 + \\\n    2  # graphdoctor: ignore[c]\n", (2, 1, 2)),
        ('x = """\n\n"""  # graphdoctor: ignore[c]\n', (3, 1, 3)),
        # Alone on its line it speaks of the next statement.
        ("a = 1\n# graphdoctor: ignore[c]\nx = f(\n    y)\nb = 2\n", (2, 3, 4)),
        ("def f():\n    a = 1\n    # graphdoctor: ignore[c]\n\nx = f(y)\n", (3, 5, 5)),
        # Of a statement with a body it is the head.
        ("with f() as t:  # graphdoctor: ignore[c]\n    x = 1\n    y = 2\n", (1, 1, 1)),
        ("if f():\n    x = 1  # graphdoctor: ignore[c]\n", (2, 2, 2)),
        ("x = 1\n# graphdoctor: ignore[c]", (2, 2, 2)),
        ("x = f(y)  # graphdoctor: ignore[c]", (1, 1, 1)),
    ],
)
def test_lines(source: str, lines: tuple[int, int, int]) -> None:
    assert one(source)[:3] == lines


def test_several_comments_speak_of_one_statement() -> None:
    source = (
        "# graphdoctor: ignore[a]\nx = f(\n    y,  # graphdoctor: ignore[b]\n)  # graphdoctor: ignore[c]\n"
    )
    assert [(entry.causes, entry.first, entry.last) for entry in comments_in(source)] == [
        (("a",), 2, 4),
        (("b",), 2, 4),
        (("c",), 2, 4),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "x = '# graphdoctor: ignore[a]'\n",
        'x = """\n# graphdoctor: ignore[a]\n"""\n',
        'x = f"{1}# graphdoctor: ignore[a]"\n',
        "x = 1  # graphdoctor says that this is fine\n",
        "x = 1  # graphdoctor: the tool that found this\n",
        "x = (  # graphdoctor: ignore[a]\n",
        "  x = 1\n y = 2  # graphdoctor: ignore[a]\n",
    ],
)
def test_what_is_no_suppression(source: str) -> None:
    assert comments_in(source) == []


@pytest.mark.parametrize(
    "comment", ["ignore[a", "ignore[]", "ignore[ , ]", "ignroe[a]", "ignored[a]", "disable[a]"]
)
def test_what_cannot_be_understood_says_so(comment: str) -> None:
    (found,) = comments_in(f"x = 1  # graphdoctor: {comment}\n")
    assert found.wrong
    assert "ignore[cause]" in found.wrong
