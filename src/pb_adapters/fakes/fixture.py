"""A fake provider as the upstream that the fault suites of ``pb_core.testing`` play on."""

import anyio
import anyio.lowlevel

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.scripted_faults import painting
from pb_core.testing.contracts.engine_faults import Counted


class FakeUpstream:
    """One provider's endpoints that are asked for work, such as ``chat`` or ``create``; a ``PaintingUpstream``."""

    def __init__(self, fakes: FakeProviders, provider: str, *endpoints: str) -> None:
        self._fakes, self._provider, self._endpoints = fakes, provider, endpoints

    @property
    def secrets(self) -> tuple[str, ...]:
        """The key that the fakes accept."""
        return (self._fakes.key,)

    def play(self, fault: str) -> None:
        """Let this fault strike the next call."""
        self._fakes.script(self._provider, fault)

    def show(self, picture: bytes) -> None:
        """Let this PNG be the next picture that is painted."""
        self._fakes.script(self._provider, painting(picture))

    def heard(self) -> bytes:
        """The body of the last request to these endpoints."""
        return self._fakes.last_body(self._provider, *self._endpoints)

    async def counted(self) -> Counted:
        """What reached the endpoints and was billed."""
        with anyio.fail_after(60):
            while self._fakes.counts(self._provider).under_way:
                await anyio.lowlevel.checkpoint()  # a call that was given up is counted when the fake notices
        calls = [call for call in self._fakes.calls(self._provider) if call.endpoint in self._endpoints]
        return Counted(asked=len(calls), billed=sum(call.billed for call in calls))
