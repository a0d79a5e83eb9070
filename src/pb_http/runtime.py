"""Runtime: what the HTTP layer is given by whoever composes the process."""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field

from pb_adapters.server_state import ServerState, memory_state
from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_core.domain.rates import Rate
from pb_http.answers import Answers
from pb_http.body_budget import BodyBudget
from pb_http.installation import Installation
from pb_http.invitations import Invitations
from pb_http.picture_redirects import AddressOf
from pb_http.readiness import Readiness

DEFAULT_BODY_BUDGET = 128 * 2**20
"""Bytes of bodies in memory."""
SIGN_INS = Rate(10, 300)
"""How often an address may try to sign in to the pages."""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """The parts of one running server.

    ``admin_key`` is ``None`` when no administrator is configured; ``public_url`` is ``None`` to build links on the
    address that a request came to. ``background`` makes the context that is entered while the application runs
    (workers, deliveries). Without ``readiness`` the server says that it is always ready, without ``metrics`` it has
    none to show, without ``installation`` its pages tell nothing of the server itself. Without ``allowed_hosts`` all
    are served. ``answered`` counts by method, route and status. ``state`` is what several servers may share. With
    ``picture_address`` whoever downloads a picture is sent there.
    """

    service: FigureService
    keyring: Keyring
    administration: Administration
    version: str
    admin_key: str | None = None
    public_url: str | None = None
    max_body_bytes: int = 64 * 2**20
    bodies: BodyBudget = field(default_factory=lambda: BodyBudget(DEFAULT_BODY_BUDGET))
    cors_origins: tuple[str, ...] = ()
    background: Callable[[], AbstractAsyncContextManager[object]] = nullcontext
    allowed_hosts: tuple[str, ...] = ()
    rate_by_address: Rate | None = None
    rate_by_key: Rate | None = None
    readiness: Readiness | None = None
    picture_address: AddressOf | None = None
    metrics: "ShowMetrics | None" = None
    installation: Installation | None = None
    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    answers: Answers = field(default_factory=Answers)
    state: ServerState = field(default_factory=memory_state)
    invitations: Invitations = field(default_factory=Invitations)


ShowMetrics = Callable[[Runtime], Awaitable[bytes]]
"""Writes the metrics of a server."""
