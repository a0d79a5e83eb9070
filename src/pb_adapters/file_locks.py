"""Locks on open files, freed by the system when the program that holds them ends."""

import errno
import os
import sys

HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})
"""How systems say that somebody else holds a lock."""

if sys.platform == "win32":
    import msvcrt

    _PLACES = 64
    """How many may hold a file together: one byte each, as this system has no shared lock; who is alone takes all."""

    def take(descriptor: int, *, shared: bool) -> None:
        """Lock at once or raise ``OSError``, with a number in ``HELD`` where somebody else holds the lock."""
        if not shared:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _PLACES)
            return
        for place in range(_PLACES):
            os.lseek(descriptor, place, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                if error.errno not in HELD or place == _PLACES - 1:
                    raise
            else:
                return

    def free(descriptor: int, *, shared: bool) -> None:
        """Give the lock back."""
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1 if shared else _PLACES)
else:
    import fcntl

    def take(descriptor: int, *, shared: bool) -> None:
        """Lock at once or raise ``OSError``, with a number in ``HELD`` where somebody else holds the lock."""
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def free(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001 - as above
        """Give the lock back."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
