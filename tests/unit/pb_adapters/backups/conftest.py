"""A filled data folder, and a backup of it."""

from pathlib import Path

import anyio
import pytest

from pb_adapters.backups.making import back_up
from support.data_folders import filled


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A filled folder."""
    folder = tmp_path / "data"
    folder.mkdir()

    async def fill() -> None:
        async with filled(folder):
            pass

    anyio.run(fill)
    return folder


@pytest.fixture(params=["backup", "backup.tar"])
def backup(folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A backup of the folder, as a folder and as an archive."""
    destination = tmp_path / str(request.param)
    back_up(folder, destination, version="1.2.3")
    return destination
