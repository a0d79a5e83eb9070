"""Painted pictograms kept by label and style, so that none is paid twice: files in a folder, or memory."""

import hashlib
from pathlib import Path

from pb_adapters.whole_file import write_whole
from pb_core.domain.diagrams.spec import Element, Palette
from pb_core.errors import StorageError

_VERSION = 1
"""Rises when pictograms are asked for in other words, so that older ones are painted anew."""


def pictogram_key(element: Element, palette: Palette, painter: str) -> str:
    """What a pictogram depends on, as a name; it does not tell the label."""
    parts = (str(_VERSION), painter, palette.value, element.kind.value, " ".join(element.label.split()))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class PictogramStore:
    """Pictograms by their key; without a folder they are forgotten with the process."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder, self._kept = folder, dict[str, bytes]()

    def get(self, key: str) -> bytes | None:
        """The pictogram, if it is kept; reads a file."""
        if self._folder is None:
            return self._kept.get(key)
        try:
            return self._path(self._folder, key).read_bytes()
        except OSError:
            return None

    def has(self, key: str) -> bool:
        """Whether a pictogram is kept."""
        return key in self._kept if self._folder is None else self._path(self._folder, key).exists()

    def put(self, key: str, picture: bytes) -> None:
        """Keep a pictogram; raises ``StorageError`` where the folder cannot be written."""
        if self._folder is None:
            self._kept[key] = picture
            return
        path = self._path(self._folder, key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"the folder of pictograms cannot be written ({error.strerror})") from error
        write_whole(path, picture)

    def _path(self, folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.png"
