"""The pictures that a task has drawn so far are found in its steps."""

import msgspec
import pytest

from pb_core.application.drawn_rounds import drawn_rounds
from pb_core.domain.pictures import Artifact
from pb_core.domain.steps import StepRecord, StepState
from pb_core.testing.memory import ManualClock

PNG = Artifact(format="png", media_type="image/png", digest="d", size=1, width=4, height=3)
SVG = Artifact(format="svg", media_type="image/svg+xml", digest="e", size=1, width=4, height=3)


def step(name: str, result: bytes | None, state: StepState = StepState.FINISHED) -> StepRecord:
    role = "/".join(part for part in name.split("/") if not part.isdigit())
    now = ManualClock().now()
    return StepRecord(
        task_id="t", name=name, role=role, digest="d", engine="e", state=state, started_at=now, result=result
    )


def drawing(*artifacts: Artifact) -> bytes:
    return msgspec.json.encode({"artifacts": artifacts, "notes": ["something else"]})


@pytest.mark.parametrize("before", ["", "candidate/2/"])
def test_finished_drawings_are_found_in_order(before: str) -> None:
    rounds = drawn_rounds(
        [
            step("plan", b"{}"),
            step(f"{before}round/1/draw", drawing(PNG, SVG)),
            step(f"{before}round/1/critique", b"{}"),
            step(f"{before}round/2/draw", drawing(SVG)),
            step(f"{before}round/3/draw", None, StepState.STARTED),
        ]
    )
    assert [(one.step, one.png) for one in rounds] == [
        (f"{before}round/1/draw", PNG),
        (f"{before}round/2/draw", None),
    ]


def test_an_answer_of_another_version_is_no_drawing() -> None:
    assert drawn_rounds([step("round/1/draw", b'{"artifacts": 3}')]) == ()
