"""Marking: reference lines, shaded bands and insets that an intent asks for."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.naming import capital
from pb_adapters.planners.offline.plots.request import Amended, Refusal, Request
from pb_adapters.planners.offline.plots.script import Said, Script, number
from pb_adapters.planners.offline.plots.sight import AxisName, channel_on, is_quantity, sources, value_axis
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import (
    Annotation,
    IdentityLine,
    Inset,
    PlotSpec,
    PointNote,
    Projection,
    ReferenceBand,
    ReferenceLine,
)
from pb_core.domain.plots.transforms import Op

_N = r"{N}(?:\s?[kMB](?!\w))?(?:\s?%)?"


_DRAW = r"(?:(?:with|add|draw|show|and|put|mark|include|use|plot) )*(?:an? |the )?"


_WHAT = (
    r"(?:baseline|target|threshold|chance(?: level| performance)?|random(?: guess(?:ing)?| chance"
    r"| baseline)?|human(?: performance| level| baseline)?|reference|goal|limit|cut-?off"
    r"|state[- ]of[- ]the[- ]art|sota|upper bound|lower bound|null|no[- ]effect|zero|previous best"
    r"|oracle|optimum|majority(?: class)?)"
)


_KIND = (
    r"(?:(?:thin |light |gr[ea]y |black |red |dashed |dotted |solid )*(?P<dir>horizontal "
    r"|vertical )?(?:thin |light |gr[ea]y |black |red |dashed |dotted |solid )*)"
)


_RULES = (
    (
        rf"{_DRAW}{_KIND}(?:(?P<what>{_WHAT}) )?(?:reference |rule )?(?:lines?|rules?)(?: (?:is |for "
        rf"|showing |marking |of |labell?ed |called |indicating )?(?:the |a )?(?P<what2>{_WHAT}"
        rf"|{{Q}})(?: \([^)]{{0,20}}\))?)? (?:at|of|=|y ?=|x ?=|from) (?:the )?(?P<axis>[xy] ?= ?"
        rf"|(?:{{F}} (?:=|of )?\s?))?(?P<n>{_N})(?: (?:labell?ed|called|for|named|with (?:the )?label"
        rf"|as) (?:the |a |\")?(?P<q>{{Q}}|{_WHAT}))?"
    ),
    (
        rf"{_DRAW}(?P<what>{_WHAT})(?: (?:line|level|rule))? (?:of|at|is|="
        rf"|\()\s?(?P<n>{_N})\)?(?: (?:as|with) (?:a )?{_KIND}line)?"
    ),
    rf"{_DRAW}(?P<dir>horizontal|vertical) (?:lines?|rules?) (?:at|for) (?P<n>{_N})",
    rf"mark (?:the )?(?:value |level )?(?P<n>{_N}) (?:with|by) (?:a )?{_KIND}line",
)


_STATISTIC = (
    rf"{_DRAW}{_KIND}(?:overall )?(?P<op>mean|average|median|maximum"
    rf"|minimum)(?: of {{F}})?(?: value)?(?: as (?:a )?{_KIND.replace('?P<dir>', '?:')})? ?lines?"
    rf"|{_DRAW}lines? (?:at|for|showing|marking) (?:the )?(?:overall )?(?P<op>mean|average|median"
    rf"|maximum|minimum)(?: value)?(?: of {{F}})?|(?:show|mark|draw|add|with"
    r"|and) (?:the )?(?:overall )?(?P<op>mean|average|median)(?: as a (?:dashed "
    r"|thin )?line)?(?=[.,;]|$| and)"
)


_IDENTITY = (
    rf"{_DRAW}(?:dashed |diagonal |thin |gr[ea]y )*(?:identity|diagonal|1:1|y ?= ?x"
    r"|perfect[- ]calibration|equality|unity|45[- ]?°?(?: degrees?)?(?= lines?))(?: (?:lines?|reference))?"
)


_CHANCE = (
    rf"{_DRAW}(?:dashed |thin )?(?:chance|random)(?:[- ](?:level|performance|guess(?:ing)?"
    r"|classifier|line))*(?: as (?:a )?(?:dashed |thin )?line)?"
)


_BAND = (
    rf"{_DRAW}(?:shad(?:e|ed|ing)|highlight(?:ed)?|gr[ea]y|mark)(?: out)?\s*(?:the "
    r"|a )?(?:light )?(?:band|region|area|range|interval|zone|period|stretch"
    rf"|gr[ea]y)?\s*(?:between|from|of)?\s*(?P<axis1>x|y|{{F}})?\s*(?:=|from|between"
    rf"|in)?\s*(?P<low>{_N})\s*(?:to|and|-|–)\s*(?P<high>{_N})(?: on the (?P<axis2>[xy])[- "
    rf"]axis)?(?: (?:as|labell?ed|called|with (?:the )?label) (?:the )?(?P<q>{{Q}}))?"
)


_INSET = (
    r"(?:(?:with|add|and|show|an?|include) )*(?:(?:zoom(?:ed)?(?:[- ]in)?(?:[- ]?(?:inset|view"
    r"|panel))?|inset|magnif(?:y|ied|ication)|close-?up)(?: (?:plot|panel|zoom|axes"
    r"|view))?)(?: (?:into|in|on|for|of|showing|zooming|with|at|to|from|between|the|region|range"
    rf"|area|first|initial|around|that|shows|zooms|inset))*\s*(?:(?P<axis>x|{{F}})\s*(?:=|from"
    rf"|between|in)?\s*(?:range )?)?(?P<low>{_N})\s*(?:to|and|-|–)\s*(?P<high>{_N})(?: (?:on"
    r"|in) (?:the )?x(?:[- ]axis)?)?(?: (?:and|by|,) y (?:from |between "
    rf"|= ?)?(?P<ylow>{_N})\s*(?:to|and|-|–)\s*(?P<yhigh>{_N}))?(?: in an inset| as an? inset)?"
)


_PLACELESS = (
    r"(?:mark [^.;,\n]{1,40}? (?:with|by) )(?:an? )?(?:(?:thin|gr[ea]y|black|red|dashed|dotted|solid|horizontal"
    r"|vertical) )*lines?(?: (?:labell?ed|called|named|saying) [^.;,\n]{1,60})?"
    r"|(?:with |add |draw )?(?:an? )?(?:(?:thin|gr[ea]y|black|red|dashed|dotted|solid) )*(?:horizontal|vertical) "
    r"(?:(?:thin|gr[ea]y|black|red|dashed|dotted|solid) )*lines?(?: (?:at|for|showing|marking|where|when|in|on)"
    r" [^.;,\n]{1,60})?(?: (?:labell?ed|called|named|saying) [^.;,\n]{1,60})?"
    r"|(?:with |add |draw )?(?:an? )?(?:dashed|dotted) line "
    r"(?:at|marking|where|labell?ed) (?:[^.;,\n]|(?<=\d)[.,](?=\d)){1,60}"
)


class AnnotationRequest(Request, frozen=True, kw_only=True):
    """A line, band or note; ``axis`` ``None`` is the axis of values, ``column`` the one that names the axis."""

    annotation: Annotation
    column: str = ""
    free: bool = False

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - the intent states the values
        if spec.projection is not Projection.CARTESIAN or any(layer.encoding.theta for layer in spec.layer):
            return Amended(spec, "this chart has no straight axes to mark something on")
        placed = self._placed(spec)
        if isinstance(placed, str):
            return Amended(spec, placed)
        return Amended(replace(spec, annotations=(*spec.annotations, placed)))

    def _placed(self, spec: PlotSpec) -> Annotation | str:
        note = self.annotation
        if isinstance(note, IdentityLine):
            both = is_quantity(spec, "x") and is_quantity(spec, "y")
            return note if both else "a diagonal needs numbers on both axes"
        if isinstance(note, PointNote):
            rects = any(layer.mark.type is MarkType.RECT for layer in spec.layer)
            if rects or value_axis(spec) is None or any(layer.mark.type in _NO_ITEMS for layer in spec.layer[:1]):
                return "notes are put at bars and points, which this chart has not"
            return note
        axis = self._axis(spec)
        if axis is None or not is_quantity(spec, axis):
            return "no axis shows numbers there"
        if isinstance(note, ReferenceLine) and note.op is not None:
            channel = channel_on(spec, axis)
            return replace(note, axis=axis, field=channel.field) if channel else "no axis shows it"
        return replace(note, axis=axis)

    def _axis(self, spec: PlotSpec) -> AxisName | None:
        if self.column:
            names: tuple[AxisName, ...] = ("x", "y")
            return next(
                (n for n in names if (c := channel_on(spec, n)) and self.column in {c.field, *sources(spec, c.field)}),
                None,
            )
        if self.free:
            return value_axis(spec)
        return "x" if getattr(self.annotation, "axis", "y") == "x" else "y"

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        placed = self._placed(spec)
        return not isinstance(placed, str) and placed in spec.annotations


_NO_ITEMS = {MarkType.ARC, MarkType.ERRORBAND, MarkType.BOXPLOT, MarkType.VIOLIN}


class InsetRequest(Request, frozen=True, kw_only=True):
    """A magnified stretch."""

    inset: Inset

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - the intent states the stretch
        if not (is_quantity(spec, "x") and is_quantity(spec, "y")) or spec.facet is not None:
            return Amended(spec, "only a single panel with numbers on both axes can be magnified in part")
        if self.inset.x_min >= self.inset.x_max:
            return Amended(spec, "the stretch is empty")
        return Amended(replace(spec, inset=self.inset))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return spec.inset == self.inset


def hear_marking(script: Script) -> Iterator[Request]:
    """Find everything that is to be marked in the plot."""
    for said in script.take(rf"(?<!\w)(?:{_INSET})(?!\w)"):
        ends = [number(said[name]) if said[name] else None for name in ("ylow", "yhigh")]
        inset = Inset(x_min=number(said["low"]), x_max=number(said["high"]), y_min=ends[0], y_max=ends[1])
        yield InsetRequest(words=said.words, inset=inset)
    for words in _RULES:
        for said in script.take(rf"(?<!\w)(?:{words})"):
            yield _rule(said, script)
    for said in script.take(rf"(?<!\w)(?:{_BAND})"):
        yield _band(said, script)
    for said in script.take(rf"(?<!\w)(?:{_IDENTITY})(?!\w)"):
        yield AnnotationRequest(words=said.words, annotation=IdentityLine())
    for said in script.take(rf"(?<!\w)(?:{_CHANCE})(?!\w)"):
        yield ChanceRequest(words=said.words)


def hear_placeless(script: Script) -> Iterator[Refusal]:
    """Find lines that are to stand at a place which no number and no statistic tells."""
    for said in script.take(rf"(?<!\w)(?:{_PLACELESS})(?!\w)"):
        yield Refusal(
            words=said.words, reason="a line is drawn at a number on an axis or at a statistic, and none is named"
        )


def hear_statistics(script: Script) -> Iterator[AnnotationRequest]:
    """Find lines at a statistic of the data."""
    for said in script.take(rf"(?<!\w)(?:{_STATISTIC})(?!\w)"):
        word = said["op"].lower()
        op = {"average": Op.MEAN, "maximum": Op.MAX, "minimum": Op.MIN}.get(word) or Op(word)
        axis = "x" if said["dir"].lower().startswith("vertical") else "y"
        line = ReferenceLine(axis=axis, op=op, label=capital(word))
        yield AnnotationRequest(words=said.words, annotation=line, free=not said["dir"])


class ChanceRequest(Request, frozen=True, kw_only=True):
    """The level of chance: the diagonal of a ROC plot; elsewhere nobody has said what it is."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - the specification alone tells
        if any(isinstance(note, IdentityLine) for note in spec.annotations):
            return Amended(spec, "the diagonal")
        return Amended(spec, "the intent does not say at which value chance lies, and no number is made up")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return any(isinstance(note, IdentityLine) for note in spec.annotations)


def _rule(said: Said, script: Script) -> AnnotationRequest:
    quoted = next((said[name] for name in ("q", "what2", "what") if said[name]), "")
    label = script.quote(quoted)
    label = capital(label) if label and label == quoted else label
    columns = script.fields(said["axis"])
    named = said["axis"].strip(" =").lower()
    axis = "x" if said["dir"].lower().startswith("vertical") or named == "x" else "y"
    line = ReferenceLine(axis=axis, value=number(said["n"]), label=label)
    free = not said["dir"] and named not in {"x", "y"}
    return AnnotationRequest(words=said.words, annotation=line, column=columns[0] if columns else "", free=free)


def _band(said: Said, script: Script) -> AnnotationRequest:
    columns = script.fields(said["axis1"])
    named = (said["axis2"] or said["axis1"]).lower()
    low, high = sorted((number(said["low"]), number(said["high"])))
    label = script.quote(said["q"]) if said["q"] else ""
    band = ReferenceBand(axis=named if named in {"x", "y"} else "y", low=low, high=high, label=label)
    return AnnotationRequest(
        words=said.words, annotation=band, column=columns[0] if columns else "", free=named not in {"x", "y"}
    )
