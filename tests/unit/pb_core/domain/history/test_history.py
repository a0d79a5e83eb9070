from datetime import UTC, datetime, timedelta

import pytest

from pb_core.domain.history import MOST_COUNTED, TIES, HistoryQuery, first_place
from pb_core.errors import InvalidRequest

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_places_are_in_the_order_of_times_and_fit_a_database() -> None:
    times = [NOON + timedelta(milliseconds=number) for number in range(3)]
    assert [first_place(time) - first_place(NOON) for time in times] == [0, TIES, 2 * TIES]
    assert first_place(NOON + timedelta(microseconds=999)) == first_place(NOON)
    assert first_place(NOON.astimezone(tz=None)) == first_place(NOON)
    assert first_place(datetime.max.replace(tzinfo=UTC)) < 2**63 - TIES
    assert first_place(datetime.min.replace(tzinfo=UTC)) > -(2**63)


def test_pages_by_number_end_where_a_cursor_must_lead_on() -> None:
    HistoryQuery(size=100, page=MOST_COUNTED // 100).require_within()
    with pytest.raises(InvalidRequest, match=r"10,000: go on with cursor"):
        HistoryQuery(size=100, page=MOST_COUNTED // 100 + 1).require_within()
