"""Webhooks over HTTP/1.1, with every address checked when it is dialled."""

import ssl

import anyio
import httpcore

from pb_adapters.network import DialRefused, GuardedBackend, Resolver, system_resolver, wire_form
from pb_core.domain.webhooks.callback_urls import check_callback_url
from pb_core.errors import NotificationFailed, UnsafeUrl
from pb_core.ports.notifier import START_BYTES, Answer

ANSWER_BYTES = 64 * 1024
"""How much of an answer is read before the connection is closed."""

_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,  # a fault of TLS in the middle of an answer comes through as it is
)
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "The receiver's certificate is not valid for the webhook's host name."),
    (ssl.SSLError, "The receiver does not speak TLS as it should."),
    (httpcore.ConnectTimeout, "The receiver could not be connected to in time."),
    (httpcore.ConnectError, "The receiver could not be connected to."),
    (httpcore.LocalProtocolError, "The webhook cannot be written as an HTTP request."),
    (httpcore.RemoteProtocolError, "The receiver closed the connection or did not answer in HTTP."),
    (Exception, "The connection to the receiver broke before an answer came."),
)


class HttpNotifier:
    """Sends one POST per call, each over a connection of its own.

    Once a status has arrived it is the result, even if the rest of the answer breaks or drips.

    Args:
        allow_private: Whether private and local addresses may be dialled.
        seconds: The limit of one attempt, from resolving the name to the end of the answer.
        connect_seconds: The limit of resolving and dialling.
        ssl_context: Which certificates to trust; the public authorities by default.
        resolve: How names become addresses; the operating system's way by default.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        seconds: float = 15.0,
        connect_seconds: float = 5.0,
        ssl_context: ssl.SSLContext | None = None,
        resolve: Resolver = system_resolver,
    ) -> None:
        self._allow_private = allow_private
        self._seconds = seconds
        self._timeouts = {"connect": connect_seconds}
        # Kept open, a connection would outlive the check of its address; httpcore reads no proxy from the environment.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpcore.default_ssl_context(),
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=GuardedBackend(
                allow_private=allow_private, resolve=resolve, network=httpcore.AnyIOBackend()
            ),
        )

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        """Send the body with exactly these headers (plus Host and Content-Length) and return the answer.

        Raises ``NotificationFailed`` when no status came back; its sentence quotes no part of the request.
        """
        target, lines = self._request(url, headers)
        status: int | None = None
        start = bytearray()
        with anyio.move_on_after(self._seconds):
            try:
                async with self._pool.stream(
                    "POST", target, headers=lines, content=body, extensions={"timeout": self._timeouts}
                ) as response:
                    status = response.status
                    await _drain(response, start)
            except DialRefused as refusal:
                raise NotificationFailed(f"The webhook's {refusal}") from None
            except _FAILURES as error:
                if status is None:
                    raise NotificationFailed(_sentence(error)) from None  # its text may quote a header
        if status is None:
            raise NotificationFailed(f"The receiver did not answer within {self._seconds:g} seconds.")
        return Answer(status, bytes(start))

    async def aclose(self) -> None:
        """Close what is still open."""
        await self._pool.aclose()

    def _request(
        self, url: str, headers: tuple[tuple[str, str], ...]
    ) -> tuple[httpcore.URL, list[tuple[bytes, bytes]]]:
        try:
            target, authority = wire_form(check_callback_url(url, allow_private=self._allow_private))
            lines = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers]
        except UnsafeUrl as error:
            raise NotificationFailed(str(error)) from None
        except UnicodeError:
            raise NotificationFailed(
                "The webhook cannot be written as an HTTP request."
            ) from None  # its text may quote a header
        return target, [(b"Host", authority.encode("ascii")), *lines]


async def _drain(response: httpcore.Response, start: bytearray) -> None:
    """Read what a well-behaved receiver sends, so that it sees its answer taken; then the connection closes.

    The first bytes are added to ``start`` as they come.
    """
    taken = 0
    async for chunk in response.aiter_stream():
        taken += len(chunk)
        start += chunk[: START_BYTES - len(start)]
        if taken >= ANSWER_BYTES:
            return


def _sentence(error: Exception) -> str:
    """The most telling sentence about an error or what it stands for.

    httpcore wraps the original as the error's only argument and clears its cause; anyio wraps TLS errors once more.
    """
    chain = [error, *(link for link in error.args if isinstance(link, Exception))]
    chain += [link.__cause__ for link in chain if isinstance(link.__cause__, Exception)]
    return next(sentence for kind, sentence in _SENTENCES if any(isinstance(link, kind) for link in chain))
