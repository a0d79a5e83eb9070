"""Titles: the words that an intent dictates for the plot, its axes and its legend."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Script
from pb_adapters.planners.offline.plots.sight import channel_on, has_legend
from pb_core.domain.plots.spec import PlotSpec

_LONGEST = 300
_NOTHING = {"none", "no", "empty", "off", "nothing"}
_AXIS = r"(?:the )?(?P<axis>x|y|horizontal|vertical|value|right|second(?:ary)?)[- ]?(?:axis|axes)"
_TITLED = r"(?:title|label|name|caption|text)"
_SET = (
    r"\s*(?:is|should (?:be|read)|reads?|as|to|to be|say(?:s|ing)?|with|named|called|of"
    r"|that (?:reads|says))?\s*[:=]?\s*"
)
_PATTERNS = (
    rf"(?:label|call|name|title|relabel|rename)(?:l?ed|d)? {_AXIS}{_SET}(?P<q>{{Q}})",
    rf"{_AXIS}(?: {_TITLED}|(?:'s)? {_TITLED})?(?: (?:label(?:l?ed)|titled?|named?|called))?{_SET}(?P<q>{{Q}})",
    rf"{_TITLED} (?:of|for|on) {_AXIS}{_SET}(?P<q>{{Q}})",
    rf"(?P<axis>[xy])[- ]?label{_SET}(?P<q>{{Q}})",
    rf"(?P<q>{{Q}}) (?:on|for|as (?:the )?(?:label|title) (?:of|for)) {_AXIS}",
    rf"(?P<axis>legend)(?: {_TITLED})?(?: (?:titled?|called|named))?{_SET}(?P<q>{{Q}})",
    rf"(?P<axis>legend) title{_SET}(?P<q>[^\n.;,]{{1,80}})",
    rf"(?:(?:and|with|use|add|give it|set) )?(?:a |the )?(?P<axis>title|heading|headline)(?:d)?{_SET}(?P<q>{{Q}})",
    r"(?:(?:and|be) )?(?P<axis>titled|entitled|called)\s*[:=]?\s*(?P<q>{Q})",
    r"(?P<axis>title)\s*[:=]\s*(?P<q>[^\n.;]{1,200})",
    r"(?P<axis>[xy])[- ]?(?:axis )?(?:label|title)\s*[:=]\s*(?P<q>[^\n.;,]{1,120})",
)
_NO_TITLE = r"(?:with )?(?:no|without (?:a |any )?) ?(?:plot |chart |figure |main )?(?:title|heading)"
_NO_LEGEND_TITLE = r"(?:with )?(?:no|without (?:a |any |the )?)\s*legend title"
_NO_AXIS_TITLE = r"(?:with )?(?:no|without (?:a |any |the )?) ?(?P<axis>[xy])[- ]?axis (?:titles?|labels?)"


class TitleRequest(Request, frozen=True, kw_only=True):
    """A title for ``place`` (plot, x, y, right or legend); empty text for none."""

    place: str
    text: str

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - words need no data
        match self.place:
            case "plot":
                return Amended(replace(spec, title=self.text))
            case "legend" if not has_legend(spec) and not any(layer.encoding.color for layer in spec.layer):
                return Amended(spec, "nothing is told by colour, so there is no legend to name")
            case "legend":
                return Amended(replace(spec, legend=replace(spec.legend, title=self.text)))
            case _:
                return self._on_axis(spec)

    def _on_axis(self, spec: PlotSpec) -> Amended:
        if not _has_axis(spec, self.place):
            return Amended(spec, f"this plot has no {self.place} axis")
        axis = replace(getattr(spec.axes, self.place), title=self.text)
        return Amended(replace(spec, axes=replace(spec.axes, **{self.place: axis})))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - words need no data
        if self.place == "plot":
            return spec.title == self.text
        if self.place == "legend":
            return spec.legend.title == self.text
        return _has_axis(spec, self.place) and getattr(spec.axes, self.place).title == self.text


def hear_titles(script: Script) -> Iterator[TitleRequest]:
    """Find dictated titles."""
    for said in script.take(rf"(?<!\w)(?:{_NO_LEGEND_TITLE})(?!\w)"):
        yield TitleRequest(words=said.words, place="legend", text="")
    for said in script.take(rf"(?<!\w)(?:{_NO_AXIS_TITLE})(?!\w)"):
        yield TitleRequest(words=said.words, place=said["axis"].lower(), text="")
    for said in script.take(rf"(?<!\w)(?:{_NO_TITLE})(?!\w)"):
        yield TitleRequest(words=said.words, place="plot", text="")
    for words in _PATTERNS:
        for said in script.take(rf"(?<!\w)(?:{words})"):
            text = script.quote(said["q"])[:_LONGEST].strip()
            text = "" if text.casefold() in _NOTHING else text
            if text or said["q"].strip().casefold() in _NOTHING:
                yield TitleRequest(words=said.words, place=_place(said["axis"]), text=text)


def _place(word: str) -> str:
    places = {"x": "x", "horizontal": "x", "y": "y", "vertical": "y", "value": "y", "legend": "legend"}
    if word.lower() in {"right", "second", "secondary"}:
        return "right"
    return places.get(word.lower(), "plot")


def _has_axis(spec: PlotSpec, place: str) -> bool:
    if place == "right":
        return any(layer.axis.value == "right" for layer in spec.layer)
    return channel_on(spec, "x" if place == "x" else "y") is not None
