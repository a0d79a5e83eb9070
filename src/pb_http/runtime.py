"""Runtime: what the HTTP layer is given by whoever composes the process."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from pb_core.keyring import Keyring
from pb_core.service import FigureService
from pb_http.answers import Answers


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """The parts of one running server.

    ``admin_key`` is ``None`` when no administrator is configured; ``public_url`` is ``None`` to build links on the
    address that a request came to. ``background`` makes the context that is entered while the application runs
    (workers, deliveries).
    """

    service: FigureService
    keyring: Keyring
    version: str
    admin_key: str | None = None
    public_url: str | None = None
    max_body_bytes: int = 64 * 2**20
    cors_origins: tuple[str, ...] = ()
    background: Callable[[], AbstractAsyncContextManager[object]] = nullcontext
    answers: Answers = field(default_factory=Answers)
