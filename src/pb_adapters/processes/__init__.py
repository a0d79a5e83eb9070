"""Worker processes that the engines of the house draw in."""

from pb_adapters.processes.pool import ProcessPool

__all__ = ["ProcessPool"]
