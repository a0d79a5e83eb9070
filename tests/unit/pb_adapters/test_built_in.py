import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.built_in import OwnEngines, OwnPorts, open_artifacts, open_engines, open_ports, prepare
from pb_adapters.notation import MermaidFlowcharts
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.application.assembly import Options
from pb_core.errors import StorageError
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm
from support.s3_server import BUCKET, S3Server

ENGINES = OwnEngines(vlm=ScriptedVlm(), images=ScriptedImages(), plots=ScriptedPlots(), composer=MemoryComposer())


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_data_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    assert prepare(tmp_path / "a/b") == prepare(tmp_path / "a/b") == tmp_path / "a/b"
    assert (tmp_path / "a/b").is_dir()


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=f"{name} cannot be used .*: choose another"):
        prepare(tmp_path / name)


async def test_engines_that_the_caller_brings_are_taken() -> None:
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, Options(), ENGINES)
    assert (engines.images, engines.plots, engines.composer) == (ENGINES.images, ENGINES.plots, ENGINES.composer)
    assert engines.typefaces is None, "only our own engines set text in our own typefaces"


async def test_the_rest_is_built_in() -> None:
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, Options(), OwnEngines(vlm=ENGINES.vlm))
        assert engines.images.provider == "vector"
        assert engines.plots.provider == "matplotlib"
        assert engines.typefaces is not None


async def test_ports_that_the_caller_brings_are_taken_and_nothing_is_made(tmp_path: Path) -> None:
    clock = ManualClock()
    own = OwnPorts(
        storage=MemoryStorage(),
        artifacts=MemoryArtifacts(),
        pdf=InMemoryPdfReader(),
        notifier=RecordingNotifier(),
        wakeups=MemoryWakeups(clock),
        clock=clock,
        ids=SequentialIds(),
        notation=MermaidFlowcharts(),
    )
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, Options(), ENGINES)
        ports = await open_ports(stack, tmp_path / "nowhere", engines, Options(), own)
    assert all(getattr(ports, name) is getattr(own, name) for name in own.__struct_fields__)
    assert names(tmp_path) == set()


async def test_ports_that_nobody_brings_lie_in_the_folder_and_close_with_the_stack(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        ports = await open_ports(stack, tmp_path, await open_engines(stack, Options(), ENGINES), Options())
        assert isinstance(ports.storage, SqliteStorage)
        assert isinstance(ports.artifacts, FileArtifacts)
        assert {"paperbanana.db", "artifacts"} <= names(tmp_path)
    assert names(tmp_path) == {"paperbanana.db", "artifacts"}


@pytest.fixture
def bucket(moto: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a bucket that the environment knows."""
    for name, value in moto.variables.items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{tmp_path.name}"


async def test_artifacts_may_lie_in_a_bucket(bucket: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, Options(), ENGINES)
        ports = await open_ports(stack, tmp_path, engines, Options(), artifacts_url=bucket)
        digest = await ports.artifacts.put("owner", b"figure")
    assert ports.artifacts.location("owner", digest) == f"{bucket}/owner/{digest}/"
    assert names(tmp_path) == {"paperbanana.db"}


async def test_artifacts_are_in_one_place(bucket: str, tmp_path: Path) -> None:
    await (await open_artifacts(tmp_path)).put("owner", b"figure")
    with pytest.raises(StorageError, match="copy them there and move the folder away"):
        await open_artifacts(tmp_path, bucket)


def test_the_client_of_buckets_is_loaded_where_there_is_one() -> None:
    program = "import sys, pb_adapters.built_in, pb_http.cli.serving; sys.exit('obstore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - ours


async def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        engines = await open_engines(stack, Options(), ENGINES)
        with pytest.raises(StorageError):
            await open_ports(stack, tmp_path / "nowhere", engines, Options())
