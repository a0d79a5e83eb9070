"""Fits: lines through points, and curves made smooth, that an intent asks for."""

from collections.abc import Iterator
from math import prod

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data, quantity
from pb_adapters.planners.offline.plots.naming import readable, spelled
from pb_adapters.planners.offline.plots.request import Amended, Refusal, Request
from pb_adapters.planners.offline.plots.script import Script
from pb_adapters.planners.offline.plots.sight import is_quantity, series_field, sources, transforms
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Encoding, Layer, PlotSpec, ScaleType
from pb_core.domain.plots.transforms import Bin, Cumulate, Density, Ecdf, Fold, Limit, Regression, Smooth

_FIT = (
    r"(?:(?:with|add|and|including|show|draw|overlay) )?(?:an? |the |its "
    r"|their )?(?P<log>power[- ]law |log-log )?(?:linear |least[- ]squares |straight "
    r"|ols )?(?:regressions?(?: lines?)?|trend ?-?lines?|lines? of best fit"
    r"|best[- ]fit(?: lines?)?|(?:linear |power[- ]law )?fit(?:ted)?(?: lines?)?)(?: per {F}"
    r"| for each {F}| per group)?(?P<band> (?:and|with|plus|including) (?:an? |its |the "
    r"|their )?(?:\d\d ?% )?(?:confidence |shaded |uncertainty )?(?:bands?|intervals?|cis?"
    r"|ribbons?))?"
)


_OTHER_FIT = (
    r"(?:with |an? |add )*(?:quadratic|polynomial|cubic|exponential|loess|lowess|spline|logistic"
    r"|sigmoid|gaussian process|non-?linear)(?: (?:regression|fit|curve|trend(?: ?line)?|smoother"
    r"|line))+"
)


_SMOOTH = (
    r"(?P<n>\d{1,4})[- ](?:point|step|epoch|day|week|month|year|row)s?[- ](?:moving|running"
    r"|rolling)[- ](?:average|mean)|"
    r"(?:smooth(?:ed|ing)?|(?:moving|running|rolling)[- ](?:average|mean))(?: (?:the )?(?:curves?"
    r"|lines?|it|them))?(?:,?(?: (?:with|using|over|by))?(?: an?| the)? (?:moving[- ]average "
    r"|(?:moving|running|rolling)[- ](?:average|mean)[- ]?(?:of )?)?(?:(?:window"
    r"|kernel)(?: (?:size|length|width))?(?: of|=)?\s*)?(?P<n>\d{1,4})(?:[- ](?:point|step|epoch"
    r"|row|steps|points|epochs|rows))?(?: window)?| (?:with|over|using)(?: an?)? window(?: (?:of"
    r"|size))* (?P<n>\d{1,4}))?"
)


_FEWEST = 3


class FitRequest(Request, frozen=True, kw_only=True):
    """A least-squares line through the points, with its interval if ``band``."""

    band: bool = False
    power_law: bool = False

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        first = spec.layer[0]
        x, y = first.encoding.x, first.encoding.y
        if x is None or y is None or x.type.discrete or not is_quantity(spec, "y"):
            return Amended(spec, "a line can only be fitted where both axes show numbers")
        if any(isinstance(t, Bin | Density | Ecdf | Cumulate) for t in transforms(spec)):
            return Amended(spec, "a line is fitted to points of the data, not to what is computed from them")
        if _points_per_line(spec, data, y.field) < _FEWEST:
            return Amended(spec, "a line needs at least three points")
        names = (f"{y.field} fit", f"{y.field} fit low", f"{y.field} fit high")
        series = series_field(spec)
        fit = Regression(
            x=x.field,
            y=y.field,
            groupby=_groups(spec, series),
            as_=(x.field, *names),
            log_x=self.power_law or spec.axes.x.scale.type is ScaleType.LOG,
            log_y=self.power_law or spec.axes.y.scale.type is ScaleType.LOG,
        )
        layers = list(spec.layer)
        prior = first.transform
        colour = first.encoding.color if series in fit.groupby else None
        if self.band:
            band = Encoding(x=x, y=quantity(names[2]), y2=names[1], color=colour)
            layers.append(Layer(mark=Mark(type=MarkType.ERRORBAND, fit=True), encoding=band, transform=(*prior, fit)))
        line = Encoding(x=x, y=quantity(names[0]), color=colour)
        layers.append(Layer(mark=Mark(type=MarkType.LINE, fit=True), encoding=line, transform=(*prior, fit)))
        return Amended(
            replace(spec, layer=tuple(layers)), "a least-squares line" + (" in the logarithms" if fit.log_y else "")
        )

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        fits = [layer for layer in spec.layer if any(isinstance(t, Regression) for t in layer.transform)]
        return bool(fits) and (not self.band or any(layer.mark.type is MarkType.ERRORBAND for layer in fits))


