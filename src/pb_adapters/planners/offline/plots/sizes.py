"""Sizes: how many categories, series and panels a plot can hold before nothing in it can be read."""

from pb_adapters.planners.offline.plots.picking import TopRequest
from pb_adapters.planners.offline.plots.sight import category_axis, channel_on, series_field, transforms
from pb_adapters.planners.offline.plots.subject import Subject, Unfit
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Fold
from pb_core.domain.plots.validation import MOST_CATEGORIES, MOST_PANELS, MOST_SERIES


def check_size(spec: PlotSpec, subject: Subject) -> None:
    """Raise ``Unfit`` for more categories, series or panels than can be told apart, unless the top few are wanted."""
    if subject.heard.one(TopRequest) is not None:
        return
    name = category_axis(spec)
    channel = channel_on(spec, name) if name else None
    panels = _count(spec.facet.field, spec, subject) if spec.facet else 1
    sizes = (
        (_count(channel.field, spec, subject) if channel else 1, MOST_CATEGORIES, "categories"),
        (_count(series_field(spec) or "", spec, subject), MOST_SERIES, "series"),
        (panels * (_count(spec.facet.row or "", spec, subject) if spec.facet else 1), MOST_PANELS, "panels"),
    )
    for count, most, what in sizes:
        if count > most:
            message = f"{count:,} {what} are more than can be read"
            raise Unfit(message)


def _count(field: str, spec: PlotSpec, subject: Subject) -> int:
    """How many values a field of categories takes, 1 where that is unknown."""
    folded = [len(t.fields) for t in transforms(spec) if isinstance(t, Fold) and t.as_[0] == field]
    column = subject.data.column(field)
    return max([*folded, column.distinct if column else 1])
