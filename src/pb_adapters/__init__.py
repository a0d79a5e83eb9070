"""Adapters of the core's ports, and ``open_figures``, which puts them together."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pb_adapters.figures import Figures, open_figures
    from pb_adapters.immediate import plot_now, render
    from pb_adapters.results import Figure, Plot

__all__ = ["Figure", "Figures", "Plot", "open_figures", "plot_now", "render"]

_HOMES = {
    "Figure": "results",
    "Figures": "figures",
    "Plot": "results",
    "open_figures": "figures",
    "plot_now": "immediate",
    "render": "immediate",
}
"""Loaded when a name is asked for: whoever imports one adapter shall not load them all."""


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
