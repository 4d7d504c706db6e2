"""Set up a virtual environment in .venv and run the demo or the tests in it: needs Python and nothing else.

python3 dev.py demo        analyse a broken example, write report.svg and report.json
python3 dev.py test [...]  ruff, mypy, lint-imports and pytest (arguments go to pytest)
python3 dev.py setup       only make .venv, with everything for development
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST, NEWEST = (3, 10), (3, 13)
EXAMPLE = "examples/silent_functional_broken.py"


def suitable_python() -> str:
    """This interpreter, or another on PATH where this one is too old or too new for TensorFlow."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], check=False, capture_output=True).returncode == 0:
            return found
    sys.exit(
        "dev.py: TensorFlow needs Python {}.{} to {}.{}, and this is {}.{}: install one of those".format(
            *OLDEST, *NEWEST, *sys.version_info[:2]
        )
    )


def make_venv() -> None:
    if PYTHON.exists():
        return
    print("dev.py: making the virtual environment .venv", flush=True)
    if subprocess.run([suitable_python(), "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("dev.py: no virtual environment could be made (on Debian: apt-get install python3-venv)")


def install(what: str) -> None:
    """Install the package as `what` (`.` or `.[dev]`), unless that was done for this pyproject.toml."""
    make_venv()
    stamp = VENV / "installed.txt"
    wanted = what + " " + hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    done = stamp.read_text().splitlines() if stamp.exists() else []
    if wanted in done or wanted.replace(".", ".[dev]", 1) in done:
        return
    print(f"dev.py: installing {what} (TensorFlow is large: minutes the first time)", flush=True)
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", what):
        sys.exit("dev.py: pip could not install what is needed; see above")
    stamp.write_text("\n".join([*done, wanted]) + "\n")


def run(*command: object) -> int:
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode


def demo() -> int:
    install(".")
    written = [ROOT / "report.svg", ROOT / "report.json"]
    for path in written:
        path.unlink(missing_ok=True)
    status = run(BIN / "graphdoctor", "analyze", EXAMPLE, "-o", "report.svg", "-o", "report.json")
    # Status 1 means findings, which this example is there for; but Python ends with 1 as well when it crashes.
    if status > 1 or not all(path.exists() for path in written):
        return status or 1
    print("\ndev.py: wrote report.svg and report.json", flush=True)
    return 0


def test(arguments: list[str]) -> int:
    install(".[dev]")
    jobs = min(4, os.cpu_count() or 1)
    pytest = [PYTHON, "-m", "pytest", "-n", jobs, "--dist", "worksteal", *arguments]
    checks: dict[str, list[object]] = {
        "ruff": [PYTHON, "-m", "ruff", "check", "."],
        "mypy": [PYTHON, "-m", "mypy", "--strict"],
        "lint-imports": [BIN / "lint-imports"],
        "pytest": pytest,
    }
    failed = []
    for name, command in checks.items():
        print(f"dev.py: {name}", flush=True)
        if run(*command):
            failed.append(name)
    if failed:
        print("dev.py: failed: " + ", ".join(failed), file=sys.stderr, flush=True)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    if arguments == ["demo"]:
        return demo()
    if arguments == ["setup"]:
        install(".[dev]")
        return 0
    if arguments[:1] == ["test"]:
        return test(arguments[1:])
    print(__doc__, end="", file=sys.stdout if arguments in (["-h"], ["--help"]) else sys.stderr)
    return 0 if arguments in (["-h"], ["--help"]) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
