"""Large steps take time and memory in proportion to their size, and their reports are right."""

from __future__ import annotations

from benchmarks.synthetic import analysed
from graphdoctor.report.schema import violations


def test_a_large_step_is_reported_in_proportion_to_its_size() -> None:
    small, large = analysed(2_000), analysed(20_000)
    seconds = [sum(report["seconds"].values()) for report in (small, large)]
    assert seconds[1] < 40 * seconds[0], "ten times the ops took more than forty times as long"


def test_the_twenty_blocks_that_drop_what_they_compute_are_found() -> None:
    report = analysed(5_000)
    assert report["summary"]["disconnected"] == len(report["findings"])
    assert 18 <= len(report["findings"]) <= 24
    assert {finding["cause"] for finding in report["findings"]} <= {"dropped-output", "hidden-drop"}
    path = next(v["witness"] for v in report["variables"] if v["verdict"] == "connected")
    assert path["steps"][0]["type"] == "Variable"
    assert path["steps"][-1]["type"] == "Mean"
    assert path["left_out"] > 100
    del report["seconds"], report["size"]
    assert not violations(report)


def test_without_a_picture_the_findings_are_the_same() -> None:
    whole, bare = analysed(2_000), analysed(2_000, pictured=False)
    assert bare["findings"] == whole["findings"]
    assert [v["verdict"] for v in bare["variables"]] == [v["verdict"] for v in whole["variables"]]
    assert not {"drawing", "paths"} & set(bare)
    assert bare["files"] == sorted(
        {box["location"]["file"] for box in whole["drawing"]["boxes"] if box["location"]}
    )
