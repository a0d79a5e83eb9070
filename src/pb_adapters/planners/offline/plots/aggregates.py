"""Aggregates: statistics of groups, and bins, that an intent asks for."""

from collections.abc import Iterator

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script, number
from pb_adapters.planners.offline.plots.sight import channel_on, encoded, transforms, value_axis
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Aggregate, Bin, BinRule, Calibration, Op

_ROWS = (
    r"rows|cases|samples|items|papers|patients|people|respondents|answers|responses|observations|records|entries|runs"
    r"|trials|experiments|examples|instances|documents|articles|students|users|participants|subjects|events|studies"
    r"|projects|species|publications|individuals|animals|plants|specimens|deaths"
)
"""What people call rows when they count them."""

_AGGREGATES: tuple[tuple[Op, str], ...] = (
    (Op.MEDIAN, r"medians?"),
    (
        Op.MEAN,
        (
            r"(?:mean|average)s?(?:d)?(?: values?)?|averag(?:e|ed"
            r"|ing)(?: over(?: all)?(?: the)? (?P<over>{F}|seeds?|runs?|folds?|trials?))?"
        ),
    ),
    (Op.SUM, r"sums?|summed(?: up)?|totals?|total number"),
    (Op.PROPORTION, rf"(?:share|percentage|fraction|proportion|percent)s?(?= of (?:{_ROWS}|each|{{F}}|{{V}}))"),
    (Op.COUNT, rf"counts?|number of (?:{_ROWS})|how many(?: \w+)?|frequenc(?:y|ies)"),
    (Op.MAX, r"(?:maximum|max)(?: value)?(?= (?:of|per|by|{F}))|best (?=(?:of|{F}) (?:per|by|for each|of))"),
    (Op.MIN, r"(?:minimum|min)(?: value)?(?= (?:of|per|by|{F}))"),
)


_BINS = (
    r"(?:(?:with|using|in|use|into) )?(?:(?P<n>\d{1,3})\s+(?:equal(?:ly)?[- ]?(?:wide|spaced"
    r"|sized)? )?bins|bins? ?(?:width|size)s?(?: of|=|:)?\s*(?P<w>{N})|bins? of (?:width "
    r"|size )?(?P<w>{N})|(?P<w>{N})[- ](?:wide|unit) bins|(?P<rule>sturges|scott"
    r"|freedman[-– ]diaconis)(?:'s?)?(?: (?:rule|bins|binning))*)"
)


_RULES = {"st": BinRule.STURGES, "sc": BinRule.SCOTT, "fr": BinRule.FREEDMAN_DIACONIS}


class AggregateRequest(Request, frozen=True, kw_only=True):
    """A statistic of the values of each group; met where the data are shaped."""

    op: Op

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        if not self._kept(spec, data):
            return Amended(spec, f"this chart shows every value, so no {self.op.value} is computed")
        return Amended(spec, "each group holds one value, shown as it is" if self._is_trivial(spec, data) else "")

    def _is_trivial(self, spec: PlotSpec, data: Data) -> bool:
        """Whether each position holds one row already, whose value is its own mean."""
        if self.op is Op.PROPORTION or any(isinstance(t, Aggregate) for t in transforms(spec)):
            return False
        axis = value_axis(spec)
        value = channel_on(spec, axis) if axis else None
        return data.unique(encoded(spec) - ({value.field} if value else set()))

    def _kept(self, spec: PlotSpec, data: Data) -> bool:
        if self._is_trivial(spec, data):
            return True
        ops = {m.op for t in transforms(spec) if isinstance(t, Aggregate) for m in t.measures}
        median = self.op is Op.MEDIAN and any(layer.mark.type is MarkType.BOXPLOT for layer in spec.layer)
        return self.op in ops or median


class BinRequest(Request, frozen=True, kw_only=True):
    """How a histogram is binned; met where it is built."""

    rule: BinRule
    value: float | None = None

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        return Amended(spec, "" if self._kept(spec, data) else "this chart has no bins, or they would be too many")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        if any(isinstance(t, Calibration) and t.bins == self.value for t in transforms(spec)):
            return True
        return any(isinstance(t, Bin) and (t.rule, t.value) == (self.rule, self.value) for t in transforms(spec))


def hear_bins(script: Script) -> Iterator[BinRequest]:
    """Find how bins shall be made."""
    for said in script.take(rf"(?<!\w)(?:{_BINS})(?!\w)"):
        yield _bins(said)


def hear_aggregates(script: Script) -> Iterator[AggregateRequest]:
    """Find statistics of groups."""
    for op, words in _AGGREGATES:
        for said in script.take(rf"(?<!\w)(?:(?:the )?(?:{words}))(?!\w)"):
            yield AggregateRequest(words=said.words, op=op)


def _bins(said: Said) -> BinRequest:
    if said["n"]:
        return BinRequest(words=said.words, rule=BinRule.COUNT, value=float(said["n"]))
    width = said["w"]
    if width:
        return BinRequest(words=said.words, rule=BinRule.STEP, value=abs(number(width)))
    return BinRequest(words=said.words, rule=_RULES[said["rule"][:2].lower()])
