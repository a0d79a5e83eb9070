from datetime import UTC, datetime

from pb_http.field_types import when


def test_times_are_written_as_the_reference_writes_them() -> None:
    assert when(datetime(2026, 2, 15, 10, 30, tzinfo=UTC)) == "2026-02-15T10:30:00+00:00"
