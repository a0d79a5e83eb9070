"""The tables that are copied, in a form that both databases can be read and written in: SQLite's own values.

Times are texts in UTC to the microsecond, truth values are 0 and 1, documents are the texts or bytes that were stored.
What a database has alone is no part of it: leases and holders, tickets, turns of queues, sign-ins and rates.
"""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

Value = int | str | bytes | None
Record = tuple[Value, ...]
"""The values of a row, in the order of the table's columns."""

_NOTHING: Mapping[str, str] = MappingProxyType({})

WHOLE, TEXT, TIME, TRUTH, DAY, BYTES, WORDS = "whole", "text", "time", "truth", "day", "bytes", "words"


class Table(NamedTuple):
    """A table: its columns with the kind of each, by which columns rows are in order, and how some are read."""

    name: str
    columns: Mapping[str, str]
    order: tuple[str, ...]
    read_as: Mapping[str, str] = _NOTHING


def _columns(**kinds: str) -> Mapping[str, str]:
    """Names of columns by kind."""
    return {name: kind for kind, names in kinds.items() for name in names.split()}


_RETURNED = "CASE WHEN status = 'running' THEN 1 ELSE 0 END"
"""What runs is given back, as by a server that stops: it is pending, and the run that did not end was none."""

_STATUS = "CASE WHEN status = 'running' THEN 'pending' ELSE status END"

TABLES = (
    Table(
        "keys",
        _columns(
            whole="seq quota_total quota_remaining total_used weight",
            text="id prefix digest name webhook_url webhook_secret next_webhook_secret",
            time="created_at",
            truth="active removed",
        ),
        ("seq",),
    ),
    Table(
        "ledger",
        _columns(whole="id amount balance", text="key_id kind fact task_id", time="created_at"),
        ("id",),
    ),
    Table("spent_by_key", _columns(text="key_id", day="day", whole="settled reserved"), ("key_id", "day")),
    Table("spent_by_day", _columns(day="day", whole="settled reserved"), ("day",)),
    Table("vision", _columns(text="provider model", truth="sees", time="checked_at"), ("provider", "model")),
    Table(
        "tasks",
        _columns(
            whole="seq attempt version faults put_backs",
            text="id key_id kind endpoint public_url status waits_for idempotency_key idempotency_digest parent"
            " callback error result work",
            time="created_at queued_at started_at completed_at not_before",
        ),
        ("seq",),
        {"status": _STATUS, "attempt": f"attempt - {_RETURNED}", "version": f"version + {_RETURNED}"},
    ),
    Table("past_tasks", _columns(whole="seq", text="id key_id endpoint", time="created_at"), ("seq",)),
    Table(
        "steps",
        _columns(
            whole="seq attempts abandoned version booked_micros most_micros reserved_micros",
            text="task_id name digest engine answered_by role state provider_ref error usage reservation",
            time="started_at finished_at",
            bytes="result",
        ),
        ("seq",),
    ),
    Table("uses", _columns(text="task_id key_id digest"), ("task_id", "digest")),
    Table("released", _columns(text="key_id digest", time="released_at"), ("key_id", "digest")),
    Table(
        "deliveries",
        _columns(
            whole="seq tries_before",
            text="id task_id key_id url origin event state attempts",
            time="next_at created_at",
            bytes="body",
        ),
        ("seq",),
    ),
    Table("receivers", _columns(text="key_id origin", time="rest_until"), ("key_id", "origin")),
    Table(
        "history",
        _columns(whole="place seq cost_micros", text="key_id kind status engines title", words="words"),
        ("place",),
        {"status": _STATUS},
    ),
    Table("history_providers", _columns(text="provider", whole="place"), ("provider", "place")),
    Table("hours", _columns(text="hour", whole="accepted completed failed"), ("hour",)),
    Table("numbers", _columns(text="name", whole="last"), ("name",)),
)
"""In the order of dependencies. ``hours`` counts what was accepted and ended; ``numbers`` are the last ones given."""

NUMBERED = {"keys": "seq", "ledger": "id", "tasks": "seq", "steps": "seq", "deliveries": "seq"}
"""The columns that a database numbers."""


class Sum:
    """Count and SHA-256 of the rows of a table, the same whichever database they are read from."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._encoder = msgspec.msgpack.Encoder()
        self.rows = 0

    def add(self, records: Sequence[Record]) -> None:
        """Take rows in, in their order."""
        for record in records:
            self._hash.update(self._encoder.encode(record))
        self.rows += len(records)

    @property
    def digest(self) -> str:
        """The SHA-256 so far."""
        return self._hash.hexdigest()
