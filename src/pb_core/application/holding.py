"""Holding: what is in memory and perhaps paid for is stored again and again until the store takes it."""

import errno
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from pb_core.errors import RowRefused, StorageError
from pb_core.ports.clock import Clock

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
HOLD_SECONDS = 3600.0
"""How long a result is held whose storing fails."""

_SHORT_OF = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EIO, errno.EROFS}
)
"""How systems say that a disk, memory or file descriptors do not suffice at present."""


def is_shortage(error: BaseException) -> bool:
    """Whether the store, a disk, memory or file descriptors failed: nobody's task is the fault, and it may pass."""
    if isinstance(error, OSError):
        return error.errno in _SHORT_OF
    return isinstance(error, (StorageError, MemoryError)) and not isinstance(error, RowRefused)


async def held(write: Callable[[], Awaitable[T]], clock: Clock) -> T:
    """What ``write`` returns, tried again after growing waits for as long as it fails by a shortage.

    Each try is shielded from cancellation, the waits between them are not. Raises what ``write`` raises otherwise, and
    the shortage itself after ``HOLD_SECONDS``.
    """
    pause, waited = FIRST_PAUSE_SECONDS, 0.0
    while True:
        try:
            with anyio.CancelScope(shield=True):
                return await write()
        except Exception as error:
            if not is_shortage(error) or waited >= HOLD_SECONDS:
                raise
            log.warning("a result is held, as it cannot be stored yet (%s): look at disk and database", error)
        await clock.sleep(pause)
        pause, waited = min(pause * 2, LONGEST_PAUSE_SECONDS), waited + pause
