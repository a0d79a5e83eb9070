"""The sentences that tell what became of an intent."""

from pb_core.domain.plots.intent_answers import IntentAnswer, answered
from pb_core.domain.plots.spec import Facet, ScaleType
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, HeardIntent, SettingWish, StatisticWish
from support.wish_plots import RUNS, bars, mean_of, plot

HEARD = HeardIntent(
    wishes=(
        StatisticWish(words="mean", op=Op.MEAN, field="score"),
        FieldWish(words="score", field="score"),
        FieldWish(words="by model", field="model"),
        SettingWish(words="log scale", setting="scale", scale=ScaleType.LOG),
    ),
    subject=("runs",),
    unknown=("sparkles",),
)


def test_an_answer_tells_what_is_followed_and_what_is_not() -> None:
    told = answered(HEARD, plot(bars()), RUNS)
    assert told.description == (
        "Followed: 'mean', 'score', 'by model'. Not followed: 'log scale' (the axis has another scale). "
        "Read as the subject: 'runs'. Not understood: 'sparkles'."
    )
    assert told.notes == ("Not followed: “log scale”: the axis has another scale", "Not understood: 'sparkles'")
    assert told.findings == ()


def test_an_answer_tells_what_nobody_asked_for() -> None:
    told = answered(HEARD, plot(bars(mean_of("score", "model", "task")), facet=Facet(field="task")), RUNS)
    assert [finding.subject for finding in told.findings] == ["task"]
    assert told.notes[-1] == told.findings[0].detail


def test_an_intent_that_asks_for_nothing_is_answered_with_nothing() -> None:
    assert (IntentAnswer().description, IntentAnswer().notes) == ("", ())
