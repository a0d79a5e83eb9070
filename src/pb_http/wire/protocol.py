"""ApiProtocol: uvicorn's protocol with limits of size and time, and with JSON where no application is reached."""

from asyncio import BaseTransport, TimerHandle, Transport
from functools import partial
from typing import Any, ClassVar, cast

import httptools
from msgspec import Struct
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from pb_http.wire.connections import Connections
from pb_http.wire.head_rules import MAX_FIELDS, check_head
from pb_http.wire.refusals import Refusal
from pb_http.wire.turns import Turns

MAX_PIPELINED = 32
"""Requests that may wait on one connection for the answer to an earlier one."""

MIN_BYTES_PER_SECOND = 1_024
"""What of a body must arrive, on average over ``body_seconds``."""

LINGER_SECONDS, LINGER_BYTES = 2.0, 2**20
"""How long a refused connection stays open, unread: closing it at once could lose the answer (RFC 9112, section 9.6).

So much is thrown away of what comes while earlier requests are answered.
"""


STOP_SECONDS = 5.0
"""How long a body may go on arriving once the server stops: less than the server waits for its connections."""


class WireLimits(Struct, frozen=True, kw_only=True):
    """What one client may take of the server before any application is reached.

    A head, from the connection's opening or its first byte, may take ``head_seconds`` and ``head_bytes``. A body must
    bring ``MIN_BYTES_PER_SECOND`` in each ``body_seconds``; of an answer something must be read in ``write_seconds``.
    """

    connections: int = 1_000
    head_bytes: int = 32_768
    head_seconds: float = 15
    body_seconds: float = 30
    write_seconds: float = 60


