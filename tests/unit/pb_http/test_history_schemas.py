from typing import Any, cast

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.history import TaskDetail
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.steps import begun, failed
from pb_core.domain.tasks import DiagramRecord, PlotRecord, TaskResult, TaskStatus
from pb_core.errors import Billed
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    NOW,
    after,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)
from pb_http.history_schemas import (
    LONGEST_BODY,
    LONGEST_LIST,
    LONGEST_TEXT,
    PlanVerdicts,
    VerdictCount,
    shortened,
    task_detail,
    verdicts_of,
)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
        ("x" * 2_000_000, "x" * LONGEST_TEXT + "… (2,000,000 characters)"),
        ({"a": ["x" * 3_000, 1, None]}, {"a": ["x" * LONGEST_TEXT + "… (3,000 characters)", 1, None]}),
        (list(range(150)), [*range(LONGEST_LIST), "… (150 in all)"]),
    ],
)
def test_long_texts_and_lists_of_a_request_are_cut(value: Any, told: Any) -> None:  # noqa: ANN401 - any JSON
    assert shortened(value) == told


def test_a_task_is_told_whole_but_for_its_large_bodies() -> None:
    step = failed(begun("task-1", None, sample_intent(estimate=900)).record, "No answer.", NOW, Billed.UNKNOWN).record
    detail = TaskDetail(
        task=sample_task(
            work=MethodologyWork(caption="c", source="s" * 5_000),
            status=TaskStatus.COMPLETED,
            result=COMPLETED.result,
            completed_at=after(9),
        ),
        key=sample_key(),
        steps=(step,),
        webhooks=(replace(sample_delivery(), body=b"b" * 20_000),),
    )
    told = msgspec.to_builtins(task_detail(detail))
    assert told["key"] == {"id": "key-1", "key": "pb_Ab3dEf...", "name": sample_key().name}
    assert len(told["request"]["source"]) < LONGEST_TEXT + 50
    assert told["result"]["artifacts"][0]["digest"] == "ab" * 32
    assert (told["cost_usd"], told["steps"][0]["error"], told["steps"][0]["spent_usd"]) == (
        0.0009,
        "No answer.",
        0.0009,
    )
    assert (len(told["webhooks"][0]["body"]), told["webhooks"][0]["body_bytes"]) == (LONGEST_BODY, 20_000)
    assert "s3cret" not in str(told)
    assert "waiting" not in told


def test_what_is_known_of_a_plan_is_told_in_short() -> None:
    parts = (
        PartSupport(subject="a", support=Support.STATED),
        PartSupport(subject="b", support=Support.STATED),
        PartSupport(subject="c", support=Support.UNSUPPORTED, why="It quotes no words."),
    )
    spec = DiagramSpec(elements=())
    diagram = DiagramRecord(spec=spec, styling=Styling(), support=SupportReport(elements=parts))
    assert verdicts_of(TaskResult(description="", diagram=diagram)) == PlanVerdicts(
        counts=(VerdictCount(verdict="stated", parts=2), VerdictCount(verdict="unsupported", parts=1)),
        doubts=("c: It quotes no words.",),
    )
    plot = PlotRecord(
        spec=cast("PlotSpec", None),
        report=FaithfulnessReport(comparisons=(), mismatches=("A bar is too high.",)),
        wishes=(
            WishOutcome(words="in red", followed=False, note="It is blue."),
            WishOutcome(words="sorted", followed=True),
        ),
    )
    assert verdicts_of(TaskResult(description="", plot=plot)) == PlanVerdicts(
        values_compared=0, doubts=("A bar is too high.", "in red: It is blue.")
    )
    assert verdicts_of(TaskResult(description="")) is None
