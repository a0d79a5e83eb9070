"""How much a plot can hold and stay legible, and whether what it names exists."""

from collections.abc import Iterable, Sequence

from pb_core.plot.checking.faults import refuse
from pb_core.plot.expecting.notes import noted
from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import PointNote
from pb_core.plot.layering.layers import texts
from pb_core.plot.naming import instead

MOST_PANELS = 36
MOST_CATEGORIES = 200
MOST_SERIES = 60


def check_limits(resolved: Resolved) -> None:
    """Check the numbers of panels, categories and series."""
    if len(resolved.panels) > MOST_PANELS:
        refuse(
            f"There would be {len(resolved.panels)} panels; {MOST_PANELS} is the limit. "
            "Filter or aggregate the facet field, or show it by colour."
        )
    for name, categories in (("x", resolved.x), ("y", resolved.y)):
        if len(categories) > MOST_CATEGORIES:
            refuse(
                f"The {name} axis would have {len(categories)} categories; {MOST_CATEGORIES} is the limit. "
                "Keep the largest with 'limit', aggregate, or show a distribution."
            )
    if len(resolved.series) > MOST_SERIES:
        refuse(
            f"There would be {len(resolved.series)} series; {MOST_SERIES} is the limit. "
            "Filter them, aggregate them, or use 'detail' without a colour."
        )


def check_names(resolved: Resolved) -> None:
    """Check that categories that the spec names are there."""
    spec = resolved.spec
    _check_known("x axis", spec.axes.x.values, resolved.x)
    _check_known("y axis", spec.axes.y.values, resolved.y)
    _check_known("legend", spec.legend.values, resolved.series)
    for highlight in spec.highlight:
        _check_known("highlight", (highlight.value,), _cells(resolved, highlight.field))
    for annotation in spec.annotations:
        if isinstance(annotation, PointNote) and noted(resolved, annotation) is None:
            field = annotation.field or ""
            known = _cells(resolved, field)
            refuse(f"The note is about {annotation.value!r} of {field!r}; {instead(annotation.value, known)}")


def _cells(resolved: Resolved, field: str) -> Sequence[str]:
    """The category texts of a field in the first layer that has it."""
    columns = [column for data in resolved.layers for column in data.table.columns]
    found = next((column for column in columns if column.name == field), None)
    if found is None:
        refuse(f"No layer has a field {field!r}; {instead(field, (column.name for column in columns))}")
    return list(dict.fromkeys(texts(found)))


def _check_known(what: str, named: Iterable[str], known: Sequence[str]) -> None:
    for name in named:
        if name not in known:
            refuse(f"The {what} names {name!r}; {instead(name, known)}")
