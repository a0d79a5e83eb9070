import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_http.conditional import MAX_WAIT_SECONDS, Span, Unsatisfiable, matches, span, wait_seconds

TAG = '"abc"'


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, False),
        ("", False),
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc"', True),
        ("*", True),
        ("abc", False),
        ('"abcd"', False),
    ],
)
def test_if_none_match(header: str | None, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert matches(header, TAG) is expected


@given(st.integers(1, 1000), st.integers(0, 1200), st.integers(0, 1200))
def test_a_closed_range_is_a_slice(size: int, first: int, last: int) -> None:
    data = bytes(size)
    header = f"bytes={first}-{last}"
    if last < first:
        assert span(header, None, TAG, size) is None
    elif first >= size:
        with pytest.raises(Unsatisfiable):
            span(header, None, TAG, size)
    else:
        found = span(header, None, TAG, size)
        assert found == Span(first, min(last + 1, size))
        assert len(data[found.start : found.stop]) == len(data[first : last + 1])


@given(st.integers(1, 1000), st.integers(1, 1200))
def test_a_suffix_range_is_the_end(size: int, length: int) -> None:
    assert span(f"bytes=-{length}", None, TAG, size) == Span(max(0, size - length), size)


@pytest.mark.parametrize("header", [None, "", "bytes", "bytes=", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes=١-"])
def test_what_is_no_single_range_is_the_whole(header: str | None) -> None:
    assert span(header, None, TAG, 10) is None


def test_if_range_must_name_the_same_bytes() -> None:
    assert span("bytes=0-1", TAG, TAG, 10) == Span(0, 2)
    assert span("bytes=0-1", f"W/{TAG}", TAG, 10) is None
    assert span("bytes=0-1", "Sun, 15 Feb 2026 10:30:00 GMT", TAG, 10) is None


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("wait=10", 10),
        ("WAIT = 10", 10),
        ('wait="10"', 10),
        ("respond-async, wait=5; x=y", 5),
        ("wait=600", MAX_WAIT_SECONDS),
        ("wait=999999999", MAX_WAIT_SECONDS),
        ("wait=0", 0),
        ("wait=-5", 0),
        ("wait=1.5", 0),
        ("wait", 0),
        ("await=5", 0),
        ("return=wait=5", 0),
    ],
)
def test_prefer_wait(prefer: str | None, seconds: int) -> None:
    assert wait_seconds(prefer) == seconds
