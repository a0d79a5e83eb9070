from datetime import UTC, datetime, timedelta, timezone

import pytest

from pb_core.domain.history import HistoryQuery
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.errors import InvalidRequest
from pb_http.history_query import choice, history_query, number, place


def test_what_is_empty_is_not_asked() -> None:
    assert history_query({"page": "", "words": "", "status": None, "since": ""}) == HistoryQuery()


def test_every_condition_is_read() -> None:
    given = {
        "size": "7",
        "cursor": "-12",
        "diagram_type": "composite",
        "status": "failed",
        "provider": "gemini",
        "since": "2026-02-15",
        "until": "2026-02-15T10:30:00+02:00",
        "words": " Über alles, über ",
    }
    assert history_query(given, "key-1") == HistoryQuery(
        size=7,
        before=-12,
        key_id="key-1",
        kind=TaskKind.COMPOSITE,
        status=TaskStatus.FAILED,
        provider="gemini",
        since=datetime(2026, 2, 15, tzinfo=UTC),
        until=datetime(2026, 2, 15, 10, 30, tzinfo=timezone(timedelta(hours=2))),
        words=("uber", "alles"),
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"provider": "x" * 201}, "provider must not be longer"),
        ({"since": "0000-01-01"}, "since must be"),
        ({"page": "١"}, "page must be"),
        ({"size": "1e1"}, "size must be"),
        ({"page": "501"}, "page times size"),
        ({"words": "\u200b"}, "words must have"),
    ],
)
def test_what_is_no_condition_is_a_sentence(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidRequest, match=f"^{sentence}"):
        history_query(given)


@pytest.mark.parametrize(("text", "value"), [(None, 5), ("", 5), ("1", 1), ("9", 9)])
def test_a_number_has_a_default(text: str | None, value: int) -> None:
    assert number("size", text, 5, 9) == value
    with pytest.raises(InvalidRequest, match="from 1 to 9"):
        number("size", "10", 5, 9)
    with pytest.raises(InvalidRequest, match=r"from 1$"):
        number("page", "0", 1)


def test_a_cursor_is_a_place_that_a_database_has() -> None:
    assert (place(None), place("0"), place(str(2**63 - 1))) == (None, 0, 2**63 - 1)
    for text in ("x", "1.0", str(2**63), "--1"):
        with pytest.raises(InvalidRequest, match="next_cursor"):
            place(text)


def test_a_choice_is_one_of_its_words() -> None:
    assert choice("status", "failed", tuple(TaskStatus)) is TaskStatus.FAILED
    assert choice("status", "", tuple(TaskStatus)) is None
    with pytest.raises(InvalidRequest, match="status must be one of pending, running, completed, failed"):
        choice("status", "FAILED", tuple(TaskStatus))
