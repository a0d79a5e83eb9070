"""Plots: an intent, and data that can be read as a table."""

import anyio.to_thread

from pb_core.engines import Engines
from pb_core.ports.artifacts import ArtifactStore
from pb_core.quota import ApiKey
from pb_core.requests import DEFAULT_ITERATIONS, Canvas, ModelChoice, PlotBody, PlotWork, StoredData
from pb_core.rules import picture_formats, require_text
from pb_core.scripts import check_scripts
from pb_core.tables.reading import read_json
from pb_core.tables.table import Table, TableLimits


class PlotIntake:
    """Checks plot submissions; raises ``InvalidRequest``, for data with what was understood of it."""

    def __init__(self, engines: Engines, artifacts: ArtifactStore, limits: TableLimits) -> None:
        self._engines, self._artifacts, self._limits = engines, artifacts, limits

    async def work(self, key: ApiKey, body: PlotBody) -> PlotWork:
        """Work on data, which is stored under the key."""
        intent = require_text("intent", body.intent)
        models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
        self._engines.plots  # noqa: B018 - refuses where there is none
        self._engines.vlm(models)
        table = await anyio.to_thread.run_sync(read_json, body.data_json, self._limits)
        if self._engines.typefaces:
            await anyio.to_thread.run_sync(check_scripts, self._engines.typefaces, "data_json", _words(table))
        digest = await self._artifacts.put(key.id, body.data_json.encode())
        return PlotWork(
            intent=intent,
            data=StoredData(digest=digest, path=self._artifacts.location(key.id, digest)),
            formats=picture_formats(body.output_formats),
            models=models,
            canvas=Canvas(iterations=body.iterations or DEFAULT_ITERATIONS, aspect_ratio=body.aspect_ratio),
        )


def _words(table: Table) -> str:
    """What a plot of the table may show: the names of its columns and its texts, each once."""
    values = (value for column in table.columns for value in (column.name, *column.values))
    return " ".join(dict.fromkeys(value for value in values if isinstance(value, str)))
