"""How much work a JSON text is before it is parsed: small values and escapes cost far more than their bytes.

The parser holds the interpreter while it works, so what is too much must be seen before. Strings are skipped in
windows, between which other threads have their turn.
"""

import re

from pb_core.errors import InvalidRequest

MAX_MARKS = 50_000
"""Commas and opening brackets in one body outside strings; those inside ``data_json`` are counted with its rows."""

MAX_ESCAPES = 8_000_000
"""Backslashes in one body: more than the quotation marks of the largest ``data_json``."""

WINDOW = 2**18

_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)  # eight times as fast as one character at a time

Text = bytes | bytearray


def require_little(body: Text) -> None:
    """Raise ``InvalidRequest`` for a body that would take too long to parse."""
    escapes = body.count(b"\\")
    if escapes > MAX_ESCAPES:
        raise InvalidRequest(f"The body holds more than {MAX_ESCAPES:,} escaped characters")
    many = _has_many_strings(body, escapes) or (_marks(body, 0, len(body)) > MAX_MARKS and _has_many_values(body))
    if many:
        raise InvalidRequest(f"The body holds more than {MAX_MARKS:,} values")


def _has_many_strings(body: Text, escapes: int) -> bool:
    """Whether there are more strings than so many values can have, names included; at least these are not escaped."""
    escaped = body.count(rb"\"") if escapes else 0
    return body.count(b'"') - escaped > 2 * (2 * MAX_MARKS + 1)


def _has_many_values(body: Text) -> bool:
    """Whether too many marks, or too many strings for so few marks, stand outside strings."""
    place = marks = strings = 0
    while marks <= MAX_MARKS and strings <= 2 * MAX_MARKS + 1:
        start = body.find(b'"', place)
        if start < 0:
            return marks + _marks(body, place, len(body)) > MAX_MARKS
        marks += _marks(body, place, start)
        place = _end_of_string(body, start + 1)
        strings += 1
    return True


def _end_of_string(body: Text, place: int) -> int:
    """The place after the quotation mark that closes a string; the end of the body where none does."""
    while place < len(body):
        found = _INSIDE.match(body, place, place + WINDOW)
        end = found.end() if found else place
        if end < len(body) and body[end] == ord('"'):
            return end + 1
        if end == place:
            return len(body)  # a backslash that nothing follows
        place = end
    return place


def _marks(body: Text, start: int, end: int) -> int:
    return sum(body.count(mark, start, end) for mark in (b",", b"[", b"{"))
