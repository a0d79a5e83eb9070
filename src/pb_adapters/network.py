"""Connections to addresses that somebody else chose: dialled only where public, closed whatever interrupts."""

import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import anyio
import httpcore
import idna

from pb_core.domain.webhooks.addresses import Address, is_metadata, is_public


class ThoroughStream(httpcore.AsyncNetworkStream):
    """A plain connection. httpcore forgets one whose handshake is cancelled or times out; this one closes itself."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """Receive."""
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        """Send."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> httpcore.AsyncNetworkStream:
        """Shake hands and return the encrypted connection, or close this one."""
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> object:
        """What the connection below knows."""
        return self._stream.get_extra_info(info)


Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]
"""Turns a host and a port into the addresses to choose from; ``OSError`` or ``UnicodeError`` if it cannot."""


class DialRefused(Exception):
    """The guard does not dial; its text reads after "the receiver's" or "the picture's" and quotes no URL."""


async def system_resolver(host: str, port: int) -> tuple[Address, ...]:
    """Ask the operating system; literal addresses in every spelling it knows come back as addresses."""
    answers = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(answer[4][0]) for answer in answers))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects by TCP to names of which every address is public, unless private ones are allowed.

    A cloud's metadata service is never dialled.

    TLS still checks the certificate against the name, because httpcore takes it from the URL and
    not from what was dialled. A refused or unknown name raises ``DialRefused``.
    """

    def __init__(self, *, allow_private: bool, resolve: Resolver, network: httpcore.AsyncNetworkBackend) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check and dial within ``timeout`` seconds; the addresses are tried in the resolver's order."""
        try:
            with anyio.fail_after(timeout):
                *others, last = await self._checked(host, port)
                share = None if timeout is None else timeout / (len(others) + 1)

                async def dial(address: str) -> httpcore.AsyncNetworkStream:
                    stream = await self._network.connect_tcp(address, port, share, local_address, socket_options)
                    return ThoroughStream(stream)

                for address in others:
                    try:
                        return await dial(str(address))
                    except (httpcore.ConnectError, httpcore.ConnectTimeout):
                        continue
                return await dial(str(last))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: nothing goes to a socket of this machine."""
        del path, timeout, socket_options
        raise DialRefused("address is a local socket.")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)

    async def _checked(self, host: str, port: int) -> Sequence[Address]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise DialRefused("host name does not resolve.")
        if not self._allow_private and not all(map(is_public, addresses)):
            raise DialRefused("host name leads to a private address.")
        if any(map(is_metadata, addresses)):
            raise DialRefused("host name leads to the metadata service of a cloud.")
        return addresses


_CHARACTERS = "/%:@!$&'()*+,;=~?"


def wire_form(url: str) -> tuple[httpcore.URL, str]:
    """The absolute URL in ASCII without its fragment, and its Host header; ``UnicodeError`` if it has no such form."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    path = quote(parts.path or "/", safe=_CHARACTERS)
    query = f"?{quote(parts.query, safe=_CHARACTERS)}" if parts.query else ""
    authority = f"[{host.partition('%')[0]}]" if ":" in host else host
    if parts.port is not None:
        authority += f":{parts.port}"
    return httpcore.URL(scheme=parts.scheme, host=host, port=parts.port, target=path + query), authority
