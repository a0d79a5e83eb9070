"""What an engine without a model would refuse is refused before a plot is stored; models are not asked."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pb_core.application.engines import Engines
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import ThreadChecks
from pb_core.application.plot_intake import PlotIntake
from pb_core.domain.billing import ApiKey
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import FilterWish, HeardIntent
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.requests import PlotBody
from pb_core.domain.tables.table import TableLimits
from pb_core.errors import ArtifactMissing, InvalidRequest, NotPlottable
from pb_core.testing.memory import MemoryArtifacts
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.vlm import ScriptedVlm, plain_plot

BODY = PlotBody(data_json=json.dumps({"model": ["A", "B"], "score": [1.5, 2.5]}), intent="bars of score by model")
KEY = ApiKey(id="k", prefix="pb_", digest="d", name="n", created_at=datetime(2026, 1, 1, tzinfo=UTC))


class Foreseeing(ScriptedVlm):
    """Holds a plain plot, without its axes' fields where ``wrong``, against the core's check."""

    def __init__(self, *, wrong: bool) -> None:
        super().__init__()
        self.wrong, self.briefs = wrong, list[PlotPlanBrief]()
        self.heard = HeardIntent()

    def preflight(self, brief: PlotPlanBrief, check: Callable[[PlotSpec, HeardIntent], None], /) -> None:
        """Keep the brief; refuse what the check refuses."""
        self.briefs.append(brief)
        if self.wrong:
            raise InvalidRequest("the scores cannot be read")
        check(plain_plot(brief.profile), self.heard)


def intake(vlm: ScriptedVlm, artifacts: MemoryArtifacts) -> PlotIntake:
    engines = Engines(vlm=vlm, images=ScriptedImages(), plots=ScriptedPlots())
    return PlotIntake(engines, artifacts, TableLimits(), ThreadChecks(PlanReader()).check)


async def test_a_refusal_stores_nothing() -> None:
    artifacts = MemoryArtifacts()
    with pytest.raises(InvalidRequest, match="the scores cannot be read"):
        await intake(Foreseeing(wrong=True), artifacts).work(KEY, BODY)
    with pytest.raises(ArtifactMissing):
        await artifacts.get(KEY.id, hashlib.sha256(BODY.data_json.encode()).hexdigest())


async def test_a_plan_that_leaves_out_a_filter_is_refused() -> None:
    engine = Foreseeing(wrong=False)
    engine.heard = HeardIntent(wishes=(FilterWish(words="only A", field="model", one_of=("A",)),))
    with pytest.raises(NotPlottable, match="“only A” changes what is shown, and this plot would not follow it: the"):
        await intake(engine, MemoryArtifacts()).work(KEY, BODY)


async def test_the_brief_holds_the_intent_and_the_table_and_its_plan_is_checked() -> None:
    engine = Foreseeing(wrong=False)
    work = await intake(engine, MemoryArtifacts()).work(KEY, BODY)
    assert work.intent == engine.briefs[0].intent == "bars of score by model"
    assert [column.name for column in engine.briefs[0].profile.columns] == ["model", "score"]


async def test_a_model_is_not_asked_before_the_charge() -> None:
    engine = ScriptedVlm()
    await intake(engine, MemoryArtifacts()).work(KEY, BODY)
    assert engine.requests == []
