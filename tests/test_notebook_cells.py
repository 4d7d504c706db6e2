"""Notebook cells become plain Python, line by line."""

from __future__ import annotations

import pytest

from graphdoctor.capture.notebook_cells import CellMagic, cell_magic, plain


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if x:\n    !ls -l\n    y = 2", "if x:\n    pass\n    y = 2"),
        ("!pip install \\\n  one \\\n  two\nx = 1", "pass\n\n\nx = 1"),
        ("files = !ls\nhow = %timeit -o f()", "files = []\nhow = None"),
        ("a.fit?\nb??\nlosses[-1].x?", "pass\npass\npass"),
        ("%time h = model.fit(x)\nprint(h)", "h = model.fit(x)\nprint(h)"),
        ("  %time\n  h = %time fit()", "pass\nh = fit()"),
        ("if x:\n    %timeit -n 1 -r1 -q fit(x)", "if x:\n    fit(x)"),
        ("%env A=1", "get_ipython().run_line_magic(\"env\", 'A=1')"),
        ("if x:\n  %run -i make.py 3", "if x:\n  get_ipython().run_line_magic(\"run\", '-i make.py 3')"),
        ("%prun -l 10 -s time fit(x, \\\n  y)\nx = 1", "fit(x, \\\n  y)\nx = 1"),
        ("%%time\nx = 1", "pass\nx = 1"),
        ("%%bash\nrm -rf x", "\n"),
        ("  x = 1\n  if x:\n    y = 2", "x = 1\nif x:\n  y = 2"),
    ],
)
def test_what_only_ipython_understands_is_taken_out(cell: str, python: str) -> None:
    assert plain(cell) == python


@pytest.mark.parametrize(
    "cell",
    [
        'print(\n    "%d of %d"\n    % (1, 2)\n)',
        "x = 7 \\\n    % 4",
        'text = """\n%d percent\n! done\nreally?\n"""',
        "def f():\n    return 1\n# and now?\nx = f()",
        "x = 5 %2",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    assert plain(cell) == cell


def test_a_cell_magic_is_split_into_name_line_and_body() -> None:
    assert cell_magic("%%writefile -a mine.py\nx = 1\n") == CellMagic("writefile", "-a mine.py", "x = 1\n")
    assert cell_magic("x = 1") is None
