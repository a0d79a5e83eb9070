"""What pages call figures and steps."""

import pytest

from pb_core.domain.requests import CompositeWork, MethodologyWork, UnreadableWork, Work
from pb_core.domain.tasks import Task, TaskKind
from pb_http.pages.studio.titles import step_title, title_of
from support.site import ManualClock


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("plan", "Plan the figure"),
        ("plan/hand-overs", "Find what they hand over"),
        ("round/2/draw", "Draw (round 2)"),
        ("round/10/critique/revise", "Revise the plan (round 10)"),
        ("candidate/3/round/1/draw", "Draw (candidate 3, round 1)"),
        ("something/new", "something/new"),
        ("round/1/something", "something (round 1)"),
    ],
)
def test_steps_are_told_in_words(name: str, title: str) -> None:
    assert step_title(name) == title


@pytest.mark.parametrize(
    ("work", "title"),
    [
        (MethodologyWork(caption="  Figure 1:\n overview "), "Figure 1: overview"),
        (MethodologyWork(caption="word " * 100), "word " * 18 + "…"),
        (MethodologyWork(caption="x" * 100), "x" * 90 + " …"),
        (MethodologyWork(caption="Figure 1: " + "x" * 100), "Figure 1: " + "x" * 80 + " …"),
        (CompositeWork(sources=()), "0 panels"),
        (UnreadableWork(), "Untitled diagram"),
    ],
)
def test_a_figure_is_called_by_its_first_words(work: Work, title: str) -> None:
    now = ManualClock().now()
    task = Task(
        id="1", key_id="k", kind=TaskKind.METHODOLOGY, endpoint="generate", work=work, public_url="", created_at=now
    )
    assert title_of(task) == title
