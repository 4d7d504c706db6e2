"""What is measured: each suite runs its processes one after the other, and returns a table of text."""

from __future__ import annotations

import json
import math
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, Taken, alternated, environment, timed

MODELS = ROOT / "benchmarks" / "models"
ANALYZE = [sys.executable, "-m", "graphdoctor", "analyze"]
Table = list[list[str]]
APPLICATIONS = """
    MobileNetV2 MobileNet MobileNetV3Small MobileNetV3Large VGG16 VGG19 ResNet50 ResNet50V2 Xception InceptionV3
    EfficientNetB0 EfficientNetV2B0 DenseNet121 NASNetMobile ConvNeXtTiny ResNet101 ResNet101V2 EfficientNetB1
    EfficientNetB2 EfficientNetV2B1 EfficientNetV2B2 EfficientNetB3 EfficientNetV2B3 DenseNet169 DenseNet201 ResNet152
    ResNet152V2 InceptionResNetV2 ConvNeXtSmall ConvNeXtBase EfficientNetB4 EfficientNetV2S EfficientNetB5
    ConvNeXtLarge EfficientNetB6 EfficientNetV2M ConvNeXtXLarge EfficientNetB7 NASNetLarge EfficientNetV2L
""".split()


def growth(quick: bool, _until: float) -> Table:
    """Steps without TensorFlow: processor time and peak memory by size, and the exponents of the upper decade."""
    sizes = [1_000, 10_000, 100_000] if quick else [1_000, 10_000, 100_000, 1_000_000]
    rows, last = [["ops", "seconds", "peak memory"]], []
    for size in sizes:
        code = f"from benchmarks.synthetic import analysed; analysed({size})"
        taken = timed([sys.executable, "-c", code])
        last.append(taken)
        rows.append([f"{size:,}", f"{taken.cpu:.1f}", _megabytes(taken.peak)])
    rows.append(
        [
            "exponent of the upper decade",
            f"{math.log10(last[-1].cpu / last[-2].cpu):.2f}",
            f"{math.log10(last[-1].peak / last[-2].peak):.2f}",
        ]
    )
    return rows


