"""Statistics: aggregates, uncertainties, fits, smoothing and bins that an intent asks for."""

import re
from collections.abc import Iterator
from enum import StrEnum

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_adapters.planners.offline.plots.sight import transforms
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Aggregate, Op


class Interval(StrEnum):
    """What error bars and bands show."""

    SD = "standard deviation"
    SE = "standard error"
    CI = "t interval of the mean"
    BOOT = "bootstrap interval of the mean"
    RANGE = "smallest and largest value"
    IQR = "quartiles"
    ANY = "uncertainty"
    NONE = "nothing"


class Manner(StrEnum):
    """How an uncertainty is drawn."""

    BARS = "error bars"
    BAND = "a shaded band"
    FREE = "as suits the chart"


OPS: dict[Interval, tuple[Op, ...]] = {
    Interval.SD: (Op.STDEV,),
    Interval.SE: (Op.STDERR,),
    Interval.CI: (Op.CI0, Op.CI1),
    Interval.BOOT: (Op.BOOT0, Op.BOOT1),
    Interval.RANGE: (Op.MIN, Op.MAX),
    Interval.IQR: (Op.Q1, Op.Q3),
}


_BARS = (
    r"(?:error[- ]?(?:bars?|bands?)|whiskers?|(?:shaded |error |uncertainty "
    r"|confidence )?(?:bands?|ribbons?|intervals?)|uncertaint(?:y|ies)|errors?|shad(?:ed"
    r"|ing)(?: areas?| regions?)?|variability|shaded)"
)


_KINDS: tuple[tuple[Interval, str], ...] = (
    (
        Interval.BOOT,
        (
            r"(?:(?P<level>\d{2}(?:\.\d)?)\s?% )?bootstrap(?:ped)?(?: (?:(?P<level>\d{2}(?:\.\d)?)\s?% "
            r")?(?:confidence )?(?:intervals?|cis?|confidence))?"
        ),
    ),
    (
        Interval.CI,
        (
            r"(?:(?P<level>\d{2}(?:\.\d)?)\s?%?[- ]?)?(?:confidence[- ](?:intervals?|bands?|limits)"
            r"|c\.?i\.?s?|t[- ]intervals?)(?: of the mean)?|(?P<level>\d{2}(?:\.\d)?)\s?% (?:intervals?"
            r"|bands?)"
        ),
    ),
    (Interval.SE, r"standard[- ]errors?(?: of the mean)?|s\.?e\.?m?\.?s?|std\.? ?err(?:ors?)?"),
    (Interval.SD, r"standard[- ]deviations?|s\.?d\.?s?|std(?:ev)?s?(?:\.? ?devs?)?|(?:one |1 )sigma|[±+/-]*\s?1?\s?σ"),
    (
        Interval.RANGE,
        (
            r"(?:min(?:imum)?|smallest)[- ]?(?:to|and|-|–|/)?[- ]?(?:max(?:imum)?|largest)(?: (?:range"
            r"|values?))?"
        ),
    ),
    (Interval.IQR, r"inter-?quartile(?: ranges?)?|iqrs?|quartiles?"),
)


class IntervalRequest(Request, frozen=True, kw_only=True):
    """An uncertainty to be drawn, at ``level`` for intervals; met where the data are shaped."""

    interval: Interval
    level: float = 0.95

    @property
    def manner(self) -> Manner:
        """Bars or a band, where the words say which."""
        words = self.words.casefold()
        if re.search(r"\bbands?\b|\bribbons?\b|\bshad", words):
            return Manner.BAND
        return Manner.BARS if re.search(r"error[- ]?bars?\b|\bwhisker", words) else Manner.FREE

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        if self._shown(spec, data):
            missing = "" if self._in_manner(spec) else f"this chart has no place for {self.manner.value}"
            return Amended(spec, missing or (own_error_note(spec, data) if self.interval is not Interval.NONE else ""))
        if any(c.error_of for c in data.profile.columns):
            return Amended(
                spec, "the data hold their uncertainty already; it is drawn as it is, or has no place in this chart"
            )
        if any(data.is_replicate(column) for column in data.profile.columns):
            return Amended(spec, "this chart shows every value, so no uncertainty is computed")
        return Amended(spec, "the data hold one value each and no uncertainty, so there is nothing to compute it from")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:
        return self._shown(spec, data) and self._in_manner(spec)

    def _in_manner(self, spec: PlotSpec) -> bool:
        if self.interval is Interval.NONE or self.manner is Manner.FREE:
            return True
        uncertain = [
            MarkType.ERRORBAND if layer.mark.type is MarkType.ERRORBAND else MarkType.BAR
            for layer in spec.layer
            if not layer.mark.fit
            and (
                layer.encoding.x_error
                or layer.encoding.y_error
                or layer.mark.type in {MarkType.BOXPLOT, MarkType.ERRORBAND}
            )
        ]
        return (MarkType.ERRORBAND if self.manner is Manner.BAND else MarkType.BAR) in uncertain

    def _shown(self, spec: PlotSpec, data: Data) -> bool:
        shown = has_intervals(spec)
        if self.interval is Interval.NONE:
            return not shown
        if not shown or self.interval is Interval.ANY:
            return shown
        measured = {m.op for t in transforms(spec) if isinstance(t, Aggregate) for m in t.measures}
        levels = {t.level for t in transforms(spec) if isinstance(t, Aggregate)}
        if set(OPS[self.interval]) <= measured:
            return self.interval not in {Interval.CI, Interval.BOOT} or self.level in levels
        return not measured & {op for ops in OPS.values() for op in ops} and _is_named(self.interval, spec, data)


