"""What the plots of a sheet say once together: one legend for each meaning of colour, and titles of axes in line."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.panel_alignment import Place
from pb_core.domain.plots.drawn import DrawnKey, DrawnPlot, TextRole
from pb_core.domain.plots.spec import Orient, PlotSpec

_FEW = 6  # series that are given hues of their own across all meanings


class SharedLegend(Struct, frozen=True, kw_only=True):
    """A legend of several plots: its title, its keys in order, and the plots that it is for."""

    title: str
    keys: tuple[DrawnKey, ...]
    plots: tuple[int, ...]


def series_orders(plots: Mapping[int, DrawnPlot]) -> dict[int, tuple[str, ...]]:
    """The series of a sheet in order, for each plot.

    Few are told apart all together, many within the plots that have some of them in common; a series has one place in
    all plots that show it.
    """
    together = _series(plots, list(plots))
    if len(together) <= _FEW:
        return dict.fromkeys(plots, together)
    return {index: _series(plots, members) for members in _related(plots) for index in members}


def _series(plots: Mapping[int, DrawnPlot], members: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.series for index in members for key in plots[index].keys))


def _related(plots: Mapping[int, DrawnPlot]) -> list[list[int]]:
    """The plots in groups: those with a series in common, directly or through others, stand in one."""
    groups: list[list[int]] = []
    for index in plots:
        own = set(_series(plots, [index]))
        near = [group for group in groups if own & set(_series(plots, group))]
        groups = [group for group in groups if group not in near]
        groups.append(sorted([*(member for group in near for member in group), index]))
    return sorted(groups)


def shared_legends(plots: Mapping[int, DrawnPlot]) -> tuple[SharedLegend, ...]:
    """The legends that two plots or more would repeat, each where all of them mean the same by a colour.

    Plots mean the same if their legends have one title and some series in common.
    """
    titled: dict[str, dict[int, DrawnPlot]] = {}
    for index, plot in plots.items():
        title = _title(plot)
        if title is not None and plot.keys and plot.legend is not None:
            titled.setdefault(title.casefold(), {})[index] = plot
    groups = sorted(members for alike in titled.values() for members in _related(alike))
    return tuple(_shared(plots, members) for members in groups if _mean_the_same(plots, members))


def _title(plot: DrawnPlot) -> str | None:
    """The title of a plot's legend; ``None`` where series are named at lines, or the legend has several parts."""
    titles = [text.text for text in plot.texts if text.role is TextRole.LEGEND_TITLE]
    if len(titles) > 1 or any(text.role is TextRole.DIRECT for text in plot.texts):
        return None
    return " ".join(titles[0].split()) if titles else ""


def _mean_the_same(plots: Mapping[int, DrawnPlot], members: Sequence[int]) -> bool:
    colors: dict[str, str] = {}
    keys = [key for index in members for key in plots[index].keys]
    return len(members) > 1 and all(colors.setdefault(key.series, key.color) == key.color for key in keys)


def _shared(plots: Mapping[int, DrawnPlot], members: Sequence[int]) -> SharedLegend:
    keys = [key for index in members for key in plots[index].keys]
    patches = any(not key.marker and not key.dash for key in keys)
    known: dict[str, DrawnKey] = {}
    for key in keys:
        known.setdefault(key.series, replace(key, marker="", dash="") if patches else key)
    return SharedLegend(title=_title(plots[members[0]]) or "", keys=tuple(known.values()), plots=tuple(members))


def without_legend(spec: PlotSpec) -> PlotSpec:
    """The plot's specification where its legend stands elsewhere on the sheet."""
    return replace(spec, legend=replace(spec.legend, title="", orient=Orient.AUTO))


def without_repeated_titles(
    spec: PlotSpec, index: int, plots: Mapping[int, DrawnPlot], places: Mapping[int, Place]
) -> PlotSpec:
    """The specification without the titles that a neighbour has: y's of the plot at its left, x's of that below."""
    axes = spec.axes
    if _repeats(index, plots, places, "y"):
        axes = replace(axes, y=replace(axes.y, title=""))
    if _repeats(index, plots, places, "x"):
        axes = replace(axes, x=replace(axes.x, title=""))
    return replace(spec, axes=axes)


def _repeats(index: int, plots: Mapping[int, DrawnPlot], places: Mapping[int, Place], axis: str) -> bool:
    own, place = _titles(plots[index], axis), places[index]
    if not own or place.row is None or place.column is None:
        return False
    beside = (place.row, place.column - 1) if axis == "y" else (place.row + 1, place.column)
    return any(_titles(plots[other], axis) == own for other in _at(beside, plots, places))


def _at(cell: tuple[int, int], plots: Mapping[int, DrawnPlot], places: Mapping[int, Place]) -> Iterator[int]:
    return (index for index in plots if (places[index].row, places[index].column) == cell)


def _titles(plot: DrawnPlot, axis: str) -> set[str]:
    return {" ".join(getattr(panel, axis).title.split()) for panel in plot.panels} - {""}
