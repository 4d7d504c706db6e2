"""Measures graphdoctor: `python -m benchmarks [--quick] [--write] [--minutes N] [SUITE ...]`.

Every figure compares two things that take turns on the same machine. --write puts the tables into docs/performance.md.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.measure import ROOT
from benchmarks.suites import SUITES, write

PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    """Run the suites that were asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    parser.add_argument("--quick", action="store_true", help="small sizes only: a minute or two")
    parser.add_argument(
        "--write", action="store_true", help=f"write the tables into {PAGE.relative_to(ROOT)}"
    )
    parser.add_argument(
        "--minutes", type=float, default=60, help="start no further model after so many minutes"
    )
    wanted = parser.parse_args()
    unknown = set(wanted.suites) - set(SUITES)
    if unknown:
        parser.error(f"no suite is called {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}")
    for name in wanted.suites or SUITES:
        table = SUITES[name](wanted.quick, time.monotonic() + 60 * wanted.minutes)
        print(f"\n{name}: {SUITES[name].__doc__}")
        widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
        for row in table:
            print("  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)))
        if wanted.write:
            PAGE.write_text(write(PAGE.read_text(encoding="utf-8"), name, table), encoding="utf-8")


if __name__ == "__main__":
    main()
