"""Rows: one request each, named by its content, so that a table that is run again asks for nothing twice."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

PREFIX = "manifest-"


class Row(Struct, frozen=True, kw_only=True):
    """One row of a manifest: its number, from 1; the name of its results; its request, whose large texts stay in files.

    ``key`` is made of the request's content alone: neither its place nor its name buys a figure again.
    """

    number: int
    name: str
    kind: str
    fields: dict[str, Any] = {}
    files: dict[str, Path] = {}
    folder: Path = Path()
    key: str = ""
    formats: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """What a composite names as its panels."""
        return tuple(self.fields.get("source_task_ids", ())) if self.kind == "composite" else ()

    def of_others(self, keys: Iterable[str]) -> "Row":
        """This row as a composite of the figures of other rows, by their keys: with another of them it is another."""
        digest = hashlib.sha256("\0".join((self.key, *keys)).encode()).hexdigest()
        return replace(self, key=f"{PREFIX}{digest[:40]}")

    def again(self, times: int) -> "Row":
        """This row as the so-manieth of those with the same request."""
        return self if times == 1 else replace(self, key=f"{self.key}-{times}")

    def attempt(self, number: int) -> str:
        """The idempotency key of an attempt, from 1: a failed figure is bought again by another one only."""
        return self.key if number == 1 else f"{self.key}.{number}"


def digest_of(kind: str, document: Mapping[str, Any], uploads: Mapping[str, bytes]) -> str:
    """The name of a request by its content; ``uploads`` are the files that it names."""
    said = msgspec.json.encode([kind, document], order="deterministic")
    digest = hashlib.sha256(said)
    for name in sorted(uploads):
        digest.update(name.encode() + b"\0" + hashlib.sha256(uploads[name]).digest())
    return f"{PREFIX}{digest.hexdigest()[:40]}"
