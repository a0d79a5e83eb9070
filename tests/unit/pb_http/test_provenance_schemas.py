"""What the API tells of a figure besides its picture."""

from datetime import UTC, datetime

from pb_core.domain.pictures import Artifact
from pb_core.domain.provenance import FigureText
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.tasks import Task, TaskKind, TaskResult
from pb_http.provenance_schemas import FigureWords, figure_words
from support.picture_metadata import HOSTILE, MADE

PNG = Artifact(format="png", media_type="image/png", digest="a" * 64, size=1, width=1, height=1)


def task(result: TaskResult | None) -> Task:
    return Task(
        id="t", key_id="k", kind=TaskKind.METHODOLOGY, endpoint="generate", work=MethodologyWork(caption="c"),
        public_url="", created_at=datetime(2026, 11, 27, tzinfo=UTC), result=result,
    )  # fmt: skip


def test_a_figure_is_told_in_words_that_are_not_escaped_and_by_what_made_it() -> None:
    text = FigureText(title="T", alt_text=HOSTILE, long_description="long")
    words = figure_words(task(TaskResult(description="", artifacts=(PNG,), text=text, provenance=MADE)))
    assert (words.alt_text, words.long_description) == (HOSTILE, "long")
    assert words.provenance is not None
    assert words.provenance.created == "2026-11-27T00:00:00+00:00"
    assert [use.step for use in words.provenance.models] == ["plan", "round/1/draw"]


def test_what_was_not_kept_is_null() -> None:
    assert figure_words(task(None)) == FigureWords()
    assert figure_words(task(TaskResult(description="", artifacts=(PNG,)))) == FigureWords()
