"""Which value of a column is the event that ends a time."""

import pytest

from pb_core.domain.plots.wishes import SettingWish
from support.readings import wishes
from support.wish_plots import seen

CODED = seen({"time": [5, 8, 9, 12, 13], "status": [1, 2, 3, 2, 1], "sex": [0, 1, 0, 1, 1]})
WRITTEN = seen({"months": [5, 8, 9], "outcome": ["relapse", "lost", "moved"], "arm": ["A", "B", "A"]})


@pytest.mark.parametrize(
    ("intent", "events"),
    [
        ("Kaplan-Meier by sex, status 2 = death", [("status", "2")]),
        ("Kaplan-Meier by sex, event = status 1", [("status", "1")]),
        ("KM curves with event status 1", [("status", "1")]),
        ("survival curves by sex (2 = dead)", [(None, "2")]),
        ("survival curves by sex, status == 2 is the event", [("status", "2")]),
        ("Kaplan-Meier by sex, statuses 1 and 3 censored", [("status", "2")]),
        ("Kaplan-Meier by sex, 1/3 = censored", [("status", "2")]),
        ("Kaplan-Meier, status 1 = death, statuses 2 and 3 censored", [("status", "1"), ("status", "1")]),
        ("Kaplan-Meier by sex, status 2 censored", []),  # 1 or 3
        ("Kaplan-Meier, status 2 = death, status 2 censored", [("status", "2")]),  # what contradicts is not understood
        ("bars of time by status 2", []),
        ("bars by sex, status 2 = death", []),
    ],
)
def test_an_event_is_a_value_of_a_column(intent: str, events: list[tuple[str | None, str]]) -> None:
    found = [wish for wish in wishes(intent, CODED) if isinstance(wish, SettingWish) and wish.setting == "event"]
    assert [(wish.field, wish.value) for wish in found] == events


def test_an_event_may_be_written_out() -> None:
    found = [wish for wish in wishes("Kaplan-Meier, event = relapse", WRITTEN) if isinstance(wish, SettingWish)]
    assert [(wish.setting, wish.field, wish.value) for wish in found] == [("event", "outcome", "relapse")]
