"""What is known of a submitted plot once it was held against its data."""

import json
import threading
from collections.abc import Callable

import anyio
import pytest

from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import PlotOrder, ThreadChecks, check
from pb_core.domain.plots.plan import plan_document
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import InvalidRequest
from pb_core.testing.memory.vlm import ScriptedVlm, plain_plot


def order(data: object, **fields: str | dict[str, object]) -> PlotOrder:
    return PlotOrder(data=json.dumps(data), limits=TableLimits(), **fields)  # type: ignore[arg-type]  # by the caller


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"model": ["A", "B"], "score": [1.5, 2.5]}, ""),
        ({"modèle": ["A", "B", "B"], "score": [1.5, 2.5, 3]}, "modèle A B score"),
    ],
)
def test_words_are_told_where_a_face_may_lack_them(data: object, words: str) -> None:
    assert check(order(data), PlanReader(), None).words == words


def test_a_plan_is_held_against_the_data() -> None:
    fits = {"model": ["A", "B"], "score": [1.5, 2.5]}
    spec = plain_plot(profile(read_table(fits, TableLimits())))
    plan = plan_document(spec)
    given = check(order(fits, plan=plan), PlanReader(), None).plan
    assert given is not None
    assert given.spec == spec
    with pytest.raises(InvalidRequest, match="score"):
        check(order({"model": ["A"], "loss": [1]}, plan=plan), PlanReader(), None)


class Meeting(ScriptedVlm):
    """Foresees nothing until three are asked at once, which never happens with two threads."""

    def __init__(self) -> None:
        super().__init__()
        self.lock, self.running, self.most = threading.Lock(), 0, 0

    def preflight(self, brief: PlotPlanBrief, check: Callable[[PlotSpec, HeardIntent], None], /) -> None:
        """Count who is here at the same time."""
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        check(plain_plot(brief.profile), HeardIntent())
        with self.lock:
            self.running -= 1


async def test_two_threads_at_most_check_at_a_time() -> None:
    checks, engine = ThreadChecks(PlanReader()), Meeting()
    asked = order({"model": ["A", "B"], "score": [1.5, 2.5]}, intent="bars of score by model")
    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(checks.check, asked, engine)
    assert 1 <= engine.most <= 2
