"""What a question about the history says in words: query parameters and fields of forms become a ``HistoryQuery``."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from pb_core.domain.history import LARGEST_PAGE, HistoryQuery
from pb_core.domain.history.search_words import words_of
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.errors import InvalidRequest

E = TypeVar("E", bound=StrEnum)

USUAL_SIZE = 20
_NUMBER = re.compile(r"[0-9]{1,9}")
_PLACE = re.compile(r"-?[0-9]{1,19}")
_LONGEST_PROVIDER = 200


def history_query(given: Mapping[str, str | None], key_id: str | None = None) -> HistoryQuery:
    """A question from ``page``, ``size``, ``cursor`` and conditions as text; what is empty or missing is not asked.

    The conditions are ``diagram_type``, ``status``, ``provider``, ``since``, ``until`` and ``words``; ``key_id`` is
    that of a key which was found. Raises ``InvalidRequest``, a sentence that begins with the field's name.
    """
    said = {name: text for name, text in given.items() if text}
    if "cursor" in said and "page" in said:
        raise InvalidRequest("cursor and page exclude each other: send one of them")
    query = HistoryQuery(
        size=number("size", said.get("size"), USUAL_SIZE, LARGEST_PAGE),
        page=number("page", said.get("page"), 1),
        before=place(said.get("cursor")),
        key_id=key_id,
        kind=choice("diagram_type", said.get("diagram_type"), tuple(TaskKind)),
        status=choice("status", said.get("status"), tuple(TaskStatus)),
        provider=_provider(said.get("provider")),
        since=_time("since", said.get("since")),
        until=_time("until", said.get("until")),
        words=_words(said.get("words")),
    )
    query.require_within()
    return query


def number(name: str, text: str | None, default: int, most: int | None = None) -> int:
    """A whole number from 1, ``most`` at most; raises ``InvalidRequest``."""
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or int(text) < 1 or (most is not None and int(text) > most):
        bound = "" if most is None else f" to {most}"
        raise InvalidRequest(f"{name} must be a whole number from 1{bound}")
    return int(text)


def place(text: str | None) -> int | None:
    """The place that a cursor names; raises ``InvalidRequest``."""
    if not text:
        return None
    if not _PLACE.fullmatch(text) or not -(2**63) <= int(text) < 2**63:
        raise InvalidRequest("cursor must be the next_cursor of the page before")
    return int(text)


def choice(name: str, text: str | None, values: Sequence[E]) -> E | None:
    """The value that a word names; raises ``InvalidRequest``."""
    if not text:
        return None
    found = next((value for value in values if value.value == text), None)
    if found is None:
        raise InvalidRequest(f"{name} must be one of {', '.join(values)}")
    return found


def _provider(text: str | None) -> str | None:
    if text is not None and len(text) > _LONGEST_PROVIDER:
        raise InvalidRequest(f"provider must not be longer than {_LONGEST_PROVIDER} characters")
    return text


def _time(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(f"{name} must be a date or a time, such as 2026-02-15 or 2026-02-15T10:30:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _words(text: str | None) -> tuple[str, ...]:
    words = words_of(text or "")
    if text and text.strip() and not words:
        raise InvalidRequest("words must have a letter or a digit")
    return words
