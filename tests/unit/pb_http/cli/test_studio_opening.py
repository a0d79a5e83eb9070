"""The studio of one computer: its key, and what of the settings it does not take."""

import os
from pathlib import Path

import pytest

from pb_core.application.keyring import Keyring
from pb_core.domain.billing import KeyChange
from pb_core.errors import KeyDisabled, StorageError
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.storage import MemoryStorage
from pb_http.cli.studio_opening import KEY_NAME, LOOPBACK_NAMES, StudioOpening, local_key
from pb_http.settings import load


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(store=MemoryStorage(), artifacts=MemoryArtifacts(), ids=SequentialIds(), clock=ManualClock())


async def test_a_key_is_made_once_and_nobody_else_can_read_it(keyring: Keyring, tmp_path: Path) -> None:
    path = tmp_path / "studio.key"
    key = await local_key(keyring, path)
    assert key.name == KEY_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert (await keyring.authenticate(path.read_text().strip())).id == key.id
    path.chmod(0o644)
    assert (await local_key(keyring, path)).id == key.id
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(await keyring.list()) == 1
    assert os.listdir(tmp_path) == [path.name]  # noqa: PTH208 - a test of files in an async function


async def test_a_deleted_key_is_made_anew_and_a_disabled_one_is_not(keyring: Keyring, tmp_path: Path) -> None:
    path = tmp_path / "studio.key"
    first = await local_key(keyring, path)
    await keyring.remove(first.id)
    second = await local_key(keyring, path)
    assert second.id != first.id
    await keyring.change(second.id, KeyChange(active=False))
    with pytest.raises(KeyDisabled):
        await local_key(keyring, path)


async def test_a_key_that_cannot_be_kept_is_told(keyring: Keyring, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        await local_key(keyring, tmp_path / "none" / "studio.key")
    (tmp_path / "studio.key").mkdir()
    with pytest.raises(StorageError, match="cannot be used"):
        await local_key(keyring, tmp_path / "studio.key")


def test_nothing_of_the_settings_lets_others_in() -> None:
    settings = load(
        {
            "PAPERBANANA_ALLOWED_HOSTS": "example.org",
            "PAPERBANANA_TRUSTED_PROXIES": "10.0.0.0/8",
            "PAPERBANANA_PUBLIC_URL": "https://example.org",
            "PAPERBANANA_CORS_ORIGINS": "https://example.org",
            "PAPERBANANA_CONCURRENCY": "7",
        }
    )
    local = StudioOpening(browses=False).settings(settings)
    assert local.http.allowed_hosts == LOOPBACK_NAMES
    assert (local.http.trusted_proxies, local.public_url, local.cors_origins) == ((), None, ())
    assert local.concurrency == 7
