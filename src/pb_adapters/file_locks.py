"""Locks on open files, freed by the system when the program that holds them ends."""

import errno
import os
import sys

HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})
"""How systems say that somebody else holds a lock."""

if sys.platform == "win32":
    import msvcrt

    _PLACE = 2**30
    """Where the one byte lies that is locked: past the file's text, which others could not read otherwise."""

    def take(descriptor: int) -> None:
        """Lock at once or raise ``OSError``, with a number in ``HELD`` where somebody else holds the lock."""
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def free(descriptor: int) -> None:
        """Give the lock back."""
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def take(descriptor: int) -> None:
        """Lock at once or raise ``OSError``, with a number in ``HELD`` where somebody else holds the lock."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def free(descriptor: int) -> None:
        """Give the lock back."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
