"""Which models a server has, by the names that settings and requests take."""

from pathlib import Path

from msgspec import Struct

from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.errors import failure_of
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_adapters.upstream.json_wire import documented, json_of
from pb_adapters.upstream.proxies import Proxies
from pb_adapters.upstream.trust import trusting

_SECONDS = 15.0


class _Model(Struct, frozen=True):
    id: str


class _Models(Struct, frozen=True):
    data: tuple[_Model, ...] = ()


async def served_models(
    base_url: str, key: str = "", proxies: Proxies | None = None, ca_bundle: Path | None = None
) -> tuple[str, ...]:
    """The names of a server's models in its own order.

    Raises:
        EngineError: The server is away, wants another key, or lists no models.
    """
    trust = trusting(ca_bundle)
    async with UpstreamPool(clients=1, connect_seconds=5.0, ssl_context=trust, proxies=proxies) as pool:
        return await _listed(openai_upstream(pool, key=key, base_url=base_url))


async def _listed(upstream: Upstream) -> tuple[str, ...]:
    answer = await upstream.exchange("GET", "models", deadline=_SECONDS, max_bytes=4 * 1024 * 1024)
    document = json_of(answer, upstream.provider)
    failure = failure_of(upstream, answer, document, "that is asked for")
    if failure is not None:
        raise failure
    return tuple(model.id for model in documented(document, _Models, upstream.provider).data)
