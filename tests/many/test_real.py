"""Many real scripts: stopped with Ctrl-C, and on a cluster that loses a worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from graphdoctor.cli import main
from graphdoctor.many.cluster import on_cluster
from graphdoctor.many.gathering import gather
from graphdoctor.many.task import Task
from tests.support import ROOT, assert_valid

pytestmark = pytest.mark.tf

HEALTHY = """
import tensorflow as tf

x = tf.Variable(2.0, name="x")
with tf.GradientTape() as tape:
    loss = x * x
tf.keras.optimizers.SGD().apply_gradients([(tape.gradient(loss, x), x)])
"""
# Says who runs it, and waits for a worker that will not be there any more; a second time it trains.
SLOW = """
import os, pathlib, time

started = pathlib.Path("started")
if not started.exists():
    started.with_suffix(".part").write_text(f"{os.getpid()} {os.getppid()}")
    started.with_suffix(".part").rename(started)
    time.sleep(120)
"""
BROKEN = HEALTHY + "unused = tf.Variable(1.0, name='unused')\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"a.py": HEALTHY, "b.py": SLOW + HEALTHY, "c.py": BROKEN}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    return tmp_path


def until(condition: Callable[[], Any], seconds: float = 90) -> Any:
    """The first true value of the condition."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)
    return found


def running(folder: Path) -> tuple[int, int]:
    """The process of b.py and its parent's, once it runs."""
    until((folder / "started").exists)
    child, parent = (folder / "started").read_text().split()
    return int(child), int(parent)


@pytest.mark.parametrize("asked", [signal.SIGINT])
def test_ctrl_c_leaves_what_is_finished(folder: Path, asked: signal.Signals) -> None:
    command = [sys.executable, "-m", "graphdoctor", "check", "a.py", "b.py", "c.py", "-o", "merged.json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    child, _ = running(folder)
    process.send_signal(asked)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err == "graphdoctor: stopped; 1 of 3 scripts were analysed before\n"
    assert [line.split()[:2] for line in out.splitlines()[-4:-1]] == [
        ["a.py", "ok"],
        ["b.py", "stopped"],
        ["c.py", "stopped"],
    ]
    document = json.loads((folder / "merged.json").read_text())
    assert document["interrupted"] == ["b.py", "c.py"]
    assert document["reports"][0]["summary"]["connected"] == 1
    until(lambda: not psutil.pid_exists(child), 10)


@pytest.fixture
def cluster(folder: Path) -> Iterator[str]:
    """The address of a cluster of two worker processes."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running_cluster:
        yield running_cluster.scheduler_address.replace("tcp://", "dask://")


def test_a_lost_worker_loses_nothing(folder: Path, cluster: str, capsys: pytest.CaptureFixture[str]) -> None:
    lost: list[int] = []

    def kill() -> None:
        child, worker = running(folder)
        os.kill(worker, signal.SIGKILL)
        lost.append(child)

    killer = threading.Thread(target=kill)
    killer.start()
    status = main(["check", "a.py", "b.py", "c.py", "--executor", cluster, "--format", "json"])
    killer.join()
    document = json.loads(capsys.readouterr().out)
    assert status == document["status"] == 1
    for report in document["reports"]:
        assert_valid(report)
    assert [report["target"] for report in document["reports"]] == ["a.py", "b.py", "c.py"]
    assert [report["summary"]["connected"] for report in document["reports"]] == [1, 1, 1]
    (finding,) = document["reports"][2]["findings"]
    assert (finding["cause"], finding["location"]["file"]) == ("unused-variable", "c.py")
    # Nobody would read what the lost worker's script finds.
    until(lambda: not psutil.pid_exists(lost[0]), 10)


def test_ctrl_c_ends_what_runs_on_a_cluster(folder: Path, cluster: str) -> None:
    tasks = [Task(name, str(folder)) for name in ("a.py", "b.py")]

    def told(_: Any) -> None:
        running(folder)
        raise KeyboardInterrupt

    reports = gather(tasks, on_cluster(cluster), told)
    assert [report["error"] and report["error"]["kind"] for report in reports] == [None, "interrupted"]
    until(lambda: not psutil.pid_exists(running(folder)[0]), 20)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("dask://127.0.0.1:1", "there is no Dask scheduler at 127.0.0.1:1"),
        ("dask://nowhere", "--executor takes local or dask://HOST:PORT"),
        ("slurm", "--executor takes local or dask://HOST:PORT"),
    ],
)
def test_a_cluster_that_is_not_there(
    folder: Path,
    address: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("graphdoctor.many.cluster.CONNECT_SECONDS", 1)
    assert main(["check", "a.py", "--executor", address]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
