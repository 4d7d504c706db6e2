"""Slices and other views, compared with what numpy makes of an array whose elements are their own places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphdoctor.analysis.views import Region, Views
from graphdoctor.graph.model import Frame, StepGraph

SHAPE = (5, 4, 3)
PLACES = np.arange(60).reshape(SHAPE)
Entry = Any


def view_of(kind: str, *constants: Any, shape: Any = SHAPE, **attributes: int) -> Any:
    """The view that an op of the given constants makes of a tensor."""
    step = StepGraph(frames=[Frame(0, -1, -1, "root", "")])
    refs = [(step.add("Placeholder", "x", shapes=[shape]), 0)]
    for number, value in enumerate(constants):
        op = step.add("Const", f"c{number}", shapes=[np.shape(value)], dtypes=["int32"])
        step.consts[op] = np.asarray(value)
        refs.append((op, 0))
    made = step.add(kind, "y", refs)
    if attributes:
        step.attrs[made] = attributes
    return Views(step).of(made)


def box(places: np.ndarray) -> Region:
    """The smallest region that holds some elements of `PLACES`."""
    found = np.unravel_index(places.reshape(-1), SHAPE)
    return {axis: (int(at.min()), int(at.max()) + 1) for axis, at in enumerate(found)}


def check(view: Any, output: np.ndarray, region: Region) -> None:
    """What the view says of a region is what numpy made it of; an axis that is not named is there as a whole."""
    read = output[tuple(slice(*region[n]) if n in region else slice(None) for n in range(output.ndim))]
    said = view.behind(region)
    if (read < 0).all():  # nothing but padding
        assert any(first >= min(past, SHAPE[axis]) for axis, (first, past) in said.items())
        return
    whole = {axis: (0, size) for axis, size in enumerate(SHAPE)}
    clipped = {axis: (first, min(past, SHAPE[axis])) for axis, (first, past) in {**whole, **said}.items()}
    assert clipped == box(read[read >= 0])


def regions(draw: st.DrawFn, output: np.ndarray) -> Region:
    found: Region = {}
    for axis, size in enumerate(output.shape):
        if draw(st.booleans()):
            first = draw(st.integers(0, size - 1))
            found[axis] = (first, draw(st.integers(first + 1, size)))
    return found


def entries(draw: st.DrawFn) -> list[Entry]:
    """What stands between the brackets: an index, a slice, a new axis, an ellipsis."""
    bound = st.none() | st.integers(-6, 6)
    found: list[Entry] = []
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            found.append(draw(st.integers(-min(SHAPE), min(SHAPE) - 1)))
        else:
            found.append(slice(draw(bound), draw(bound), draw(st.sampled_from([1, 1, 2, 3, -1, -2]))))
    for extra in (None, Ellipsis):
        if draw(st.booleans()):
            found.insert(draw(st.integers(0, len(found))), extra)
    return found


def encoded(given: list[Entry]) -> Any:
    """The view of a strided slice, written as TensorFlow writes it."""
    rows, masks = [], dict.fromkeys(("begin", "end", "ellipsis", "new_axis", "shrink_axis"), 0)
    for place, entry in enumerate(given):
        bit = 1 << place
        if isinstance(entry, slice):
            masks["begin"] |= bit * (entry.start is None)
            masks["end"] |= bit * (entry.stop is None)
            rows.append((entry.start or 0, entry.stop or 0, entry.step))
        elif isinstance(entry, int):
            masks["shrink_axis"] |= bit
            rows.append((entry, entry + 1, 1))
        else:
            masks["new_axis" if entry is None else "ellipsis"] |= bit
            rows.append((0, 0, 1))
    columns = np.asarray(rows, np.int32).reshape(-1, 3).T
    return view_of("StridedSlice", *columns, **{f"{name}_mask": mask for name, mask in masks.items()})


@st.composite
def sliced(draw: st.DrawFn) -> tuple[list[Entry], np.ndarray, Region]:
    given = entries(draw)
    output = np.asarray(PLACES[tuple(given)])
    return given, output, regions(draw, output) if output.size else {}


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(sliced())
def test_a_strided_slice_is_read_as_numpy_reads_it(case: tuple[list[Entry], np.ndarray, Region]) -> None:
    given, output, region = case
    if output.size:
        check(encoded(given), output, region)


VIEWS: dict[str, tuple[Any, np.ndarray]] = {
    "slice": (("Slice", [1, 0, 2], [3, -1, 1]), PLACES[1:4, :, 2:3]),
    "transposed": (("Transpose", [2, 0, 1]), PLACES.transpose(2, 0, 1)),
    "reversed": (("ReverseV2", [0, -1]), PLACES[::-1, :, ::-1]),
    "padded": (
        ("Pad", [[2, 1], [0, 0], [0, 3]]),
        np.pad(PLACES, [(2, 1), (0, 0), (0, 3)], constant_values=-1),
    ),
    "expanded": (("ExpandDims", 1), PLACES[:, None]),
    "expanded at the end": (("ExpandDims", -1), PLACES[..., None]),
}


@pytest.mark.parametrize("name", list(VIEWS))
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_other_views_are_made_of_what_numpy_says(name: str, data: st.DataObject) -> None:
    (kind, *constants), output = VIEWS[name]
    region = data.draw(st.composite(regions)(output))
    check(view_of(kind, *constants), output, region)


def test_an_empty_region_is_made_of_nothing() -> None:
    assert view_of("ReverseV2", [0]).behind({0: (2, 2)}) == {0: (0, 0)}


@pytest.mark.parametrize(
    ("begin", "end", "stride", "mask", "behind"),
    [
        (1, 3, 1, {}, {0: (1, 3)}),
        (0, 3, 1, {"begin_mask": 1}, {0: (0, 3)}),
        (2, 0, 1, {"end_mask": 1}, {}),
        (2, 9, 2, {}, {}),
        (2, 3, 1, {"shrink_axis_mask": 1}, {0: (2, 3)}),
    ],
)
def test_of_an_axis_of_unknown_size_only_what_is_counted_from_its_start_is_known(
    begin: int, end: int, stride: int, mask: dict[str, int], behind: Region
) -> None:
    view = view_of("StridedSlice", [begin], [end], [stride], shape=(None, 4), **{"begin_mask": 0, **mask})
    assert view.behind({}) == behind


@pytest.mark.parametrize(("begin", "end", "stride"), [(-2, 3, 1), (0, -1, 1), (3, 0, -1)])
def test_what_is_counted_from_an_unknown_end_is_no_view(begin: int, end: int, stride: int) -> None:
    assert view_of("StridedSlice", [begin], [end], [stride], shape=(None, 4), begin_mask=0) is None
    shrunk = view_of("StridedSlice", [-1], [0], [1], shape=(None, 4), shrink_axis_mask=1)
    assert shrunk is None


def test_what_is_not_known_makes_no_view() -> None:
    assert view_of("Relu") is None
    assert view_of("Pad", [[0, 0]], shape=None) is None
    assert view_of("ReverseV2", [0], shape=(None, 4, 3)) is None
    assert view_of("Pad", [[0, 0]]) is None
