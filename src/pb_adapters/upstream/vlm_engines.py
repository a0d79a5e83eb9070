"""What every model engine of a provider shares: its model, the limits of a call, the bound of a cost and the price."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

from pb_adapters.upstream.exchange import Upstream
from pb_adapters.upstream.guard import Limits
from pb_core.application.model_catalog import find_model, priced, vlm_bound
from pb_core.domain.billing import Usage
from pb_core.ports.vlm import VlmReply, VlmRequest

T = TypeVar("T")


class RemoteVlm:
    """Base of the engines that answer with one call of a provider; a subclass names it and makes the call.

    Args:
        upstream: The provider's host with a key.
        model: The model's name as the provider spells it.
        limits: How long a call may take and how much of its answer is read.
    """

    provider: str
    sees_images = True

    def __init__(self, upstream: Upstream, model: str, limits: Limits | None = None) -> None:
        self.model = model
        self._upstream = upstream
        self._limits = limits or Limits()
        self._entry = find_model(self.provider, model)

    def estimate(self, request: VlmRequest) -> int:
        """What the call costs at most, in millionths of a US dollar."""
        return vlm_bound(self.provider, self.model, request)

    def _reply(self, text: str, usage: Usage) -> VlmReply:
        """The answer with its cost: the one that the provider reports, else the catalog's of today."""
        return VlmReply(text=text, usage=priced(usage, self._entry, on=datetime.now(UTC).date()))


def by_prefix(options: Mapping[tuple[str, ...], T], model: str) -> T:
    """The first value of which a prefix begins the model's name; an empty prefix begins them all."""
    return next(value for prefixes, value in options.items() if model.startswith(prefixes))
