from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from pb_adapters.server_state.postgres.provider_starts import PostgresStarts
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.upstream.guard import ResilientImages
from pb_adapters.upstream.limiter import Limiter
from pb_core.domain.requests import ModelChoice
from pb_core.domain.webhooks import TAIL_DELAYS
from pb_core.errors import EngineMisconfigured, StorageError
from pb_http import VERSION
from pb_http.composition import open_core, options_of
from pb_http.settings import ProviderSettings, Settings, load
from pb_http.settings.engine_choice import EngineName
from support.postgres import shared_server


def test_the_core_is_told_what_was_set() -> None:
    options = options_of(
        load(
            {
                "PAPERBANANA_CONCURRENCY": "7",
                "PAPERBANANA_LEASE_SECONDS": "9",
                "PAPERBANANA_TASK_DEADLINE_SECONDS": "90",
                "PAPERBANANA_IMAGE_RESOLUTION": "4K",
                "PAPERBANANA_PLOT_MAX_ROWS": "50",
                "PAPERBANANA_COMPOSITE_MAX_PIXELS": "100000",
                "PAPERBANANA_COMPOSITE_MAX_PANEL_SIDE": "300",
                "PAPERBANANA_MAX_COST_PER_TASK": "0.5",
                "PAPERBANANA_VISION_PROBE": "no",
                "PAPERBANANA_WEBHOOK_ALLOW_PRIVATE_NETWORKS": "yes",
                "PAPERBANANA_WEBHOOK_RETRY_DELAYS": "1",
                "PAPERBANANA_WEBHOOK_TAIL": "true",
            }
        )
    )

    assert (options.concurrency, options.lease, options.resolution) == (7, timedelta(seconds=9), "4K")
    assert options.deadline == timedelta(seconds=90)
    assert (options.tables.max_rows, options.tables.max_points) == (50, 500)
    assert (options.canvas.max_pixels, options.canvas.max_panel_side) == (100_000, 300)
    assert (options.caps.task_micros, options.probe_vision) == (500_000, False)
    assert (options.allow_private_callbacks, options.retry_delays) == (True, (timedelta(seconds=1), *TAIL_DELAYS))
    assert options.version == VERSION


async def test_what_was_stored_is_there_when_the_folder_is_opened_again(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "a/b")
    async with open_core(settings) as core:
        _, key = await core.keyring.create("kept")
        assert (core.engines.vlm(ModelChoice()).provider, core.engines.images.provider) == ("offline", "vector")
    async with open_core(settings) as core:
        assert await core.keyring.list() == (key,)


async def test_a_folder_that_cannot_be_used_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    opened: list[Path] = []
    monkeypatch.setattr(SqliteStorage, "open", opened.append)
    with pytest.raises(StorageError, match=r"the data folder .*file cannot be used"):
        async with open_core(Settings(data_dir=tmp_path / "file")):
            pass
    assert opened == []


async def test_a_provider_that_is_not_there_leaves_no_database(tmp_path: Path) -> None:
    gone = ProviderSettings(vlm=EngineName("gone"), environ={"PAPERBANANA_VLM_PROVIDER": "gone"})
    with pytest.raises(EngineMisconfigured, match="gone is not installed"):
        async with open_core(Settings(data_dir=tmp_path, providers=gone)):
            pass
    assert not (tmp_path / "paperbanana.db").exists()


@pytest.mark.parametrize("shared", [True, False])
async def test_starts_at_a_provider_are_counted_with_those_of_other_workers(tmp_path: Path, shared: bool) -> None:  # noqa: FBT001
    chosen = {"KIE_API_KEY": "made-up", "PAPERBANANA_IMAGE_PROVIDER": "kie_imagen"}
    variables = {"PAPERBANANA_DATA_DIR": str(tmp_path), **chosen}
    with shared_server().own_database("template0") as url:
        more = {"PAPERBANANA_DATABASE_URL": url} if shared else {}
        async with open_core(load(variables | more)) as core:
            painter = cast("ResilientImages", core.engines.images)
            limiter = painter._guard._limiter
            assert isinstance(limiter, PostgresStarts if shared else Limiter)