def start(quick: bool, _until: float) -> Table:
    """Commands that need no TensorFlow, against an empty Python process."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        report.write_text(_small_report(), encoding="utf-8")
        run = [sys.executable, "-m", "graphdoctor"]
        commands: dict[str, Sequence[str]] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "graphdoctor --help": [*run, "--help"],
            "graphdoctor explain unwired-state": [*run, "explain", "unwired-state"],
            "graphdoctor rules": [*run, "rules"],
            "graphdoctor render": [*run, "render", str(report)],
            "graphdoctor render -o out.svg": [*run, "render", str(report), "-o", f"{folder}/out.svg"],
            "graphdoctor diff": [*run, "diff", str(report), str(report)],
        }
        found = alternated(commands, 3 if quick else 9)
    rows = [["command", "wall seconds", "processor seconds"]]
    return rows + [[f"`{name}`", f"{t.wall:.2f}", f"{t.cpu:.2f}"] for name, t in found.items()]


def _small_report() -> str:
    from benchmarks.synthetic import analysed

    report = analysed(1_000)
    del report["seconds"], report["size"]
    return json.dumps(report)


def command(quick: bool, until: float) -> Table:
    """The whole command, with an SVG and an HTML written, against the plain script that takes one training step."""
    rows = [
        ["script", "plain, wall", "graphdoctor, wall", "plain, processor", "graphdoctor, processor", "peak"]
    ]
    names = ["small_seq2seq", "transformer_24", "efficientnet_v2l"]
    for name in names[:1] if quick else names:
        with tempfile.TemporaryDirectory() as folder:
            script = str(MODELS / f"{name}.py")
            ours = [*ANALYZE, script, "-o", f"{folder}/out.svg", "-o", f"{folder}/out.html"]
            turns = 5 if name == "small_seq2seq" else 1
            found = alternated({"plain": [sys.executable, script], "ours": ours}, turns)
        plain, mine = found["plain"], found["ours"]
        note = "" if mine.status in (0, 1) else f" (status {mine.status})"
        rows.append(
            [
                name + note,
                *(f"{t.wall:.1f}" for t in (plain, mine)),
                *(f"{t.cpu:.1f}" for t in (plain, mine)),
                f"{_megabytes(plain.peak)} / {_megabytes(mine.peak)}",
            ]
        )
        if time.monotonic() > until:
            break
    return rows


def decoder(quick: bool, _until: float) -> Table:
    """A decoder of 70 billion parameters, against an import of TensorFlow alone."""
    layers = ["--", "8"] if quick else []
    bare = timed([sys.executable, "-c", "import tensorflow, keras"])
    taken = timed([*ANALYZE, str(MODELS / "decoder_70b.py"), *layers])
    return [
        ["process", "wall seconds", "processor seconds", "peak memory", "status"],
        ["`import tensorflow, keras`", *_row(bare)],
        ["`graphdoctor analyze decoder_70b.py`" + (" (8 layers)" if quick else ""), *_row(taken)],
    ]


def analysis(quick: bool, until: float) -> Table:
    """Everything after the trace against `tape.gradient` on the same graph, in processor time, model by model."""
    head = [
        "model",
        "ops",
        "variables",
        "tape.gradient, s",
        "analysis, s",
        "times faster",
        "with drawing",
        "same",
    ]
    rows = [head]
    lengths = [50] if quick else [50, 200, 500, 1000, 2000]
    names = [f"lstm:{n}" for n in lengths[:2]]
    names += [f"keras:{n}" for n in (APPLICATIONS[:1] if quick else APPLICATIONS)]
    names[4:4] = [f"lstm:{n}" for n in lengths[2:]]
    ratios = []
    for found in _compared(names, until):
        ratio = found["gradient"] / found["analysis"]
        ratios.append(ratio)
        rows.append(
            [
                found["name"].partition(":")[2]
                if found["name"][0] == "k"
                else f"LSTM, {found['name'][5:]} steps",
                f"{found['ops']:,}",
                f"{found['variables']:,}",
                f"{found['gradient']:.2f}",
                f"{found['analysis']:.3f}",
                f"{ratio:.1f}",
                f"{found['gradient'] / found['pictured']:.1f}",
                "yes" if found["equal"] else "NO",
            ]
        )
    if ratios:
        middle, least = statistics.median(ratios), min(ratios)
        rows.append(
            ["median, least", "", "", "", "", f"{middle:.1f}, {least:.1f}", "", f"{len(ratios)} models"]
        )
    return rows


def _compared(names: Sequence[str], until: float) -> Iterator[dict[str, Any]]:
    for name in names:
        if time.monotonic() > until:
            return
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.against_gradient", name],
            capture_output=True,
            text=True,
            env=environment(),
            check=False,
            timeout=1800,
        )
        line = done.stdout.strip().splitlines()[-1:]
        if done.returncode or not line:
            raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
        yield json.loads(line[0])


def _row(taken: Taken) -> list[str]:
    return [f"{taken.wall:.1f}", f"{taken.cpu:.1f}", _megabytes(taken.peak), str(taken.status)]


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"


def write(text: str, name: str, table: Table) -> str:
    """The text with the table between its markers. Raises ValueError where it has none."""
    lines = [" | ".join(row) for row in table]
    lines.insert(1, " | ".join("---" for _ in table[0]))
    body = "\n".join(f"| {line} |" for line in lines)
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"there is no place for {name}: no line <!-- {name} -->")
    return pattern.sub(lambda found: f"{found[1]}\n{body}\n\n{found[2]}", text)


SUITES: dict[str, Callable[[bool, float], Table]] = {
    "start": start,
    "growth": growth,
    "command": command,
    "decoder": decoder,
    "analysis": analysis,
}
