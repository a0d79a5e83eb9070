from collections.abc import AsyncIterator

import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.providers.kie.references import References
from pb_adapters.providers.kie.wire import kie_upstream
from pb_adapters.upstream.exchange import Upstream, UpstreamPool
from pb_core.application.exemplars import load
from served import NO_TLS

NAMES = tuple(exemplar.name for exemplar in load()[:2])


class Hours:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def upstream(fake_providers: FakeProviders) -> AsyncIterator[Upstream]:
    async with UpstreamPool(clients=1, ssl_context=NO_TLS) as pool:
        yield kie_upstream(pool, key=fake_providers.key, base_url=fake_providers.base_url("kie"))


def uploads(fakes: FakeProviders) -> int:
    return sum(call.path.endswith("/api/file-stream-upload") for call in fakes.calls("kie"))


async def test_figures_are_uploaded_once_until_their_address_is_old(
    fake_providers: FakeProviders, upstream: Upstream
) -> None:
    now = Hours()
    references = References(now)
    first = await references.addresses(upstream, NAMES)
    assert await references.addresses(upstream, NAMES) == first
    assert (len(set(first)), uploads(fake_providers)) == (2, 2)
    assert all(address.startswith("http") for address in first)
    assert fake_providers.counts("kie").rejected == 0
    now.seconds += 21 * 3600
    await references.addresses(upstream, NAMES)
    assert uploads(fake_providers) == 4


@pytest.mark.parametrize("fault", ["upload-failed", "no host"])
async def test_what_cannot_be_uploaded_is_done_without_and_not_tried_at_once(
    fake_providers: FakeProviders, upstream: Upstream, fault: str
) -> None:
    now = Hours()
    references = References(now)
    if fault == "upload-failed":
        fake_providers.script("kie", fault, times=None)
    else:
        upstream = upstream.elsewhere("http://127.0.0.1:9")
    assert await references.addresses(upstream, NAMES[:1]) == ()
    asked = uploads(fake_providers)
    assert await references.addresses(upstream, NAMES[:1]) == ()
    assert uploads(fake_providers) == asked
    fake_providers.reset()
    now.seconds += 2 * 3600
    if fault == "upload-failed":
        assert len(await references.addresses(upstream, NAMES[:1])) == 1