def hear_uncertainty(script: Script) -> Iterator[IntervalRequest]:
    """Find what error bars and bands shall show."""
    for said in script.take(rf"(?<!\w)(?:(?:no|without(?: any)?|omit|remove)(?: the)? (?:{_BARS}))(?!\w)"):
        yield IntervalRequest(words=said.words, interval=Interval.NONE)
    link = (
        r"(?:\s*(?:show(?:s|ing)?|are|is|as|indicat(?:e|es|ing)|represent(?:s|ing)?|give|of|with|for"
        r"|using|from|=|:|\()?\s*(?:the )?(?:±|\+/-)?\s?)"
    )
    for kind, words in _KINDS:
        after = rf"{_BARS}{link}(?:{words})(?: (?:bands?|ribbons?|regions?|areas?))?"
        alone = rf"(?:with |show |and |mean )?(?:±|\+/-)?\s?(?:{words})"
        before = rf"{alone}(?: (?:shown |drawn )?(?:as|in))?(?: an?| the)? (?:{_BARS})"
        for said in script.take(rf"(?<!\w)(?:{after}|{before}|{alone})(?![\w%])"):
            yield IntervalRequest(words=said.words, interval=kind, level=_level(said))
    for said in script.take(rf"(?<!\w)(?:with |show |add |and )?(?:{_BARS})(?!\w)"):
        yield IntervalRequest(words=said.words, interval=Interval.ANY)


def has_intervals(spec: PlotSpec) -> bool:
    """Whether an uncertainty is drawn."""
    return any(
        layer.encoding.y_error
        or layer.encoding.x_error
        or (layer.mark.type is MarkType.ERRORBAND and not layer.mark.fit)
        or layer.mark.type is MarkType.BOXPLOT
        for layer in spec.layer
    )


def bands(spec: PlotSpec) -> bool:
    """Whether a band around lines shows an uncertainty."""
    return any(layer.mark.type is MarkType.ERRORBAND and not layer.mark.fit for layer in spec.layer)


def own_error_note(spec: PlotSpec, data: Data) -> str:
    """Name the caller's columns that error bars are drawn from."""
    names: list[str] = []
    for layer in spec.layer:
        for spread in (layer.encoding.y_error, layer.encoding.x_error):
            if spread is not None:
                names += [name for name in (spread.delta, spread.low, spread.high) if name and data.column(name)]
    listed = " and ".join(f"'{name}'" for name in dict.fromkeys(names))
    return f"drawn from the data's own {listed}" if listed else ""


def _is_named(interval: Interval, spec: PlotSpec, data: Data) -> bool:
    """Whether the caller's own uncertainty is of this kind, as far as its name tells; ``± x`` may be any."""
    note = own_error_note(spec, data).casefold()
    if not note:
        return any(layer.mark.type is MarkType.BOXPLOT for layer in spec.layer) and interval is Interval.IQR
    kinds = {
        Interval.SD: ("std", "sd", "dev"),
        Interval.SE: ("sem", "stderr", "std err", "standard error", "se'"),
        Interval.CI: ("ci", "conf", "low", "lower"),
        Interval.BOOT: ("boot",),
        Interval.RANGE: ("min", "max"),
        Interval.IQR: ("q1", "iqr"),
    }
    named = {
        kind
        for kind, words in kinds.items()
        if any(word in note.removeprefix("drawn from the data's own") for word in words)
    }
    return interval in named or not named


def _level(said: Said) -> float:
    text = said["level"]
    return float(text) / 100 if text and 0 < float(text) < 100 else 0.95  # noqa: PLR2004 - percent
