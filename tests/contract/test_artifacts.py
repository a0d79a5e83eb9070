"""The artifact suite over its adapters."""

from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.artifacts.s3 import S3Artifacts
from pb_core.testing.contracts.artifacts import ArtifactsContract, Damage
from pb_core.testing.memory import MemoryArtifacts
from support.s3_server import BUCKET, S3Server, damage


class TestMemoryArtifacts(ArtifactsContract):
    @pytest.fixture
    def artifacts(self) -> MemoryArtifacts:
        return MemoryArtifacts()

    @pytest.fixture
    def damage(self, artifacts: MemoryArtifacts) -> Damage:
        async def damage(owner: str, digest: str) -> None:
            artifacts.damage(owner, digest)

        return damage


class TestFileArtifacts(ArtifactsContract):
    @pytest.fixture
    def artifacts(self, tmp_path: Path) -> FileArtifacts:
        return FileArtifacts(tmp_path / "artifacts")

    @pytest.fixture
    def damage(self, artifacts: FileArtifacts) -> Damage:
        async def damage(owner: str, digest: str) -> None:
            path = anyio.Path(artifacts.location(owner, digest))
            await path.write_bytes(b"?" + (await path.read_bytes())[1:])

        return damage


class S3Contract(ArtifactsContract):
    """The suite over a server, below a prefix of each test's own."""

    @pytest.fixture
    def server(self) -> S3Server:
        raise NotImplementedError

    @pytest.fixture
    def prefix(self, tmp_path: Path) -> str:
        return f"of/{tmp_path.name}"

    @pytest.fixture
    async def artifacts(self, server: S3Server, prefix: str) -> S3Artifacts:
        return await S3Artifacts.open(f"s3://{BUCKET}/{prefix}", config=server.config)

    @pytest.fixture
    def damage(self, server: S3Server, prefix: str) -> Damage:
        async def behind_its_back(owner: str, digest: str) -> None:
            await to_thread.run_sync(damage, server.store(prefix), f"{owner}/{digest}")

        return behind_its_back


class TestS3Artifacts(S3Contract):
    @pytest.fixture
    def server(self, moto: S3Server) -> S3Server:
        return moto


@pytest.mark.drill
class TestS3ArtifactsInSeaweed(S3Contract):
    @pytest.fixture
    def server(self, seaweed: S3Server) -> S3Server:
        return seaweed
