"""Tables of a step whose rows are read when somebody asks: most of what TensorFlow knows of an op no rule looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Rows(list[T]):
    """A list; a row that is None is read, by its index, when it is asked for, and kept."""

    def __init__(self, read: Callable[[int], T]) -> None:
        super().__init__()
        self._read = read

    @overload  # type: ignore[override]
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: Any) -> Any:
        row = super().__getitem__(index)
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        if row is None:
            row = self._read(index)
            self[index] = row
        return row

    def skip(self, count: int) -> None:
        """Add rows that are to be read."""
        super().extend([None] * count)  # type: ignore[list-item]

    def __iter__(self) -> Iterator[T]:
        return (self[n] for n in range(len(self)))


class Values(dict[int, T]):
    """A dictionary; what `later` holds for a key is read when it is asked for, and may turn out to be nothing.

    Its length and an iteration tell what has been read so far.
    """

    def __init__(self, read: Callable[[Any], T | None]) -> None:
        super().__init__()
        self._read = read
        self.later: dict[int, Any] = {}

    def __missing__(self, key: int) -> T:
        self._fill(key)
        return super().__getitem__(key) if super().__contains__(key) else self._nothing(key)

    def __contains__(self, key: object) -> bool:
        if key in self.later:
            self._fill(key)
        return super().__contains__(key)

    def get(self, key: int, default: Any = None) -> Any:
        if key in self.later:
            self._fill(key)
        return super().get(key, default)

    def _fill(self, key: Any) -> None:
        thing = self.later.pop(key, None)
        value = self._read(thing) if thing is not None else None
        if value is not None:
            self[key] = value

    @staticmethod
    def _nothing(key: int) -> Any:
        raise KeyError(key)
