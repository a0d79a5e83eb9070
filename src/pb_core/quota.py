"""API keys and their ledger: grants, charges and adjustments, append-only, one row per fact."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

MAX_QUOTA = 2**53
"""The largest quota that every JSON client reads exactly."""


class ApiKey(Struct, frozen=True, kw_only=True):
    """One API key. Its full value is never stored: ``digest`` is SHA-256 of it, ``prefix`` its visible start.

    ``quota_remaining`` and ``quota_total`` are ``None`` for an unlimited key. ``total_used`` counts
    accepted tasks and is never edited.
    """

    id: str
    prefix: str
    digest: str
    name: str
    created_at: datetime
    quota_total: int | None = None
    quota_remaining: int | None = None
    total_used: int = 0
    active: bool = True
    webhook_url: str | None = None
    webhook_secret: str | None = None


class EntryKind(StrEnum):
    """Why a balance changed."""

    GRANT = "grant"
    CHARGE = "charge"
    ADJUST = "adjust"


class LedgerEntry(Struct, frozen=True, kw_only=True):
    """One fact of the ledger: ``balance`` is the remaining quota after it, ``None`` for unlimited.

    ``amount`` is the change in units; ``None`` where the key is or was unlimited and no number says it.
    ``fact`` is unique over all entries (``charge:{task_id}``), so that nothing is booked twice.
    """

    id: int
    key_id: str
    kind: EntryKind
    fact: str
    amount: int | None
    balance: int | None
    created_at: datetime
    task_id: str | None = None


class KeyChange(Struct, frozen=True, kw_only=True):
    """The fields an administrator changes; what is ``UNSET`` stays as it is, ``None`` clears it."""

    quota_remaining: int | msgspec.UnsetType | None = msgspec.UNSET
    quota_total: int | msgspec.UnsetType | None = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    webhook_url: str | msgspec.UnsetType | None = msgspec.UNSET
    webhook_secret: str | msgspec.UnsetType | None = msgspec.UNSET

    def apply(self, key: ApiKey) -> ApiKey:
        """Return the key with the given fields replaced."""
        given = {
            field: value for field in self.__struct_fields__ if (value := getattr(self, field)) is not msgspec.UNSET
        }
        return msgspec.structs.replace(key, **given)


class Usage(Struct, frozen=True, kw_only=True):
    """One line of a key's usage log: an accepted task."""

    id: int
    task_id: str
    endpoint: str
    created_at: datetime


def change_of(before: int | None, after: int | None) -> int | None:
    """The amount that a ledger entry books for a balance going from ``before`` to ``after``."""
    return None if before is None or after is None else after - before
