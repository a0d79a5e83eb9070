"""Store and artifacts as a program meets them: slow, failing before a call or after it, or away altogether."""

import errno
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from histories.event_loop import Program
from histories.faults import Weather
from pb_core.errors import StorageError

Note = Callable[..., None]


class UnreliableStorage:
    """Any ``Storage``, whose calls take time and may fail; ``note`` is told of each.

    A call fails before anything was done, or after it was: a commit whose answer does not arrive. A claim does the
    first only, as the port says of it.
    """

    def __init__(self, store: object, program: Program, weather: Weather, note: Note) -> None:
        self._store, self._program, self._weather, self._note = store, program, weather, note

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._store, name)
        is_write = name not in _READS

        async def call(*args: Any, **kwargs: Any) -> Any:
            weather, rates = self._weather, self._weather.rates
            _require_alive(self._program)
            if weather.strikes(rates.store_waits):
                await weather.takes(rates.slowest_store)
            if "store" in weather.is_out or weather.strikes(rates.store_refuses):
                self._note(self._program.name, name, "refused")
                raise StorageError("The simulated store refused")
            try:
                value = await method(*args, **kwargs)
            except Exception as error:
                self._note(self._program.name, name, type(error).__name__)
                raise
            if is_write and not (name in _CLAIMS and value is None) and name != "rescue":
                self._note(self._program.name, name, _named(args))
            if is_write and name not in _CLAIMS and weather.strikes(rates.store_forgets):
                self._note(self._program.name, name, "answer lost")
                raise StorageError("The simulated store lost its answer")
            if weather.strikes(rates.store_waits):
                await weather.takes(rates.slowest_store)
            return value

        setattr(self, name, call)
        return call


class UnreliableArtifacts:
    """Any ``ArtifactStore``, whose disk may be full or away."""

    def __init__(self, artifacts: Any, program: Program, weather: Weather) -> None:
        self._artifacts, self._program, self._weather = artifacts, program, weather

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._artifacts, name)
        if not inspect.iscoroutinefunction(method):
            found: Callable[..., Any] = method
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:
            weather, rates = self._weather, self._weather.rates
            _require_alive(self._program)
            if weather.strikes(rates.store_waits):
                await weather.takes(rates.slowest_store)
            if "files" in weather.is_out or weather.strikes(rates.files_fail):
                raise OSError(errno.ENOSPC, "No space left on device")
            return await method(*args, **kwargs)

        setattr(self, name, call)
        return call


class Dead(BaseException):
    """Code of a killed program is unwound, which no real program would notice."""


def _require_alive(program: Program) -> None:
    if not program.is_alive:
        raise Dead


_CLAIMS = frozenset({"claim_task", "claim_overdue", "claim_delivery"})
_READS = frozenset(
    {
        "key", "key_by_digest", "keys", "usage", "ledger", "spent", "accepted_before", "task", "list_tasks", "steps",
        "calls_seen", "deliveries", "delivery", "removed_keys", "is_retired", "released_artifacts", "vision", "aclose",
    }
)  # fmt: skip


def _named(args: tuple[object, ...]) -> str:
    first = args[0] if args else None
    return first if isinstance(first, str) else str(getattr(first, "holds", None) or getattr(first, "id", None) or "")