class ApiProtocol(HttpToolsProtocol):
    """One connection. ``within`` makes the class of one server.

    Fields after a chunked body are ignored: an ``Authorization`` there would be one that no proxy has seen. What cannot
    be a request is refused after all earlier ones of the connection are answered.
    """

    limits: ClassVar[WireLimits] = WireLimits()
    admission: ClassVar[Connections] = Connections(WireLimits().connections)
    turns: ClassVar[Turns] = Turns()

    @classmethod
    def within(cls, limits: WireLimits, admission: Connections | None = None) -> "type[ApiProtocol]":
        """The protocol of a server with these limits; ``admission`` is what its connections share."""
        own = {"limits": limits, "admission": admission or Connections(limits.connections), "turns": Turns()}
        return cast("type[ApiProtocol]", type(cls.__name__, (cls,), own))

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*arguments, **options)
        self._in_head = True
        self._unread = 0
        """Bytes since the last that began or continued a body, or ended a request's head."""
        self._body_bytes = 0
        self._progress = 0
        self._active: RequestResponseCycle | None = None
        self._is_next = False
        """Whether the request that is begun now has waited for the one before it."""
        self._refusal: Refusal | None = None
        self._lingered = 0
        self._timer: TimerHandle | None = None
        self._timed = ""
        self._write_timer: TimerHandle | None = None
        self._unsent = 0

    # --- the connection

    def connection_made(self, transport: BaseTransport) -> None:
        """Take the connection, in place of an idle one where there are too many."""
        super().connection_made(cast("Transport", transport))
        if self.admission.admit(len(self.connections)):
            self.admission.idle(self)
            self._time("head")
        else:
            self._refuse(Refusal(503, "This server has too many connections: try again later", retry_after=1))

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.admission.busy(self)
        self.turns.leave(self)
        self._time("")
        if self._write_timer is not None:
            self._write_timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Answer what was asked, then close; a body that does not arrive soon is refused, or it would end in a 500."""
        super().shutdown()
        if not self._in_head and not self.transport.is_closing():
            self.loop.call_later(STOP_SECONDS, self._stop_reading)

    def _stop_reading(self) -> None:
        if not self._in_head and self._refusal is None and not self.transport.is_closing():
            self._refuse(Refusal(503, "The server stops: send the request again", retry_after=1))

    def evict(self) -> None:
        """Make room for a newer connection."""
        self.transport.abort()

    # --- what arrives

    def data_received(self, data: bytes) -> None:
        """Parse what came, in pieces that are never more than a head may still have."""
        if self._refusal is not None:
            self._throw_away(len(data))
            return
        self._unset_keepalive_if_required()
        try:
            self._parse(data)
            self._time("body" if not self._in_head else "head" if self._unread else "")
        except httptools.HttpParserUpgrade:
            self._leave_unread()
        except Refusal as refusal:
            self._refuse(refusal)
        except httptools.HttpParserError as error:
            cause = error.__context__  # what one of the methods below raised
            self._refuse(cause if isinstance(cause, Refusal) else Refusal(400, "Invalid HTTP request received"))

    def _parse(self, data: bytes) -> None:
        if len(data) < self.limits.head_bytes - self._unread:
            self._feed(data)
            return
        left = memoryview(data)
        while left and self.parser is not None:
            piece = left[: self.limits.head_bytes - self._unread]
            left = left[len(piece) :]
            self._feed(piece)
            if self._unread >= self.limits.head_bytes:
                if self._in_head:
                    raise Refusal(431, f"The request's head is longer than {self.limits.head_bytes} bytes")
                raise Refusal(400, "What stands between the chunks of the body, or after them, is too long")

    def _feed(self, piece: bytes | memoryview) -> None:
        before = self._progress
        self.parser.feed_data(piece)
        self._unread = 0 if self._progress != before else self._unread + len(piece)

    def on_headers_complete(self) -> None:
        """Start the application, or queue the request behind earlier ones."""
        if len(self.headers) > MAX_FIELDS:
            raise Refusal(431, f"The request has more than {MAX_FIELDS} headers")
        check_head(self.parser.get_http_version(), self.url, self.headers)
        if len(self.pipeline) >= MAX_PIPELINED:
            raise Refusal(503, "Too many requests wait on this connection", retry_after=1)
        self._in_head = False
        self._progress += 1
        self._body_bytes = 0
        self.admission.busy(self)
        super().on_headers_complete()
        self.headers = []  # what comes after the body is no header of the request

    def on_body(self, body: bytes) -> None:
        """Hand a part of the body on."""
        self._progress += 1
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the body; what follows is another head."""
        self._in_head = True
        self._progress += 1
        super().on_message_complete()

    def _leave_unread(self) -> None:
        """Answer a request that would go on in another protocol as if it had not asked for that, then close."""
        self.cycle.keep_alive = False
        self._refusal = Refusal(400, "This server speaks HTTP/1.1 only")

    # --- what is answered

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - uvicorn's own
        self._active = cycle
        begin = partial(super()._start_asgi_task, cycle, app)
        if self._is_next:
            self.turns.wait(self.loop, self, begin)
        else:
            begin()

    def on_response_complete(self) -> None:
        """Go on with the next request, or with a refusal that waited for its turn."""
        self._is_next = True
        super().on_response_complete()
        self._is_next = False
        if self.transport.is_closing() or self._is_answering():
            return
        if self._refusal is not None:
            self._say(self._refusal)
        else:
            self.cycle.body.clear()
            self.admission.idle(self)

    def _is_answering(self) -> bool:
        return self._active is not None and not self._active.response_complete

    def _refuse(self, refusal: Refusal) -> None:
        """Read no more, and say why as soon as all earlier requests are answered."""
        self._refusal = refusal.with_traceback(None)  # which would keep what was received as long as the connection
        refusal.__context__ = None
        self._time("")
        if self._in_head and self._is_answering():
            return
        if not self._in_head and self.cycle is not self._active:
            self.pipeline.popleft()  # the refused request itself, whose body is broken
            return
        if not self._in_head and self.cycle.response_started:
            self.transport.close()
            return
        if not self._in_head:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._say(refusal)

    def _say(self, refusal: Refusal) -> None:
        if self.transport.is_closing():
            return
        self.admission.refused[refusal.status] += 1
        self._unset_keepalive_if_required()
        self.transport.write(refusal.encoded())
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.pause_reading()
        self.admission.idle(self)
        self._time("end")

    def _throw_away(self, size: int) -> None:
        self._lingered += size
        if self._lingered > LINGER_BYTES:
            self.transport.abort()

    # --- time

    def _time(self, what: str) -> None:
        """Limit the time of what is being read now; a timer that runs for it goes on."""
        if what == self._timed:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timed, self._timer = what, None
        if what == "head":
            self._timer = self.loop.call_later(self.limits.head_seconds, self._head_is_late)
        elif what == "body":
            self._timer = self.loop.call_later(self.limits.body_seconds, self._body_is_slow)
        elif what == "end":
            self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _head_is_late(self) -> None:
        if self._unread or self._is_answering():
            self._refuse(Refusal(408, f"The request's head took longer than {self.limits.head_seconds:g} seconds"))
        else:
            self.transport.close()  # nothing was asked

    def _body_is_slow(self) -> None:
        enough = self._body_bytes >= self.limits.body_seconds * MIN_BYTES_PER_SECOND
        self._body_bytes = 0
        if enough or self.flow.read_paused:
            self._timer = self.loop.call_later(self.limits.body_seconds, self._body_is_slow)
        else:
            self._refuse(Refusal(408, f"The body stood nearly still for {self.limits.body_seconds:g} seconds"))

    def pause_writing(self) -> None:
        """Begin to watch whether the client reads its answer."""
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self._write_timer = self.loop.call_later(self.limits.write_seconds, self._answer_is_unread)

    def resume_writing(self) -> None:
        """The client reads."""
        super().resume_writing()
        if self._write_timer is not None:
            self._write_timer.cancel()

    def _answer_is_unread(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if unsent >= self._unsent:
            self.transport.abort()
            return
        self._unsent = unsent
        self._write_timer = self.loop.call_later(self.limits.write_seconds, self._answer_is_unread)
