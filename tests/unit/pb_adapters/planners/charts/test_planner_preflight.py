"""The built-in engine refuses before the charge what it would fail on, with the same sentence."""

from collections.abc import Callable

import pytest

from pb_adapters.planners.engine import OfflineEngine
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import InvalidRequest, NotPlottable
from pb_core.ports.vlm import Preflight, VlmRequest

MESSY = {"model": ["A", "B"], "latency": ["900 ms", "1.2k"]}
SCORES = {"model": ["A", "B"], "accuracy": [0.45, "55%"]}


def asked(data: object, intent: str) -> tuple[PlotPlanBrief, Callable[[PlotSpec, HeardIntent], None]]:
    table = read_table(data)
    brief = PlotPlanBrief(intent=intent, profile=profile(table))
    return brief, lambda spec, _: check_plot(spec, table, intent)


def test_the_engine_is_one_that_foresees() -> None:
    assert isinstance(OfflineEngine(), Preflight)


@pytest.mark.parametrize(
    ("data", "intent", "sentence"),
    [
        (MESSY, "bars of latency by model", "'1.2k' in row 2"),
        (SCORES, "bars of accuracy by model", "mixes fractions with per cent"),
        ({"a": [1.5, 2], "b": [2, 3.5]}, "3D scatter of a and b", "3D"),
        ({"k": [f"c{i}" for i in range(300)], "v": list(range(300))}, "bars of v by k", "200 is the limit"),
    ],
)
def test_what_would_fail_is_refused(data: object, intent: str, sentence: str) -> None:
    brief, check = asked(data, intent)
    with pytest.raises(InvalidRequest) as refusal:
        OfflineEngine().preflight(brief, check)
    assert sentence in str(refusal.value)


async def test_the_task_would_fail_with_the_same_sentence() -> None:
    brief, check = asked(MESSY, "bars of latency by model")
    with pytest.raises(InvalidRequest) as before:
        OfflineEngine().preflight(brief, check)
    request = VlmRequest(role="plot-planner", system="", prompt="", schema=b"{}", brief=brief)
    with pytest.raises(NotPlottable) as after:
        await OfflineEngine().complete(request)
    assert str(before.value) == str(after.value)


def test_a_plan_that_answers_another_question_is_refused_with_the_checks_sentence() -> None:
    brief, _ = asked({"model": ["A", "B"], "score": [1, 2]}, "bars of score by model")

    def check(_: PlotSpec, heard: HeardIntent) -> None:
        raise NotPlottable(f"“{heard.wishes[0].words}” is not done")

    with pytest.raises(InvalidRequest, match="“bars” is not done"):
        OfflineEngine().preflight(brief, check)


def test_what_can_be_drawn_passes() -> None:
    brief, check = asked({"model": ["A", "B"], "score": [1, 2]}, "bars of score by model")
    OfflineEngine().preflight(brief, check)
