"""Intake of plots: their data are read, and what an engine without a model would refuse is refused."""

import anyio.to_thread

from pb_core.application.drawable_scripts import check_scripts
from pb_core.application.engines import Engines
from pb_core.application.plot_checks import CheckPlot, PlotOrder
from pb_core.application.variety import require_variety
from pb_core.domain.billing import ApiKey
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.request_rules import picture_formats, require_text
from pb_core.domain.requests import (
    DEFAULT_ITERATIONS,
    Canvas,
    ModelChoice,
    PlotBody,
    PlotWork,
    StoredData,
    units_of,
)
from pb_core.domain.tables.table import TableLimits
from pb_core.ports.artifacts import ArtifactStore


class PlotIntake:
    """Checks plot submissions; raises ``InvalidRequest``, for data with what was understood of it.

    Where an engine without a model would plan the plot, what it would refuse is refused before anything is charged.
    """

    def __init__(self, engines: Engines, artifacts: ArtifactStore, limits: TableLimits, check: CheckPlot) -> None:
        self._engines, self._artifacts, self._limits, self._check = engines, artifacts, limits, check

    async def work(self, key: ApiKey, body: PlotBody) -> PlotWork:
        """Work on data, which is stored under the key."""
        intent = None if body.intent is None else require_text("intent", body.intent)
        styling = body.styling or PlotStyling()
        _ = styling.millimetres  # refuses a width that no figure has
        models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
        self._engines.plots  # noqa: B018 - refuses where there is none
        engine = self._engines.vlm(models)
        require_variety(body.candidates, engine, has_plan=body.plan is not None)
        order = PlotOrder(
            data=body.data_json,
            limits=self._limits,
            intent=intent,
            plan=body.plan,
            aspect_ratio=body.aspect_ratio,
        )
        checked = await self._check(order, engine)
        if self._engines.typefaces:
            await anyio.to_thread.run_sync(check_scripts, self._engines.typefaces, "data_json", checked.words)
        digest = await self._artifacts.put(key.id, body.data_json.encode())
        return PlotWork(
            intent=intent or "",
            plan=checked.plan,
            data=StoredData(digest=digest, path=self._artifacts.location(key.id, digest)),
            formats=picture_formats(body.output_formats),
            models=models,
            canvas=Canvas(
                iterations=body.iterations or DEFAULT_ITERATIONS,
                aspect_ratio=body.aspect_ratio,
                candidates=units_of(body),
            ),
            styling=styling,
        )
