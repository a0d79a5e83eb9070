"""The embedded database of a first start, as a copy: making it anew takes a server two fifths of its start."""

import tempfile
from functools import cache
from pathlib import Path

from pb_adapters.storage.sqlite.store import open_writer


def lay(path: Path) -> None:
    """Put an empty database that is up to date where none is yet, in a folder that is made where it is missing."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        open_writer(path).close()
        return path.read_bytes()