class SmoothRequest(Request, frozen=True, kw_only=True):
    """A centred moving average over ``window`` rows."""

    window: int

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:
        index = next(
            (i for i, layer in enumerate(spec.layer) if layer.mark.type in {MarkType.LINE, MarkType.AREA}), None
        )
        layer = spec.layer[index] if index is not None else None
        if (
            index is None
            or layer is None
            or layer.encoding.x is None
            or layer.encoding.y is None
            or layer.encoding.x.type.discrete
        ):
            return Amended(spec, "only lines along numbers or times can be smoothed")
        window = max(3, self.window) | 1
        field = layer.encoding.y.field
        smooth = Smooth(
            field=field,
            order=layer.encoding.x.field,
            window=window,
            groupby=_groups(spec, series_field(spec)),
            as_=f"smoothed {field}",
        )
        column = data.column(field)
        encoding = replace(layer.encoding, y=quantity(smooth.as_), y_error=None)
        layers = tuple(
            replace(
                layer, encoding=encoding, transform=(*layer.transform, smooth), mark=replace(layer.mark, point=False)
            )
            if i == index
            else other
            for i, other in enumerate(spec.layer)
        )
        title = spec.axes.y.title or (readable(column) if column else spelled(field))
        axes = replace(spec.axes, y=replace(spec.axes.y, title=title))
        odd = f"; {self.window} is even, so the next odd window is used" if window != self.window else ""
        return Amended(replace(spec, layer=layers, axes=axes), f"a centred moving average over {window} rows{odd}")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return any(isinstance(t, Smooth) and t.window - self.window in {0, 1, 2} for t in transforms(spec))


def hear_fits(script: Script) -> Iterator[Request]:
    """Find lines to be fitted and curves to be smoothed."""
    for said in script.take(rf"(?<!\w)(?:{_OTHER_FIT})(?!\w)"):
        yield Refusal(words=said.words, reason="only straight lines are fitted, in the numbers or in their logarithms")
    for said in script.take(rf"(?<!\w)(?:{_FIT})(?!\w)"):
        yield FitRequest(words=said.words, band=bool(said["band"]), power_law=bool(said["log"]))
    for said in script.take(rf"(?<!\w)(?:{_SMOOTH})(?!\w)"):
        yield SmoothRequest(words=said.words, window=int(said["n"] or 5))


def _points_per_line(spec: PlotSpec, data: Data, field: str) -> float:
    """About how many points each fitted line has."""
    told = (series_field(spec), spec.facet.field if spec.facet else None, spec.facet.row if spec.facet else None)
    groups = prod(c.distinct for name in told if name and (c := data.column(name)))
    columns = [c for name in (field, *sources(spec, field)) if (c := data.column(name))]
    limits = [t.count for t in transforms(spec) if isinstance(t, Limit)]
    known = min([data.profile.rows, *limits]) - max((c.missing for c in columns), default=0)
    return known / max(1, groups)


def _groups(spec: PlotSpec, series: str | None) -> tuple[str, ...]:
    facet = [name for name in (spec.facet.field, spec.facet.row) if name] if spec.facet else []
    folded = {t.as_[0] for layer in spec.layer for t in layer.transform if isinstance(t, Fold)}
    return tuple(dict.fromkeys(name for name in (series, *facet) if name and name not in folded))
