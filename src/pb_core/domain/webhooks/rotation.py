"""Rotation of a key's webhook secret: while it lasts both secrets sign, so that no receiver misses a webhook."""

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.billing import ApiKey
from pb_core.errors import InvalidRequest


class RotationBegun(Struct, frozen=True, kw_only=True):
    """A change that lets another secret sign too; one under way goes on with this secret."""

    secret: str

    def apply(self, key: ApiKey) -> ApiKey:
        """The key with the secret beside its own; raises ``InvalidRequest`` where that would rotate nothing."""
        if key.webhook_secret is None:
            raise InvalidRequest("This API key has no webhook_secret to rotate: set one")
        if key.webhook_secret == self.secret:
            raise InvalidRequest("webhook_secret is the one that this API key has: choose another")
        return replace(key, next_webhook_secret=self.secret)

    def __repr__(self) -> str:
        """Without the secret."""
        return "RotationBegun(…)"


class RotationEnded(Struct, frozen=True, kw_only=True):
    """A change that ends a rotation: the new secret alone signs if it is ``completed``, else the old one."""

    completed: bool

    def apply(self, key: ApiKey) -> ApiKey:
        """The key with one secret; raises ``InvalidRequest`` where no rotation is under way."""
        if key.next_webhook_secret is None:
            raise InvalidRequest("The webhook_secret of this API key is not being rotated")
        secret = key.next_webhook_secret if self.completed else key.webhook_secret
        return replace(key, webhook_secret=secret, next_webhook_secret=None)
