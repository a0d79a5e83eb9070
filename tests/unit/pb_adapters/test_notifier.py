"""What the suite cannot see of HTTP: the guard at work, certificates, host names, cancellation."""

import math
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from ipaddress import ip_address

import anyio
import pytest

from pb_adapters.notifier import HttpNotifier
from pb_core.domain.webhooks.addresses import Address
from pb_core.errors import NotificationFailed
from pb_core.testing.memory.notifier import LocalReceiver, ReceiverFault, local_receiver
from support.network import always
from support.paths import CERTIFICATES

NAME = "receiver.example"
LONG = 30.0


@pytest.fixture
async def receiver() -> AsyncIterator[LocalReceiver]:
    async with local_receiver() as receiver:
        yield receiver


@asynccontextmanager
async def tls_receiver(host: str) -> AsyncIterator[LocalReceiver]:
    """A receiver with a certificate for ``receiver.example``, whatever it is called."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "receiver.example.pem")
    async with local_receiver(context, host) as receiver:
        yield receiver


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "localhost.", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "１２７.0.0.1"],
)
async def test_this_machine_is_never_reached(receiver: LocalReceiver, host: str) -> None:
    async with aclosing(HttpNotifier(allow_private=False)) as notifier:
        with pytest.raises(NotificationFailed):
            await notifier.post(receiver.url().replace("127.0.0.1", host), (), b"")
    assert receiver.connections == 0


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"]])
async def test_a_name_that_leads_here_is_never_followed(receiver: LocalReceiver, addresses: list[str]) -> None:
    async with aclosing(HttpNotifier(allow_private=False, resolve=always(*addresses))) as notifier:
        with pytest.raises(NotificationFailed, match="private address"):
            await notifier.post(receiver.url().replace("127.0.0.1", NAME), (), b"")
    assert receiver.connections == 0


async def test_every_attempt_asks_for_the_address_anew(receiver: LocalReceiver) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[Address]:
        del port
        asked.append(host)
        return [ip_address("127.0.0.1")]

    async with aclosing(HttpNotifier(allow_private=True, resolve=resolve)) as notifier:
        for _ in range(3):
            await notifier.post(receiver.url().replace("127.0.0.1", NAME), (), b"")
    assert asked == [NAME] * 3
    assert receiver.connections == 3


@pytest.mark.parametrize(
    ("host", "sent"),
    [(NAME, NAME), ("[::1]", "[::1]"), ("Bücher.example", "xn--bcher-kva.example"), ("RECEIVER.example", NAME)],
)
async def test_the_host_header_names_the_receiver_and_not_its_address(
    receiver: LocalReceiver, host: str, sent: str
) -> None:
    url = receiver.url().replace("127.0.0.1", host)
    async with aclosing(HttpNotifier(allow_private=True, resolve=always("127.0.0.1"))) as notifier:
        assert (await notifier.post(url, (), b"")).status == 200
    port = url.split(":")[-1].split("/")[0]
    assert dict(receiver.notices[0].headers)["Host"] == f"{sent}:{port}"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("?a=b&c=%20d#secret-part", "?a=b&c=%20d"),
        ("?ä=€", "?%C3%A4=%E2%82%AC"),
        ('?a="<>"', "?a=%22%3C%3E%22"),
        ("?next=https://a.example/?b=[1]", "?next=https://a.example/?b=%5B1%5D"),
    ],
)
async def test_a_url_is_sent_in_ascii_without_its_fragment(receiver: LocalReceiver, written: str, sent: str) -> None:
    async with aclosing(HttpNotifier(allow_private=True)) as notifier:
        await notifier.post(receiver.url() + written, (), b"")
    assert receiver.notices[0].url == receiver.url() + sent


@pytest.mark.parametrize(
    "url", ["", "ftp://hooks.example/", "https://me:hush@hooks.example/", "https://hooks.example/\n", "http://a/\ud800"]
)
async def test_a_url_that_cannot_be_called_is_a_failure(url: str) -> None:
    async with aclosing(HttpNotifier(allow_private=True)) as notifier:
        with pytest.raises(NotificationFailed) as failure:
            await notifier.post(url, (), b"")
    assert "hush" not in str(failure.value)


@pytest.mark.parametrize("header", [("X-A", "hush\r\nX-B: c"), ("X-Ä", "hush"), ("X A", "hush"), ("X-A", "hush\ud800")])
async def test_a_header_that_cannot_be_sent_is_a_failure(receiver: LocalReceiver, header: tuple[str, str]) -> None:
    async with aclosing(HttpNotifier(allow_private=True)) as notifier:
        with pytest.raises(NotificationFailed, match="HTTP request") as failure:
            await notifier.post(receiver.url(), (header,), b"")
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
    assert receiver.notices == []


async def test_a_certificate_for_the_name_is_accepted() -> None:
    resolve = always("127.0.0.1")
    async with (
        tls_receiver(NAME) as receiver,
        aclosing(HttpNotifier(allow_private=True, ssl_context=trusting(), resolve=resolve)) as notifier,
    ):
        assert (await notifier.post(receiver.url(), (), b"body")).status == 200
        assert receiver.notices[0].body == b"body"


async def test_a_certificate_for_another_name_is_refused() -> None:
    resolve = always("127.0.0.1")
    async with (
        tls_receiver("other.example") as receiver,
        aclosing(HttpNotifier(allow_private=True, ssl_context=trusting(), resolve=resolve)) as notifier,
    ):
        with pytest.raises(NotificationFailed, match="certificate"):
            await notifier.post(receiver.url(), (), b"")
        assert receiver.notices == []


async def test_a_certificate_of_an_unknown_authority_is_refused_by_default() -> None:
    async with (
        tls_receiver(NAME) as receiver,
        aclosing(HttpNotifier(allow_private=True, resolve=always("127.0.0.1"))) as notifier,
    ):
        with pytest.raises(NotificationFailed, match="certificate"):
            await notifier.post(receiver.url(), (), b"")
        assert receiver.notices == []


async def test_a_receiver_without_tls_behind_https_is_a_failure(receiver: LocalReceiver) -> None:
    async with aclosing(HttpNotifier(allow_private=True, connect_seconds=0.2)) as notifier:
        with pytest.raises(NotificationFailed, match="connected to in time"):
            await notifier.post(receiver.url().replace("http:", "https:"), (), b"")


async def test_cancellation_closes_the_connection(receiver: LocalReceiver) -> None:
    async with aclosing(HttpNotifier(allow_private=True)) as notifier, anyio.create_task_group() as group:
        group.start_soon(notifier.post, receiver.bad_url(ReceiverFault.SILENT), (), b"")
        await receiver.reached.wait()
        group.cancel_scope.cancel()
    with anyio.fail_after(LONG):
        await receiver.hung_up.wait()


async def test_an_endless_answer_is_cut_off(receiver: LocalReceiver) -> None:
    async with aclosing(HttpNotifier(allow_private=True, seconds=math.inf)) as notifier:
        with anyio.fail_after(LONG):
            assert (await notifier.post(receiver.bad_url(ReceiverFault.ENDLESS), (), b"")).status == 200
            await receiver.hung_up.wait()


async def test_no_connection_is_left_open_by_an_answer(receiver: LocalReceiver) -> None:
    async with aclosing(HttpNotifier(allow_private=True)) as notifier:
        await notifier.post(receiver.url(), (), b"")
        assert notifier._pool.connections == []


@pytest.mark.parametrize("fault", [ReceiverFault.NO_HTTP, ReceiverFault.CUTS, ReceiverFault.SILENT])
async def test_no_connection_is_left_open_by_a_fault(receiver: LocalReceiver, fault: ReceiverFault) -> None:
    async with aclosing(HttpNotifier(allow_private=True, seconds=0.2)) as notifier:
        with pytest.raises(NotificationFailed):
            await notifier.post(receiver.bad_url(fault), (), b"")
        assert notifier._pool.connections == []
