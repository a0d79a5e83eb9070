"""Adapters of the core's ports, and ``open_figures``, which puts them together."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pb_adapters.figures import Figures, open_figures
    from pb_adapters.results import Figure, Plot

__all__ = ["Figure", "Figures", "Plot", "open_figures"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - one of several
    """Load the façade when it is asked for: whoever imports one adapter shall not load them all."""
    if name in {"Figures", "open_figures"}:
        from pb_adapters import figures as home  # noqa: PLC0415 - see above
    elif name in {"Figure", "Plot"}:
        from pb_adapters import results as home  # type: ignore[no-redef]  # noqa: PLC0415 - see above
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(home, name)
