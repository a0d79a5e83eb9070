"""The artifact suite over its adapters."""

from pathlib import Path

import anyio
import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_core.testing.contracts.artifacts import ArtifactsContract, Damage
from pb_core.testing.memory import MemoryArtifacts


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
