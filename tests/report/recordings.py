"""Reports of real scripts, recorded: `make recorded` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"
SCRIPTS = {
    "encoder_decoder": "examples/silent_functional_broken.py",
    "argmax": "examples/argmax_routing_broken.py",
    "loop_and_branch": "tests/report/recorded/loop_and_branch.py",
    "wrong_states": "examples/bidirectional_states_broken.py",
    "layers": "tests/report/recorded/layers.py",
    "failing_block": "tests/report/recorded/failing_block.py",
}


def recorded(name: str) -> dict[str, Any]:
    """One of the reports."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    from graphdoctor.pipeline import analyze

    for name, script in SCRIPTS.items():
        report = json.dumps(analyze(script, quiet=True), indent=2)
        (FOLDER / f"{name}.json").write_text(report + "\n", encoding="utf-8")
