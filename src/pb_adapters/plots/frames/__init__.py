"""What a plot shows, computed from the caller's table with numpy."""

from pb_adapters.plots.frames.framing import frame

__all__ = ["frame"]
