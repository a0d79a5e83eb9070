"""Intake of plots: their data are read, and what an engine without a model would refuse is refused."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import anyio
import anyio.to_thread

from pb_core.application.drawable_scripts import check_scripts
from pb_core.application.engines import Engines
from pb_core.application.plans import PlanReader
from pb_core.domain.billing import ApiKey
from pb_core.domain.plots.intent_answers import answered
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.request_rules import picture_formats, require_text
from pb_core.domain.requests import DEFAULT_ITERATIONS, Canvas, ModelChoice, PlotBody, PlotWork, StoredData
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import NotPlottable
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.typefaces import Typefaces
from pb_core.ports.vlm import Preflight, VlmEngine, is_rule_based

LARGE_DATA = 200_000
"""Characters of a plot's data above which they are read one after the other, whoever sent them.

Each thread that reads takes turns with the event loop at the interpreter, so that many would hold it up.
"""


ReadTable = Callable[[str, TableLimits], Awaitable[Table]]
"""Reads a caller's ``data_json``, off the event loop; raises ``InvalidRequest``."""


async def read_in_thread(text: str, limits: TableLimits) -> Table:
    """Read data in a thread of this process."""
    return await anyio.to_thread.run_sync(read_json, text, limits)


class PlotIntake:
    """Checks plot submissions; raises ``InvalidRequest``, for data with what was understood of it.

    Where an engine without a model would plan the plot, what it would refuse is refused before anything is charged.
    """

    def __init__(
        self,
        engines: Engines,
        artifacts: ArtifactStore,
        plans: PlanReader,
        limits: TableLimits,
        read: ReadTable = read_in_thread,
    ) -> None:
        self._engines, self._artifacts, self._plans, self._limits = engines, artifacts, plans, limits
        self._read = read
        self._large = anyio.CapacityLimiter(1)

    async def work(self, key: ApiKey, body: PlotBody) -> PlotWork:
        """Work on data, which is stored under the key."""
        intent = None if body.intent is None else require_text("intent", body.intent)
        styling = body.styling or PlotStyling()
        _ = styling.millimetres  # refuses a width that no figure has
        models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
        self._engines.plots  # noqa: B018 - refuses where there is none
        engine = self._engines.vlm(models)
        async with self._large if len(body.data_json) > LARGE_DATA else nullcontext():
            plan = await self._understood(body, intent, engine)
        digest = await self._artifacts.put(key.id, body.data_json.encode())
        return PlotWork(
            intent=intent or "",
            plan=plan,
            data=StoredData(digest=digest, path=self._artifacts.location(key.id, digest)),
            formats=picture_formats(body.output_formats),
            models=models,
            canvas=Canvas(iterations=body.iterations or DEFAULT_ITERATIONS, aspect_ratio=body.aspect_ratio),
            styling=styling,
        )

    async def _understood(self, body: PlotBody, intent: str | None, engine: VlmEngine) -> GivenPlot | None:
        """Read the data, and the plan if there is one; without one refuse what ``engine`` would, if it can tell."""
        table = await self._read(body.data_json, self._limits)
        if self._engines.typefaces:
            await anyio.to_thread.run_sync(_check_words, self._engines.typefaces, table)
        if body.plan is not None:
            return await anyio.to_thread.run_sync(self._plans.plot, body.plan, table, intent)
        if not isinstance(engine, Preflight):
            return None
        asked = intent or ""
        seen = await anyio.to_thread.run_sync(profile, table)
        brief = PlotPlanBrief(intent=asked, profile=seen, aspect_ratio=body.aspect_ratio)

        def check(spec: PlotSpec, heard: HeardIntent) -> None:
            check_plot(spec, table, asked)
            if refusal := answered(heard, spec, seen, table, by_rules=is_rule_based(engine)).refusal:
                raise NotPlottable(refusal)

        await engine.preflight(brief, check)
        return None


def _check_words(typefaces: Typefaces, table: Table) -> None:
    check_scripts(typefaces, "data_json", _words(table))


def _words(table: Table) -> str:
    """What a plot of the table may show: the names of its columns and its texts, each once."""
    values = (value for column in table.columns for value in (column.name, *column.values))
    return " ".join(dict.fromkeys(value for value in values if isinstance(value, str)))
