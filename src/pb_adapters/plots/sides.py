"""Ticks and labels of one axis for the length that it has."""

from pb_adapters.plots.content import Content, Side
from pb_adapters.plots.labels import along_x, along_y
from pb_adapters.plots.scales import View

_DEEP, _WIDE = 0.4, 0.36  # of the sheet: the most that category names may take


def sideways(view: View, length: float, content: Content, *, shown: bool = True) -> Side:
    """The ticks of an x axis of this length, as many as their labels leave room for."""
    theme, discrete = content.theme, view.axis.discrete
    for most in range(max(min(int(length / (theme.text * 3.0)), 8), 2), 1, -1):
        ticks = view.ticks(most)
        places = tuple(across(view, at, content) * length for at in ticks.at)
        deep = content.sheet.height * _DEEP
        labels = along_x(ticks, places, length, theme, discrete=discrete, deep=deep)
        if labels.fits or discrete:
            break
    return Side(ticks=ticks, labels=labels, shown=shown)


def across(view: View, at: float, content: Content) -> float:
    """Where a value stands along the x axis, 0 to 1."""
    if content.shape == "parallel":
        return at / max(len(view.axis.categories) - 1, 1)
    return view.share(at)


def upright(view: View, length: float, content: Content, *, shown: bool = True) -> Side:
    """The ticks of a y axis of this length."""
    theme = content.theme
    ticks = view.ticks(max(min(int(length / (theme.text * 2.4)), 6), 2))
    places = tuple(_place(view, at) * length for at in ticks.at)
    labels = along_y(ticks, places, theme, discrete=view.axis.discrete, wide=content.sheet.width * _WIDE)
    return Side(ticks=ticks, labels=labels, shown=shown)


def _place(view: View, at: float) -> float:
    return 1 - view.share(at) if view.axis.discrete else view.share(at)
