"""Large blocks of memory go back to the system when they are free, where the C library would keep them."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # malloc.h of glibc
LARGE_BYTES = 2**20


def give_large_blocks_back() -> None:
    """Have every block of at least ``LARGE_BYTES`` mapped on its own; does nothing where the C library is not glibc.

    glibc raises that size to the largest block that was ever freed, 32 MiB at most. The bodies of requests then lie
    among small blocks that stay, and hundreds of MiB are never given back.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)
