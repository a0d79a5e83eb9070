"""Keyring: makes, finds, changes and checks API keys."""

import hashlib
import logging

from msgspec import UNSET

from pb_core.domain.billing import MAX_QUOTA, MAX_WEIGHT, ApiKey, KeyChange, KeyEdit, Spent, UsageEntry
from pb_core.domain.request_rules import require_text
from pb_core.domain.webhooks.callback_urls import check_callback_url
from pb_core.domain.webhooks.rotation import RotationBegun, RotationEnded
from pb_core.errors import InvalidRequest, KeyDisabled, KeyUnknown, NotFound
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.storage import KeyStore

log = logging.getLogger(__name__)

VISIBLE_CHARACTERS = 9
"""``pb_`` and six more: what of a key may be shown again."""
MAX_NAME = 200
MAX_SECRET = 1000


def digest_of(value: str) -> str:
    """The digest that a key is stored and found by."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


class Keyring:
    """The API keys of one installation.

    ``allow_private_callbacks`` lets webhooks go to private addresses (a development setting).
    """

    def __init__(
        self,
        *,
        store: KeyStore,
        artifacts: ArtifactStore,
        ids: Ids,
        clock: Clock,
        allow_private_callbacks: bool = False,
    ) -> None:
        self._store, self._artifacts, self._ids, self._clock = store, artifacts, ids, clock
        self._allow_private = allow_private_callbacks
        self._erased = frozenset[str]()

    async def authenticate(self, token: str) -> ApiKey:
        """The active key with this full value; raises ``KeyUnknown`` or ``KeyDisabled``."""
        key = await self._store.key_by_digest(digest_of(token))
        if key is None:
            raise KeyUnknown("Invalid API key")
        if not key.active:
            raise KeyDisabled("This API key is disabled")
        return key

    async def create(
        self, name: str, quota: int | None = None, webhook_url: str | None = None, webhook_secret: str | None = None
    ) -> tuple[str, ApiKey]:
        """Make a key and return its full value, which exists only here, with its record.

        Raises ``InvalidRequest``; an empty webhook field means none.
        """
        if len(require_text("name", name)) > MAX_NAME:
            raise InvalidRequest(f"name must not be longer than {MAX_NAME} characters")
        _check_quota("quota", quota)
        self._check_callback(webhook_url)
        value = self._ids.api_key()
        key = ApiKey(
            id=self._ids.fresh(),
            prefix=value[:VISIBLE_CHARACTERS],
            digest=digest_of(value),
            name=name,
            created_at=self._clock.now(),
            quota_total=quota,
            quota_remaining=quota,
            webhook_url=webhook_url or None,
            webhook_secret=webhook_secret or None,
        )
        await self._store.add_key(key)
        return value, key

    async def list(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""
        return await self._store.keys()

    async def find(self, value_or_id: str) -> ApiKey:
        """The key with this full value or public id, active or not; raises ``NotFound``."""
        key = await self._store.key_by_digest(digest_of(value_or_id)) or await self._store.key(value_or_id)
        if key is None:
            raise NotFound("No such API key")
        return key

    async def change(self, value_or_id: str, change: KeyChange) -> ApiKey:
        """Apply an administrator's change; raises ``NotFound`` or ``InvalidRequest``."""
        self._check_callback(change.webhook_url)
        _check_quota("quota_remaining", change.quota_remaining)
        _check_quota("quota_total", change.quota_total)
        if change.weight is not UNSET and not 1 <= change.weight <= MAX_WEIGHT:
            raise InvalidRequest(f"weight must be from 1 to {MAX_WEIGHT}")
        return await self._edit(value_or_id, change)

    async def begin_rotation(self, value_or_id: str, webhook_secret: str) -> ApiKey:
        """Let a new secret sign webhooks beside the old one, until the rotation ends; raises as ``change`` does."""
        if len(require_text("webhook_secret", webhook_secret)) > MAX_SECRET:
            raise InvalidRequest(f"webhook_secret must not be longer than {MAX_SECRET} characters")
        return await self._edit(value_or_id, RotationBegun(secret=webhook_secret))

    async def complete_rotation(self, value_or_id: str) -> ApiKey:
        """Forget the old secret: the new one alone signs from now on; raises as ``change`` does."""
        return await self._edit(value_or_id, RotationEnded(completed=True))

    async def abandon_rotation(self, value_or_id: str) -> ApiKey:
        """Forget the new secret: the old one alone signs as before; raises as ``change`` does."""
        return await self._edit(value_or_id, RotationEnded(completed=False))

    async def _edit(self, value_or_id: str, change: KeyEdit) -> ApiKey:
        key = await self.find(value_or_id)
        return await self._store.change_key(key.id, change, self._clock.now())

    async def remove(self, value_or_id: str) -> ApiKey:
        """Delete a key, all its rows and the bytes of its figures, and return it as it was; raises ``NotFound``.

        The first transaction ends it for everybody. Whatever stops the rest, ``finish_removals`` goes on with it, and
        forgets the key at last.
        """
        key = await self.find(value_or_id)
        await self._store.remove_key(key.id)
        await self._erase(key.id)
        return key

    async def finish_removals(self) -> None:
        """Go on with deletions, and forget the keys that it met when it was called before.

        What workers that lost their leases store between two calls goes as well, also where they are killed then.
        """
        removed = await self._store.removed_keys()
        for key_id in removed:
            await self._erase(key_id)
            if key_id in self._erased:
                await self._store.forget_key(key_id)
                log.info("a deleted key is forgotten", extra={"key_id": key_id})
        self._erased = frozenset(removed)

    async def _erase(self, key_id: str) -> None:
        """Delete all that is stored of a removed key but its mark."""
        while await self._store.clear_key(key_id):
            pass
        await self._artifacts.remove_owner(key_id)

    async def usage(self, key: ApiKey) -> tuple[UsageEntry, ...]:
        """The key's newest accepted tasks, newest first."""
        return await self._store.usage(key.id)

    async def spent(self, key: ApiKey) -> Spent:
        """What the calls of engines for the key's tasks have cost so far."""
        return await self._store.spent(key.id)

    def _check_callback(self, url: object) -> None:
        if isinstance(url, str) and url:
            check_callback_url(url, allow_private=self._allow_private)


def _check_quota(name: str, value: object) -> None:
    if isinstance(value, int) and not 0 <= value <= MAX_QUOTA:
        raise InvalidRequest(f"{name} must be between 0 and {MAX_QUOTA}")
