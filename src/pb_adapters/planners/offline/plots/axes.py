"""Axes: orientation and grids that an intent asks for."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.scales import AXES
from pb_adapters.planners.offline.plots.script import Script
from pb_adapters.planners.offline.plots.sight import AxisName, axis_of, channel_on, is_quantity, with_axis
from pb_core.domain.plots.spec import PlotSpec

_FLAT = (
    r"(?:horizontal(?:ly)?|sideways)(?: (?:bars?|lollipops?|boxes|layout|orientation))?"
    r"|(?:with )?bars? (?:going )?horizontal(?:ly)?|(?:flip|swap) (?:the )?(?:axes|coordinates)"
)


_UPRIGHT = r"vertical(?:ly)?(?: (?:bars?|layout|orientation|columns))?"


_GRID = (
    r"(?:with |use |add |show |draw )?(?P<no>no|without(?: any| a| the)?|remove (?:the )?"
    r"|hide (?:the )?|drop (?:the )?|omit (?:the )?)?\s*(?:(?P<which>horizontal|vertical|[xy]"
    r"|light|subtle|faint|background)[- ]?(?:axis )?)?grid(?:[- ]?lines?)?(?P<off> off)?(?: on)?"
)


class OrientRequest(Request, frozen=True, kw_only=True):
    """Bars, boxes or dots that lie or stand; met where the chart is chosen."""

    horizontal: bool

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, "" if self._kept(spec, data) else "this chart cannot be turned")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        y = channel_on(spec, "y")
        return y is not None and y.type.discrete == self.horizontal and (not self.horizontal or is_quantity(spec, "x"))


class GridRequest(Request, frozen=True, kw_only=True):
    """Grid lines on or off, for some axes or all."""

    shown: bool
    axes: tuple[AxisName, ...]

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - a grid needs no data
        for name in self.axes:
            spec = with_axis(spec, name, replace(axis_of(spec, name), grid=self.shown))
        return Amended(spec)

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return all(axis_of(spec, name).grid is self.shown for name in self.axes)


def hear_grids(script: Script) -> Iterator[GridRequest]:
    """Find whether grid lines shall be drawn."""
    for said in script.take(rf"(?<!\w)(?:{_GRID})(?!\w)"):
        shown = not (said["no"] or said["off"])
        yield GridRequest(words=said.words, shown=shown, axes=_grid_axes(said["which"]))


def hear_orientation(script: Script) -> Iterator[OrientRequest]:
    """Find whether bars shall lie or stand."""
    for words, horizontal in ((_FLAT, True), (_UPRIGHT, False)):
        for said in script.take(rf"(?<!\w)(?:{words})(?!\w)(?! (?:line|rule|reference|dashed|axis))"):
            yield OrientRequest(words=said.words, horizontal=horizontal)


def _grid_axes(word: str) -> tuple[AxisName, ...]:
    match word.lower():
        case "x" | "vertical":
            return ("x",)
        case "y" | "horizontal":
            return ("y",)
        case _:
            return AXES
