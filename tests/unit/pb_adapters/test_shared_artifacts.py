"""Programs on one database whose figures lie in different places."""

from pathlib import Path

import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.shared_artifacts import are_elsewhere, held_by
from pb_adapters.shared_database import SharedDatabase, open_shared_database
from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Outcome, TaskResult
from pb_core.testing.contracts.storage_base import LEASE, NOW, sample_key, sample_task
from pb_http.cli import checks
from pb_http.composition import open_server
from pb_http.metrics.observations import Observations
from pb_http.settings import load


async def drawn(shared: SharedDatabase, digest: str) -> None:
    """A task of the database that has ended with this picture."""
    await shared.storage.accept(sample_task())
    held = await shared.storage.claim_task(NOW, LEASE, "token")
    assert held is not None
    picture = Artifact(format="png", media_type="image/png", digest=digest, size=1, width=1, height=1)
    await shared.storage.finish_task(held.lease, Outcome(result=TaskResult(description="", artifacts=(picture,))), NOW)


async def test_figures_are_elsewhere_where_a_store_has_none_of_them(tmp_path: Path, database_url: str) -> None:
    here, there = FileArtifacts(tmp_path / "here"), FileArtifacts(tmp_path / "there")
    async with open_shared_database(database_url) as shared:
        assert not await are_elsewhere(shared.pool, held_by(here))
        assert not await are_elsewhere(shared.pool, held_by(None))
        await shared.storage.add_key(sample_key())
        await drawn(shared, await here.put("key-1", b"a picture"))
        assert not await are_elsewhere(shared.pool, held_by(here))
        assert await are_elsewhere(shared.pool, held_by(there))
        assert await are_elsewhere(shared.pool, held_by(None))


async def test_a_program_that_looks_elsewhere_is_told(
    tmp_path: Path, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    environ = {"PAPERBANANA_DATABASE_URL": database_url}
    one, other = ({**environ, "PAPERBANANA_DATA_DIR": str(tmp_path / name)} for name in ("one", "other"))
    async with open_shared_database(database_url) as shared:
        await shared.storage.add_key(sample_key())
        await drawn(shared, await FileArtifacts(tmp_path / "one" / "artifacts").put("key-1", b"a picture"))
    told = []
    for given in (one, other):
        caplog.clear()
        async with open_server(load(given), Observations()):
            told.append([record.message for record in caplog.records if record.message == "figures_are_elsewhere"])
    assert told == [[], ["figures_are_elsewhere"]]
    found = [
        next(one for one in await checks.examine(given, create=False, call_models=False) if one.check == "artifacts")
        for given in (one, other)
    ]
    assert [one.status for one in found] == ["ok", "fault"]
    assert "let all programs have one PAPERBANANA_ARTIFACTS_URL" in found[1].text
