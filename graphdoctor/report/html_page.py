"""The page: verdict, findings, drawing, states and variables in one file that needs no network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from graphdoctor.report.excerpt import excerpts
from graphdoctor.report.figure import figure
from graphdoctor.report.legend import samples
from graphdoctor.report.page_data import page_data, verdict_bar
from graphdoctor.report.renderer import DRAWING_OPTIONS, RenderOptions, Report, renderer
from graphdoctor.report.selection import active, suppressed, suppressed_by
from graphdoctor.report.svg import inline_picture, style
from graphdoctor.report.words import (
    checked_sentence,
    clean,
    headline,
    lost_names,
    lost_sentence,
    near_place,
    note_text,
    other_candidates,
    place,
    shown_verdict,
    verdict_sentence,
)

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

SCRIPTS = ("core", "theme", "view", "way", "inside", "details", "table", "links")
# The picture's colours on a dark ground, by their colour on a light one.
DARK = {
    "#ffffff": "#1d2229", "#1f2933": "#e6e9ee", "#5f6b7a": "#a3adba", "#005a94": "#7cc4f5", "#a83e00": "#ff9d5c",
    "#00644a": "#5fd6ae", "#e3f0fa": "#12324a", "#0072b2": "#4aa8e6", "#fdeadd": "#43260f", "#d55e00": "#f58231",
    "#fff3d6": "#403413", "#eef0f3": "#2a3038", "#f6f7f9": "#232931", "#8a94a3": "#7d8796", "#a6afbb": "#57616e",
    "#6b7686": "#98a2b0", "#4b5563": "#b4bdc9", "#56a5db": "#2f78ab", "#00805f": "#35b58c", "#fff7f0": "#33200f",
    "#f1faf6": "#12291f",
}  # fmt: skip


@renderer("html", ".html", "the page, to look around in; one file, no network", DRAWING_OPTIONS)
def render(report: Report, options: RenderOptions) -> str:
    """The whole page. Its scripts and styles are allowed by their hashes, everything else is forbidden."""
    from markupsafe import Markup

    made = figure(report, options)
    css, script = page_style(), _script()
    page: str = (
        environment()
        .get_template("page.html.j2")
        .render(
            policy=policy(css, script),
            css=Markup(css),
            script=Markup(script),
            data=Markup(_json(page_data(report, made))),
            picture=Markup(inline_picture(made)),
            legend=[(Markup(sample), words) for sample, words in samples(made.drawing)],
            report=report,
            target=clean(report["target"], 200),
            verdict=verdict_sentence(report),
            bar=verdict_bar(report),
            findings=[_finding(report, entry) for entry in (*active(report), *suppressed(report))],
            documents={entry.name: entry for entry in options.causes},
            notes=[note_text(note) for note in report["notes"]],
            states=report.get("states") or (),
            drawn=bool(made.drawing.boxes),
            crashed=any(box.status == "crashed" for box in made.drawing.boxes),
        )
    )
    return page + "\n"


def _finding(report: Report, finding: Any) -> dict[str, Any]:
    return {
        "id": finding["id"],
        "cause": clean(finding["cause"]),
        "severity": "suppressed" if finding.get("suppressed") else finding["severity"],
        "suppressed": f"suppressed {suppressed_by(finding)}" if finding.get("suppressed") else "",
        "headline": headline(finding),
        "message": clean(finding["message"], 1000) if finding.get("title") else "",
        "excerpts": excerpts(finding),
        "lost": lost_sentence(report, finding) if finding["variables"] else "",
        "names": lost_names(report, finding),
        "suggestion": clean(finding.get("suggestion") or "", 2000),
        "help": clean(finding.get("help") or "", 1000),
        "checked": checked_sentence(finding),
        "others": other_candidates(finding, 2000),
    }


def environment() -> Environment:
    """Jinja as every page wants it: all text is escaped, and a name that is missing is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "place": place, "near_place": near_place, "clean": clean, "python": _highlighted,
        "shown_verdict": shown_verdict,
    }  # fmt: skip
    return environment


def _highlighted(code: str) -> Markup:
    """Python source as spans with short classes; Pygments escapes the text."""
    from markupsafe import Markup
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    # stripnl would swallow the indentation of a first line, ensurenl add an empty one.
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    spans: str = highlight(code, lexer, HtmlFormatter(nowrap=True, classprefix="py-"))
    return Markup(spans.removesuffix("\n"))


def _asset(name: str) -> str:
    return resources.files("graphdoctor.report").joinpath("page", name).read_text(encoding="utf-8")


def _script() -> str:
    """The page's script: its files one after the other, in a scope of their own."""
    return "\n".join(['\n(() => {\n"use strict";', *(_asset(f"{name}.js") for name in SCRIPTS), "})();"])


def page_style() -> str:
    """The style sheet of every page, with that of the pictures in it."""
    return _asset("page.css") + _picture_style()


def _picture_style() -> str:
    """The picture's style sheet, kept to the picture and given its dark colours."""
    rules = []
    for rule in style().splitlines():
        selectors, body = rule.split(" {", 1)
        kept = ", ".join(f"svg.picture {selector.strip()}" for selector in selectors.split(","))
        light = body.removesuffix("}").strip()
        # The plain colours first: an older browser drops the others, and shapes without a colour are black.
        both = re.sub("#[0-9a-f]{6}", _both_colors, light)
        rules.append(f"{kept} {{ {light} {both if both != light else ''} }}")
    return "\n".join(rules) + "\n"


def _both_colors(found: re.Match[str]) -> str:
    return f"light-dark({found[0]}, {DARK[found[0]]})"


def _json(data: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def policy(css: str, script: str | None = None) -> str:
    """A content security policy that allows this style and this script, and nothing else."""
    parts = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", f"style-src '{_hash(css)}'"]
    return "; ".join([*parts, f"script-src '{_hash(script)}'"] if script is not None else parts)


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
