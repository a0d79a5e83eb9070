"""Composing: stacked, normalised, side by side, and other manners of one chart that an intent asks for."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Script
from pb_adapters.planners.offline.plots.sight import transforms
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec, Stack
from pb_core.domain.plots.transforms import Op

_NORMAL = (
    r"(?:normali[sz]ed?|100\s?%(?= (?:stacked|bars?|areas?))|relative shares?|as shares of (?:the"
    r"|each) (?:whole|total|bar|row)|sum(?:ming)? to (?:100\s?%|1|one)|proportional"
    r"|row[- ]normali[sz]ed|normali[sz]ed (?:by|per) (?:row|true class"
    r"|{F}))(?: to 100\s?%)?(?: (?:stacked|bars?))*"
)
_SHARES = r"(?:as|in|to|showing) (?:percent(?:ages?)?|shares|fractions|proportions)"
_STACKED = re.compile(r"stacked(?: \w+){0,3}\s+$", re.IGNORECASE)
_STACK = r"(?:stack(?:ed|ing)?)(?: (?:on top of each other|up|them|the (?:bars|areas|series)))?"
_BESIDE = r"side[- ]by[- ]side|next to each other|clustered|dodged|adjacent|unstacked|not stacked"
_MATH = (
    r"(?:use |with |render |set |typeset |in |enable )*(?:latex|tex|math(?:ematics)?(?: ?text"
    r"| ?mode)?|mathtext)(?: (?:for|in|to|rendering|set|typeset|of|notation|the|formulas?|symbols?"
    r"|labels?|titles?|axis|axes|math(?:ematics)?|names?|mode|all|everything|text|\$[^$]{1,40}\$"
    r"|{F}))*|(?:render|typeset|set) (?:the )?(?:formulas?|equations?|math|symbols)"
)
_FREE = (
    r"(?:with )?(?:independent|free|separate|own|individual|different) y[- ]?(?:axes|axis"
    r"|scales?)(?: per panel| for each panel)?|(?:do not|don't|not) share(?: the)? y(?:[- ]axis)?"
)
_COLUMNS = (
    r"(?:in |with |using )?(?P<n>\d{1,2}|two|three|four) columns?(?: of (?:panels|plots|facets))?(?= of|$|[.,;)])"
)
_COUNTS = {"two": 2, "three": 3, "four": 4}


class StackRequest(Request, frozen=True, kw_only=True):
    """How the series of one category stand: stacked, as shares of the whole, or side by side; met in the chart."""

    stack: Stack | None

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        reason = "there are no series to stack" if self.stack else "there are no series to set side by side"
        return Amended(spec, "" if self._kept(spec, data) else reason)

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        if self.stack is None:
            return any(layer.encoding.offset for layer in spec.layer)
        shares = self.stack is Stack.NORMALIZE and any(
            m.op is Op.PROPORTION for t in transforms(spec) for m in getattr(t, "measures", ())
        )
        filled = any(
            layer.mark.type in {MarkType.BAR, MarkType.AREA} and layer.encoding.stack is self.stack
            for layer in spec.layer
        )
        return filled or shares


class MathRequest(Request, frozen=True, kw_only=True):
    """Text between dollar signs is set as formulas."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - needs no data
        return Amended(replace(spec, mathematics=True), "text between dollar signs is set as formulas")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return spec.mathematics


class PanelsRequest(Request, frozen=True, kw_only=True):
    """How panels stand: in how many columns, or with value axes of their own."""

    columns: int | None = None
    free: bool = False

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - needs no data
        if spec.facet is None:
            return Amended(spec, "there is only one panel")
        facet = replace(
            spec.facet, columns=self.columns or spec.facet.columns, independent_y=self.free or spec.facet.independent_y
        )
        return Amended(replace(spec, facet=facet))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        facet = spec.facet
        return facet is not None and self.columns in {None, facet.columns} and (not self.free or facet.independent_y)


class FacetRequest(Request, frozen=True, kw_only=True):
    """Small multiples without saying of what; met in the chart."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, "" if self._kept(spec, data) else "no column is left to make panels of")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return spec.facet is not None


class TwinRequest(Request, frozen=True, kw_only=True):
    """A second value axis without saying for what; met in the chart."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, "" if self._kept(spec, data) else "only one quantity is shown")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return any(layer.axis.value == "right" for layer in spec.layer)


def hear_composing(script: Script) -> Iterator[Request]:
    """Find the manners of a chart."""
    for said in script.take(rf"(?<!\w)(?:{_MATH})(?!\w)"):
        yield MathRequest(words=said.words)
    for said in script.take(rf"(?<!\w)(?:{_NORMAL})(?!\w)"):
        yield StackRequest(words=said.words, stack=Stack.NORMALIZE)
    stacked = script.open
    for said in script.take(rf"(?<!\w)(?:{_SHARES})(?!\w)", lambda said: bool(_STACKED.search(stacked[: said.start]))):
        yield StackRequest(words=said.words, stack=Stack.NORMALIZE)
    for said in script.take(rf"(?<!\w)(?:{_BESIDE})(?!\w)(?! (?:bars?|columns?) (?:chart|plot))"):
        yield StackRequest(words=said.words, stack=None)
    for said in script.take(rf"(?<!\w)(?:{_STACK})(?!\w)(?! (?:areas?|bars?|columns?|horizontal|vertical))"):
        yield StackRequest(words=said.words, stack=Stack.ZERO)
    for said in script.take(rf"(?<!\w)(?:{_FREE})(?!\w)"):
        yield PanelsRequest(words=said.words, free=True)
    for said in script.take(rf"(?<!\w)(?:{_COLUMNS})"):
        yield PanelsRequest(words=said.words, columns=_COUNTS.get(said["n"].lower()) or int(said["n"]))


def hear_panels(script: Script) -> Iterator[Request]:
    """Find wishes for panels and second axes that name no column."""
    for said in script.take(
        r"(?<!\w)(?:(?:as|in|with) )?(?:small multiples?|facet(?:ed|s)?|(?:separate|several|two|three|four|\d) "
        r"(?:separate )?(?:panels|subplots)"
        r"|subplots|trellis)(?!\w)"
    ):
        yield FacetRequest(words=said.words)
    for said in script.take(
        r"(?<!\w)(?:(?:with|use|on) )?(?:a )?(?:(?:second(?:ary)?|dual|twin|two"
        r"|double)(?: y)?[- ]?ax[ie]s(?: (?:plot|chart))?|(?:two|dual) y[- ]ax[ie]s)(?!\w)"
    ):
        yield TwinRequest(words=said.words)
