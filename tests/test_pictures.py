"""The pictures of the README: a browser draws them, and they are what graphdoctor draws today."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.forks import forked
from tests.support import ROOT

IMAGES = ROOT / "docs" / "images"
DRAWN_FROM = {
    "broken.svg": "examples/silent_functional_broken.py",
    "fixed.svg": "examples/silent_functional_fixed.py",
}

# Draws the picture and writes its size and its ten most frequent colours into the page.
PAGE = """<!doctype html><title>picture</title><body><script>
const image = new Image();
image.onerror = () => { document.body.textContent = '{"error": "not an image"}'; };
image.onload = () => {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const counts = {};
  const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 0; i < data.length; i += 4) {
    const key = data.slice(i, i + 4).join();
    counts[key] = (counts[key] || 0) + 1;
  }
  document.body.textContent = JSON.stringify({
    width: canvas.width, height: canvas.height, colors: Object.keys(counts).length,
  });
};
image.src = 'data:image/svg+xml;base64,SOURCE';
</script></body>"""


def texts(svg: str) -> list[str]:
    """What the picture says, in order."""
    root = ElementTree.fromstring(svg)
    found = ("".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text"))
    return [text for text in found if text]


@pytest.mark.browser
@pytest.mark.parametrize("name", DRAWN_FROM)
def test_a_browser_draws_it(name: str, chromium: str, tmp_path: Path) -> None:
    source = base64.b64encode((IMAGES / name).read_bytes()).decode()
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("SOURCE", source))
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--virtual-time-budget=10000",
        "--dump-dom",
        page.as_uri(),
    ]
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    inside = re.search(r"<body>(.*)</body>", dumped, re.S)
    assert inside, dumped
    seen = json.loads(inside[1])
    assert seen["width"] >= 300, seen
    assert seen["height"] >= 100, seen
    assert seen["colors"] >= 4, seen


@pytest.mark.tf
@pytest.mark.parametrize("name", DRAWN_FROM)
def test_it_is_what_graphdoctor_draws(name: str, tmp_path: Path) -> None:
    ran = forked("analyze", DRAWN_FROM[name], "-o", str(tmp_path / name), cwd=ROOT)
    assert ran.status in (0, 1), ran.stderr
    drawn = (tmp_path / name).read_text(encoding="utf-8")
    assert texts(drawn) == texts((IMAGES / name).read_text(encoding="utf-8")), "run make images"
