"""Structs into rows and back."""

import sqlite3
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from pb_adapters.storage.rows import Rows, time_text
from pb_core.domain.steps import StepState
from pb_core.domain.tasks import TaskResult

ZONES = st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones are drawn beside it


class Everything(Struct, frozen=True, kw_only=True):
    count: int
    word: str
    data: bytes
    flag: bool
    at: datetime
    state: StepState
    nested: tuple[TaskResult, ...]
    either: TaskResult | None = None
    maybe: int | None = None


SAMPLES = st.builds(
    Everything,
    count=st.integers(-(2**63), 2**63 - 1),
    word=st.text(st.characters(codec="utf-8")),
    data=st.binary(),
    flag=st.booleans(),
    at=TIMES,
    state=st.sampled_from(StepState),
    nested=st.lists(st.builds(TaskResult, description=st.text(st.characters(codec="utf-8"))), max_size=2).map(tuple),
    either=st.none() | st.builds(TaskResult, description=st.text(st.characters(codec="utf-8"))),
    maybe=st.none() | st.integers(0, 9),
)
COLUMNS = "count INT, word TEXT, data BLOB, flag INT, at TEXT, state TEXT, nested TEXT, either TEXT, maybe INT"


@given(sample=SAMPLES)
def test_what_goes_into_a_row_comes_back(sample: Everything) -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.execute(f"CREATE TABLE things (extra TEXT, {COLUMNS}) STRICT")
    rows, values = Rows(Everything), Rows(Everything).encode(sample)
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO things ({names}) VALUES ({places})", values)  # noqa: S608 - our own words
    back = rows.decode(connection.execute("SELECT * FROM things").fetchone())
    connection.close()
    assert back == sample
    assert back.at.utcoffset() == timedelta(0)


@given(one=TIMES, two=TIMES)
def test_texts_of_times_sort_as_the_times_do(one: datetime, two: datetime) -> None:
    assert (time_text(one) < time_text(two)) == (one < two)
    assert datetime.fromisoformat(time_text(one)) == one
