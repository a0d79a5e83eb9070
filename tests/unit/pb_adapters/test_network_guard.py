"""Which connections the guard lets through, with resolvers that lie in every way."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address

import anyio
import httpcore
import pytest
from anyio.abc import SocketAttribute

from pb_adapters.network import DialRefused, GuardedBackend, Resolver, system_resolver
from pb_core.domain.webhooks.addresses import Address

PUBLIC, PUBLIC_TOO, PUBLIC_V6 = "93.184.216.34", "1.1.1.1", "2606:4700::1111"


class FakeNetwork(httpcore.AsyncNetworkBackend):
    """Records what is dialled; the addresses in ``dead`` refuse."""

    def __init__(self, dead: Sequence[str] = ()) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.dead = dead

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del timeout, local_address, socket_options
        self.dialled.append((host, port))
        if host in self.dead:
            raise httpcore.ConnectError
        return httpcore.AsyncMockStream([])


def answers(*rounds: Sequence[str]) -> Resolver:
    """A resolver that gives one answer after another, then the last one for ever."""
    left = list(rounds)

    async def resolve(host: str, port: int) -> Sequence[Address]:
        del host, port
        found = left.pop(0) if len(left) > 1 else left[0]
        return [ip_address(text) for text in found]

    return resolve


def guard(network: FakeNetwork, resolve: Resolver, *, allow_private: bool = False) -> GuardedBackend:
    return GuardedBackend(allow_private=allow_private, resolve=resolve, network=network)


async def test_the_checked_address_is_dialled_and_not_the_name() -> None:
    network = FakeNetwork()
    await guard(network, answers([PUBLIC])).connect_tcp("hooks.example", 443)
    assert network.dialled == [(PUBLIC, 443)]


async def test_a_name_is_resolved_once_per_connection_and_judged_each_time() -> None:
    network = FakeNetwork()
    rebinding = guard(network, answers([PUBLIC], ["127.0.0.1"]))
    await rebinding.connect_tcp("rebind.example", 80)
    with pytest.raises(DialRefused, match="private address"):
        await rebinding.connect_tcp("rebind.example", 80)
    assert network.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["::ffff:7f00:1"],
        ["64:ff9b::7f00:1"], ["::ffff:0:7f00:1"], ["64:ff9b:1::a00:1"], ["2002:7f00:1::"],
        ["168.63.129.16"], ["fd00::1"], ["fe80::1%eth0"], ["0.0.0.1"], ["100.64.0.1"],
        [PUBLIC, "10.0.0.1"], ["10.0.0.1", PUBLIC], [PUBLIC, PUBLIC_V6, "::1"],
    ],
)  # fmt: skip
async def test_one_private_address_refuses_the_whole_answer(found: list[str]) -> None:
    network = FakeNetwork()
    with pytest.raises(DialRefused, match="private address"):
        await guard(network, answers(found)).connect_tcp("hooks.example", 80)
    assert network.dialled == []


async def test_private_addresses_are_dialled_when_allowed() -> None:
    network = FakeNetwork()
    await guard(network, answers(["10.0.0.1"]), allow_private=True).connect_tcp("inside.example", 80)
    assert network.dialled == [("10.0.0.1", 80)]


@pytest.mark.parametrize("found", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254"])
async def test_a_clouds_metadata_service_is_not_dialled_even_then(found: str) -> None:
    network = FakeNetwork()
    with pytest.raises(DialRefused, match="metadata service"):
        await guard(network, answers([found]), allow_private=True).connect_tcp("inside.example", 80)
    assert network.dialled == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001", "127.0.0.1", "localhost", "::1"])
async def test_this_machine_is_recognised_in_every_spelling(host: str) -> None:
    network = FakeNetwork()
    with pytest.raises(DialRefused, match="private address"):
        await guard(network, system_resolver).connect_tcp(host, 80)
    assert network.dialled == []


async def test_the_next_address_is_tried_when_one_is_dead() -> None:
    network = FakeNetwork(dead=[PUBLIC])
    await guard(network, answers([PUBLIC, PUBLIC_TOO])).connect_tcp("hooks.example", 80)
    assert network.dialled == [(PUBLIC, 80), (PUBLIC_TOO, 80)]


async def test_all_addresses_dead_is_a_failed_connection() -> None:
    network = FakeNetwork(dead=[PUBLIC, PUBLIC_TOO])
    with pytest.raises(httpcore.ConnectError):
        await guard(network, answers([PUBLIC, PUBLIC_TOO])).connect_tcp("hooks.example", 80)


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
async def test_a_name_that_does_not_resolve_is_refused(error: Exception) -> None:
    async def resolve(host: str, port: int) -> Sequence[Address]:
        del host, port
        raise error

    with pytest.raises(DialRefused, match="does not resolve"):
        await guard(FakeNetwork(), resolve).connect_tcp("nowhere.example", 80)


async def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(DialRefused, match="does not resolve"):
        await guard(FakeNetwork(), answers([])).connect_tcp("nowhere.example", 80)


async def test_a_resolver_that_hangs_is_given_up() -> None:
    async def resolve(host: str, port: int) -> Sequence[Address]:
        del host, port
        await anyio.sleep_forever()
        return []

    with pytest.raises(httpcore.ConnectTimeout):
        await guard(FakeNetwork(), resolve).connect_tcp("slow.example", 80, timeout=0.01)


@pytest.mark.parametrize("allow_private", [True, False])
async def test_local_sockets_are_refused(allow_private: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    backend = guard(FakeNetwork(), answers([PUBLIC]), allow_private=allow_private)
    with pytest.raises(DialRefused, match="local socket"):
        await backend.connect_unix_socket("/run/docker.sock")


async def test_a_connection_whose_handshake_is_broken_off_is_closed() -> None:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra_attributes[SocketAttribute.local_port]()
        backend = GuardedBackend(allow_private=True, resolve=system_resolver, network=httpcore.AnyIOBackend())
        stream = await backend.connect_tcp("127.0.0.1", port)
        with pytest.raises(httpcore.ConnectTimeout):
            await stream.start_tls(httpcore.default_ssl_context(), "a.example", 0.05)
    with pytest.raises(httpcore.WriteError):
        await stream.write(b"x")
