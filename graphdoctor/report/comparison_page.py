"""The comparison of two reports as a page: what was lost and won, and both drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphdoctor.report.figure import figure
from graphdoctor.report.html_page import environment, page_style, policy
from graphdoctor.report.legend import samples
from graphdoctor.report.renderer import RenderOptions, Report
from graphdoctor.report.svg import TALLEST, inline_picture
from graphdoctor.report.words import clean, headline, plural, verdict_sentence

if TYPE_CHECKING:
    from graphdoctor.report.comparison import Comparison


def page(found: Comparison) -> str:
    """One file without scripts; its style is allowed by its hash, everything else is forbidden."""
    from markupsafe import Markup

    css = page_style()
    made = environment()
    made.filters |= {"plural": plural, "headline": headline}
    lost, won = len(found.lost), len(found.won)
    text: str = made.get_template("diff.html.j2").render(
        css=Markup(css),
        policy=policy(css),
        targets=[clean(report["target"], 120) for report in found.reports],
        verdicts=found.verdicts,
        headline=f"{plural(lost, 'variable')} lost, {won:,} won.",
        groups=[
            ("lost", "learned before and will not any more", found.lost),
            ("won", "did not learn before and will now", found.won),
            ("added", "new", found.added),
            ("removed", "gone", found.removed),
        ],
        cuts=[("findings that appeared", found.appeared), ("findings that vanished", found.vanished)],
        moved=found.moved,
        sides=[_side(report, name) for report, name in zip(found.reports, ("before", "after"), strict=True)],
    )
    return text + "\n"


def _side(report: Report, name: str) -> dict[str, Any]:
    from markupsafe import Markup

    made = figure(report, RenderOptions(), TALLEST)
    return {
        "name": name,
        "verdict": verdict_sentence(report),
        "drawn": bool(made.drawing.boxes),
        "picture": Markup(inline_picture(made, f"{name}-")),
        "legend": [(Markup(sample), words) for sample, words in samples(made.drawing)],
    }
