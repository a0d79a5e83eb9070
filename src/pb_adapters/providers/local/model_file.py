"""GGUF files: what their header says, and whether the whole file is there; no tensor is read.

Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

import mmap
import struct
from pathlib import Path

from msgspec import Struct

from pb_core.errors import EngineMisconfigured

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MOST = 1_000_000
"""More entries than any model has: a larger number is damage."""

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9

_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36), 10: (256, 84),
    11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292), 16: (256, 66), 17: (256, 74),
    18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136), 24: (1, 1), 25: (1, 2),
    26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66), 39: (32, 17),
}  # fmt: skip
"""By the number of a tensor's type: how many values a block has, and how many bytes."""


class ModelFile(Struct, frozen=True, kw_only=True):
    """What a model's file says of itself.

    ``context`` is the longest window that it was trained for, in tokens; 0 if it does not say.
    """

    path: Path
    size: int
    name: str
    architecture: str
    context: int = 0


class _Cut(Exception):
    """The file ends before its header does."""


def read_model_file(path: Path) -> ModelFile:
    """Read the header of a GGUF file.

    Raises:
        EngineMisconfigured: It is not there, of another format, cut short or damaged; the sentence says which.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if not size:
                raise EngineMisconfigured(f"{path} is empty: download the model again")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _read(path, data, size)
    except OSError as error:
        raise EngineMisconfigured(f"the model file {path} cannot be read ({error.strerror})") from error
    except _Cut:
        raise EngineMisconfigured(f"{path} is cut short: download the model again") from None


def _read(path: Path, data: mmap.mmap, size: int) -> ModelFile:
    if data[:4] != MAGIC:
        raise EngineMisconfigured(f"{path} is no GGUF file: choose the model in that format")
    header = _Header(data, size)
    version, tensors, pairs = header.number("I"), header.number("Q"), header.number("Q")
    if version not in _VERSIONS or tensors > _MOST or pairs > _MOST:
        raise EngineMisconfigured(f"{path} is GGUF of an unknown version or damaged: download the model again")
    told = {header.text(): header.value() for _ in range(pairs)}
    needed = header.needed(tensors, int(str(told.get("general.alignment", 32))))
    if size < needed:
        raise EngineMisconfigured(f"{path} is cut short: it has {size:,} bytes of {needed:,}; download the model again")
    architecture = str(told.get("general.architecture", "unknown"))
    context = told.get(f"{architecture}.context_length", 0)
    return ModelFile(
        path=path,
        size=size,
        name=path.stem,
        architecture=architecture,
        context=context if isinstance(context, int) else 0,
    )


class _Header:
    """A place in the header that moves on with what is read."""

    def __init__(self, data: mmap.mmap, size: int) -> None:
        self._data, self._size, self._at = data, size, 4

    def number(self, form: str) -> int:
        """The next number."""
        return int(self._unpacked(form))

    def text(self) -> str:
        """The next text."""
        length = self.number("Q")
        return self._taken(length).decode("utf-8", "replace")

    def value(self) -> object:
        """The next value; of a list only how long it is."""
        kind = self.number("I")
        if kind == _TEXT:
            return self.text()
        if kind == _LIST:
            return self._list()
        if kind not in _SCALARS:
            raise _Cut
        return self._unpacked(_SCALARS[kind])

    def needed(self, tensors: int, alignment: int) -> int:
        """How many bytes a file with this header has at least."""
        ends = [self._tensor() for _ in range(tensors)]
        start = -(-self._at // alignment) * alignment
        return start + max(ends, default=0)

    def _tensor(self) -> int:
        self.text()
        count = 1
        for _ in range(self.number("I")):
            count *= self.number("Q")
        values, size = _BLOCKS.get(self.number("I"), (1, 0))
        return self.number("Q") + count // values * size

    def _list(self) -> int:
        kind, length = self.number("I"), self.number("Q")
        if kind in _SCALARS:
            self._taken(struct.calcsize(f"<{_SCALARS[kind]}") * length)
        elif kind == _TEXT:
            for _ in range(length):
                self._taken(self.number("Q"))
        else:
            raise _Cut
        return length

    def _unpacked(self, form: str) -> int | float | bool:
        found: int | float | bool
        (found,) = struct.unpack(f"<{form}", self._taken(struct.calcsize(f"<{form}")))
        return found

    def _taken(self, length: int) -> bytes:
        if self._at + length > self._size:
            raise _Cut
        self._at += length
        return self._data[self._at - length : self._at]
