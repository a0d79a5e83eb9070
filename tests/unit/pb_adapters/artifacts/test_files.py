"""What the suite cannot see of files: names, leftovers, refusals of the disk and crashes."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from pb_adapters.artifacts import FileArtifacts, files
from pb_core.errors import ArtifactMissing, StorageError

OWNER = "a" * 32
DIGEST = "0" * 64
HOUR = 3600

WRITER = """
import os, signal, sys
from pathlib import Path
import anyio
from pb_adapters.artifacts import files

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at(moment):
    fsync, replace = os.fsync, Path.replace
    class HalfFile:
        def __init__(self, file): self.file = file
        def __enter__(self): return self
        def __exit__(self, *_): self.file.close()
        def write(self, data): self.file.write(data[: len(data) // 2]); self.file.flush(); die()
    if moment == "while writing":
        files.open = lambda *rest: HalfFile(open(*rest))
    elif moment == "before the bytes are synced":
        os.fsync = die
    elif moment == "before the rename":
        Path.replace = die
    elif moment == "after the rename":
        Path.replace = lambda *rest: (replace(*rest), die())

async def main(root, moment):
    store = files.FileArtifacts(Path(root))
    die_at(moment)
    await store.put("a" * 32, bytes(5_000_000))

anyio.run(main, *sys.argv[1:])
"""

ENDLESS_WRITER = """
import sys
from pathlib import Path
import anyio
from pb_adapters.artifacts import FileArtifacts

async def main(root):
    store = FileArtifacts(Path(root))
    for number in range(1_000_000):
        print(await store.put("a" * 32, number.to_bytes(4, "big") * 250_000), flush=True)

anyio.run(main, *sys.argv[1:])
"""


def blobs(root: Path) -> list[Path]:
    """Every file that a reader could reach."""
    return [path for path in (root / OWNER).rglob("*") if path.is_file()]


def sizes(folder: Path) -> list[int]:
    """The sizes of all files below a folder."""
    return [path.stat().st_size for path in folder.rglob("*") if path.is_file()]


def kill_while_putting(root: Path) -> list[str]:
    """Kill a program that puts blob after blob; return the digests that it had acknowledged."""
    program = [sys.executable, "-c", ENDLESS_WRITER, root]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603 - our own program
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline() for _ in range(5)]
        writer.kill()
        acknowledged += writer.stdout.readlines()
    return [line.strip() for line in acknowledged if line.endswith("\n")]


@pytest.mark.parametrize(
    ("moment", "readable", "leftover"),
    [
        ("while writing", [], [2_500_000]),
        ("before the bytes are synced", [], [5_000_000]),
        ("before the rename", [], [5_000_000]),
        ("after the rename", [5_000_000], []),
    ],
)
def test_a_writer_killed_at_any_moment_leaves_all_or_nothing(
    tmp_path: Path, moment: str, readable: list[int], leftover: list[int]
) -> None:
    killed = subprocess.run([sys.executable, "-c", WRITER, tmp_path, moment], check=False)  # noqa: S603 - our own program
    assert killed.returncode == -signal.SIGKILL
    assert sizes(tmp_path / OWNER) == readable
    assert sizes(tmp_path / ".staging") == leftover


async def test_what_was_acknowledged_before_a_kill_is_there_and_whole(tmp_path: Path) -> None:
    acknowledged = await to_thread.run_sync(kill_while_putting, tmp_path)
    assert len(acknowledged) >= 5
    store = FileArtifacts(tmp_path)
    for digest in acknowledged:
        assert await store.verify(OWNER, digest)
    for path in await to_thread.run_sync(blobs, tmp_path):
        assert await store.verify(OWNER, path.name)


async def test_blobs_survive_reopening(tmp_path: Path) -> None:
    digest = await FileArtifacts(tmp_path).put(OWNER, b"figure")
    assert await FileArtifacts(tmp_path).get(OWNER, digest) == b"figure"


async def test_a_blob_lies_where_its_location_says(tmp_path: Path) -> None:
    store = FileArtifacts(tmp_path)
    digest = await store.put(OWNER, b"figure")
    assert store.location(OWNER, digest) == str(tmp_path / OWNER / digest[:2] / digest)
    assert (tmp_path / OWNER / digest[:2] / digest).read_bytes() == b"figure"


@pytest.mark.parametrize("path", ["relative", "relative/deeper"])
async def test_a_relative_root_is_made_and_stays_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    store = FileArtifacts(Path(path))
    monkeypatch.chdir("/")
    digest = await store.put(OWNER, b"figure")
    assert (tmp_path / path / OWNER / digest[:2] / digest).exists()


@pytest.mark.parametrize(
    "owner", ["", ".", "..", "../up", "a/b", "a\\b", "/etc", ".staging", "A" * 32, "a\n", "a\0", "ä", "a" * 65, "-a"]
)
async def test_an_owner_that_is_no_plain_name_is_a_mistake(tmp_path: Path, owner: str) -> None:
    store = FileArtifacts(tmp_path)
    calls: list[Callable[[], object]] = [
        lambda: store.put(owner, b""),
        lambda: store.get(owner, DIGEST),
        lambda: store.remove(owner, DIGEST),
        lambda: anext(store.blobs(owner)),
        lambda: store.verify(owner, DIGEST),
        lambda: store.remove_owner(owner),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="an owner is"):
            await call()  # type: ignore[misc] # every call of the list is a coroutine
    with pytest.raises(ValueError, match="an owner is"):
        store.location(owner, DIGEST)


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "0" * 64 + "\n", "A" * 64, "../" + "0" * 61])
async def test_a_digest_of_another_form_is_a_mistake(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="a digest is"):
        await FileArtifacts(tmp_path).get(OWNER, digest)


async def test_opening_clears_old_leftovers_and_spares_a_writer_at_work(tmp_path: Path) -> None:
    FileArtifacts(tmp_path)
    staging = tmp_path / ".staging"
    old_file, old_folder, young = staging / "old", staging / "removed", staging / "young"
    old_folder.mkdir()
    for file in (old_file, old_folder / "blob", young):
        file.write_bytes(b"part")
    for entry in (old_file, old_folder):
        os.utime(entry, (time.time() - 2 * HOUR,) * 2)
    FileArtifacts(tmp_path)
    assert list(staging.iterdir()) == [young]


async def test_a_put_leaves_no_leftovers(tmp_path: Path) -> None:
    store = FileArtifacts(tmp_path)
    await store.put(OWNER, b"figure")
    await store.put(OWNER, b"figure")
    await store.remove_owner(OWNER)
    assert sizes(tmp_path) == []
    assert not await anyio.Path(tmp_path / OWNER).exists()


async def test_a_full_disk_is_a_storage_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileArtifacts(tmp_path)

    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(StorageError, match="No space left on device"):
        await store.put(OWNER, b"figure")
    assert sizes(tmp_path) == []


async def test_the_bytes_are_synced_before_their_name_and_the_folders_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileArtifacts(tmp_path)
    events: list[int | str] = []
    fsync, replace = os.fsync, Path.replace

    def record_fsync(descriptor: int) -> None:
        events.append(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def record_replace(source: Path, target: Path) -> Path:
        events.append("rename")
        return replace(source, target)

    monkeypatch.setattr(files.os, "fsync", record_fsync)
    monkeypatch.setattr(Path, "replace", record_replace)
    digest = await store.put(OWNER, b"figure")
    blob = Path(store.location(OWNER, digest))
    file, folder, owner, root = [(await anyio.Path(path).stat()).st_ino for path in (blob, *blob.parents[:3])]
    assert events == [file, "rename", folder, owner, root]


async def test_an_owner_that_goes_while_it_is_written_to_fails_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileArtifacts(tmp_path)

    def vanish(_source: Path, _target: Path) -> Path:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(Path, "replace", vanish)
    with pytest.raises(StorageError, match="owner was removed"):
        await store.put(OWNER, b"figure")


def test_a_root_that_is_a_file_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="refuses"):
        FileArtifacts(tmp_path / "file")


async def test_a_truncated_blob_is_not_read_as_if_it_were_whole(tmp_path: Path) -> None:
    store = FileArtifacts(tmp_path)
    digest = await store.put(OWNER, b"figure")
    os.truncate(store.location(OWNER, digest), 3)
    with pytest.raises(ArtifactMissing):
        await store.get(OWNER, digest, 0, 6)
    assert not await store.verify(OWNER, digest)


async def test_a_bad_place_of_the_disk_is_damage_and_a_shortage_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileArtifacts(tmp_path)
    digest = await store.put(OWNER, b"figure")
    read, faults = files.hashlib.file_digest, [errno.EIO]

    def fail(*of: object) -> object:
        if faults:
            number = faults.pop()
            raise OSError(number, os.strerror(number))
        return read(*of)

    monkeypatch.setattr(files.hashlib, "file_digest", fail)
    assert await store.verify(OWNER, digest), "it was read the second time"
    faults += [errno.EIO] * 2
    assert not await store.verify(OWNER, digest)
    faults += [errno.EMFILE]
    with pytest.raises(StorageError, match="Too many open files"):
        await store.verify(OWNER, digest)


async def test_only_files_under_their_digest_are_blobs(tmp_path: Path) -> None:
    store = FileArtifacts(tmp_path)
    digest = await store.put(OWNER, b"figure")
    part = Path(store.location(OWNER, digest)).parent
    for foreign in (tmp_path / "notes.txt", tmp_path / OWNER / "zz", part / "notes.txt", tmp_path / "LOST"):
        foreign.write_bytes(b"")
    assert [blob.digest async for blob in store.blobs()] == [digest]


async def test_a_blob_that_is_put_while_its_old_file_is_removed_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileArtifacts(tmp_path)
    digest = await store.put(OWNER, b"figure")
    path, replace = Path(store.location(OWNER, digest)), Path.replace

    def put_first(source: Path, target: Path) -> Path:
        if source == path:
            fresh = tmp_path / "fresh"
            fresh.write_bytes(b"figure")
            replace(fresh, path)
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", put_first)
    assert not await store.remove(OWNER, digest, store.stamp(OWNER, digest))
    assert await store.get(OWNER, digest) == b"figure"
    assert list((tmp_path / ".staging").iterdir()) == []


async def test_blobs_are_private_to_the_user_who_runs_the_service(tmp_path: Path) -> None:
    store = FileArtifacts(tmp_path)
    digest = await store.put(OWNER, b"figure")
    assert (await anyio.Path(store.location(OWNER, digest)).stat()).st_mode & 0o077 == 0


async def test_an_owner_that_another_remover_took_first_is_gone_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifacts = FileArtifacts(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _: True)  # it was there when this one looked

    await artifacts.remove_owner("owner")

    assert list((tmp_path / ".staging").iterdir()) == []
