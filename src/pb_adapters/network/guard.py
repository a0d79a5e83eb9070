"""A network backend that dials public addresses only: it resolves, checks every answer and dials a checked one."""

import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address

import anyio
import httpcore

from pb_adapters.network.streams import ThoroughStream
from pb_core.callback_urls import Address, is_public

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
        message = "address is a local socket."
        raise DialRefused(message)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._network.sleep(seconds)

    async def _checked(self, host: str, port: int) -> Sequence[Address]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            message = "host name does not resolve."
            raise DialRefused(message)
        if not self._allow_private and not all(is_public(address) for address in addresses):
            message = "host name leads to a private address."
            raise DialRefused(message)
        return addresses
