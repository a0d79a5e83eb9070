"""Legends: where an intent wants series to be named."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Refusal, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import has_legend, series_field
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Orient, PlotSpec

_LEGEND = (
    r"(?:(?:with|put|place|move|show|add|and|have|draw|keep) )*(?P<no>no |without (?:a |any "
    r"|the )?|hide (?:the )?|remove (?:the )?|omit (?:the )?|drop (?:the )?)?(?:the |a "
    r"|its )?legend(?: box)?(?: (?:should be |goes |is |placed |positioned |located )?(?:(?:on|at"
    r"|to|in|along|above|below|under|underneath|over|outside)(?: (?:the|of|to))*)?\s*(?P<where>top"
    r"|bottom|right|left|above|below|underneath|outside|inside|upper left|upper right|lower left"
    r"|lower right|corner|top right|top left|bottom right|bottom left|plot|figure|chart)(?: (?:of"
    r"|side|hand side|corner|to|the|it|plot|figure|chart|data|axes|right|left))*)?"
)


_CORNER = r"legend(?: \w+){0,5} (?:upper|lower|top|bottom)[- ](?:left|right)(?: corner)?"
_PLACES = "a legend stands at the right, top or bottom, or where there is free room"
_ABOVE = r"legend (?P<where>above|below|under)"


_DIRECT = (
    r"(?:the )?(?:lines?|curves?|series) (?:are )?(?:directly labell?ed|labell?ed directly)|"
    r"(?:(?:with |use |and )?direct(?:ly)? (?:line )?(?:labels?|labell?ed|labell?ing)(?: (?:of|for"
    r"|on|instead of|rather than) (?:the |a )?(?:lines?|curves?|series|legend))*|labell?(?:ed"
    r"|ing)?(?: the)? (?:lines?|curves?|series) (?:directly|at (?:their|the) ends?)|labels? (?:at"
    r"|on) the (?:end|ends) of (?:the |each )*(?:lines?|curves?)|label (?:the |each )?(?:lines?"
    r"|curves?|series)(?: directly)?|names? (?:beside|next to|at the end of) (?:the "
    r"|each )?(?:lines?|curves?))"
)


class LegendRequest(Request, frozen=True, kw_only=True):
    """Where the legend stands, if at all."""

    orient: Orient

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - a legend needs no data
        if (
            not has_legend(spec)
            and not any(layer.encoding.color for layer in spec.layer)
            and self.orient is not Orient.NONE
        ):
            return Amended(spec, "nothing is told by colour, so no legend is due")
        if self.orient is Orient.DIRECT and not any(
            layer.mark.type in {MarkType.LINE, MarkType.AREA, MarkType.ARC, MarkType.POINT} for layer in spec.layer
        ):
            return Amended(spec, "names can only be written beside lines and points")
        if self.orient is Orient.NONE and spec.legend.orient is Orient.DIRECT:
            return Amended(spec, "names stand beside the lines instead")
        return Amended(replace(spec, legend=replace(spec.legend, orient=self.orient)))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        if (
            self.orient is Orient.NONE
            and not has_legend(spec)
            and not any(layer.encoding.color for layer in spec.layer)
        ):
            return True
        if self.orient is Orient.NONE and spec.legend.orient is Orient.DIRECT:
            return True
        return spec.legend.orient is self.orient and (
            self.orient is not Orient.DIRECT or series_field(spec) is not None
        )


def _legend(said: Said) -> Request:
    where = said["where"].lower()
    if said["no"]:
        return LegendRequest(words=said.words, orient=Orient.NONE)
    for word, orient in (
        ("top", Orient.TOP),
        ("above", Orient.TOP),
        ("bottom", Orient.BOTTOM),
        ("below", Orient.BOTTOM),
        ("under", Orient.BOTTOM),
        ("outside", Orient.RIGHT),
        ("right", Orient.RIGHT),
    ):
        if where.startswith(word) and not (word in {"top", "bottom"} and where not in {"top", "bottom"}):
            return LegendRequest(words=said.words, orient=orient)
    if where and where not in {"plot", "figure", "chart", "inside"}:
        return Refusal(words=said.words, reason=_PLACES)
    return LegendRequest(words=said.words, orient=Orient.AUTO)


def hear_legends(script: Script) -> Iterator[Request]:
    """Find where names of series shall stand."""
    for said in script.take(rf"(?<!\w)(?:{_DIRECT})(?!\w)"):
        yield LegendRequest(words=said.words, orient=Orient.DIRECT)
    for said in script.take(rf"(?<!\w)(?:{_CORNER})(?!\w)"):
        yield Refusal(words=said.words, reason=_PLACES)
    for words in (_ABOVE, _LEGEND):
        for said in script.take(rf"(?<!\w)(?:{words})(?!\w)"):
            yield _legend(said)
