"""The corpus in tests/cases: every verdict, every cause and every line is as the case's expect.json says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from tests.forks import forked
from tests.support import CASES, Report, assert_valid, findings_of

VERDICTS = {"connected", "zero", "disconnected", "untrained", "frozen"}
KNOWN_GAPS = Path(__file__).with_name("known_gaps.txt")


def known_gaps() -> dict[str, str]:
    """`case: reason` a line; such a case must fail, and leaves the list as soon as it does not."""
    if not KNOWN_GAPS.exists():
        return {}
    lines = (line.strip() for line in KNOWN_GAPS.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {name: reason for name, _, reason in pairs}


def names() -> list[str]:
    return sorted(path.parent.name for path in CASES.glob("*/expect.json"))


def parameters() -> Iterator[Any]:
    gaps = known_gaps()
    for name in names():
        marks = [pytest.mark.xfail(strict=True, reason=gaps[name])] if name in gaps else []
        yield pytest.param(name, marks=marks)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_known_gaps_are_cases_with_a_reason() -> None:
    gaps = known_gaps()
    assert sorted(set(gaps) - set(names())) == []
    assert [name for name, reason in gaps.items() if not reason] == []


@pytest.mark.parametrize("name", names())
def test_expectation_is_well_formed(name: str) -> None:
    """A slip in an expect.json would make a case pass, or fail, for no reason."""
    expect = json.loads((CASES / name / "expect.json").read_text(encoding="utf-8"))
    target = CASES / name / expect.get("target", "script.py")
    assert target.exists()
    assert set(expect) <= {"target", "args", "exit", "variables", "others", "finding", "story", "needs"}
    assert expect["exit"] in (0, 1, 2)
    odd = expect.get("variables") or {}
    wanted = [*odd.values(), *([expect["finding"]] if "finding" in expect else [])]
    assert expect["exit"] != 1 or wanted
    assert {verdict for entry in odd.values() for verdict in as_list(entry["verdict"])} <= VERDICTS
    count = len(target.read_text(encoding="utf-8").splitlines())
    for entry in wanted:
        assert set(entry) <= {"verdict", "cause", "lines"}
        assert all(1 <= line <= count for line in entry.get("lines", [])), entry


@pytest.mark.tf
@pytest.mark.parametrize("name", list(parameters()))
def test_case(name: str, tmp_path: Path) -> None:
    expect = json.loads((CASES / name / "expect.json").read_text(encoding="utf-8"))
    for package, version in expect.get("needs", {}).items():
        if Version(metadata.version(package)) < Version(version):
            pytest.skip(f"needs {package} {version}: an older one refuses the script by itself")
    folder = tmp_path / name
    shutil.copytree(CASES / name, folder, ignore=shutil.ignore_patterns("expect.json", "__pycache__"))
    arguments = ["analyze", expect.get("target", "script.py"), "--format", "json", *expect.get("args", [])]
    ran = forked(*arguments, cwd=folder)
    report = ran.report
    faults = [f"status {ran.status}, expected {expect['exit']}"] if ran.status != expect["exit"] else []
    faults += judge(expect, report)
    assert not faults, "\n".join(faults) + "\n" + ran.stderr[-2000:]
    assert_valid(report)


def judge(expect: dict[str, Any], report: Report) -> list[str]:
    """What the report says otherwise than expect: an empty list when it is exact."""
    faults: list[str] = []
    findings = findings_of(report)
    if "finding" in expect:
        wanted = expect["finding"]
        causes = as_list(wanted["cause"])
        first = next(iter(findings.values()), None)
        hit = next((finding for finding in findings.values() if finding["cause"] in causes), first)
        faults += judge_finding("the script", wanted, hit)
    listed = {variable["name"]: variable for variable in report["variables"]}
    odd = expect.get("variables") or {}
    for name, wanted in odd.items():
        got = listed.get(name)
        if got is None:
            faults.append(f"{name}: not listed; listed are {sorted(listed)}")
            continue
        if got["verdict"] not in as_list(wanted["verdict"]):
            faults.append(f"{name}: {got['verdict']}, expected {wanted['verdict']}")
        if wanted.get("cause"):
            faults += judge_finding(name, wanted, findings.get(got.get("finding") or ""))
    if "others" in expect:
        allowed = [*as_list(expect["others"]), "frozen"]
        for name, got in listed.items():
            if name not in odd and got["trainable"] and got["verdict"] not in allowed:
                faults.append(f"{name}: {got['verdict']}, a false alarm (expected {expect['others']})")
        if not odd and not listed and expect["exit"] == 0:
            faults.append("no variable listed")
    return faults


def judge_finding(who: str, wanted: dict[str, Any], finding: Report | None) -> list[str]:
    if finding is None:
        return [f"{who}: no finding, expected {wanted['cause']}"]
    faults = []
    if finding["cause"] not in as_list(wanted["cause"]):
        faults.append(f"{who}: cause {finding['cause']}, expected {wanted['cause']}")
    line = (finding["location"] or {}).get("line")
    if wanted.get("lines") and line not in wanted["lines"]:
        faults.append(f"{who}: points to line {line}, expected {wanted['lines']}")
    return faults
