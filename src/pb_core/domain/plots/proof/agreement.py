"""Where the numbers that an engine computed differ from ours: a fault of the program, not of a drawing."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots.drawn import Expected, Items, ReferenceKind
from pb_core.domain.plots.expectation import references
from pb_core.domain.plots.label_text import read_number, shows
from pb_core.domain.plots.proof.deviations import COLUMNS, POSITIONS, Extents, Measure, compare, extent_of
from pb_core.domain.plots.proof.drawn_items import Matched, categories_of, match, paired
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.spec import ReferenceLine
from pb_core.domain.plots.statistics.row_transforms import numbers


class Difference(Struct, frozen=True, kw_only=True):
    """One number that is computed differently, ``None`` where it is missing.

    ``field`` and ``group`` say where by layer, column, panel and item, in no word of the caller's, so that a log may
    hold them.
    """

    field: str
    group: str
    drawn: float | None
    expected: float | None

    def __str__(self) -> str:
        return f"{self.field}, {self.group}: drawn {self.drawn!r}, expected {self.expected!r}"


def differences(
    resolved: Resolved, expected: Expected, computed: Expected, measures: Sequence[Extents]
) -> Iterator[Difference]:
    """The differences between what an engine computed and what is expected: orders, items, reference lines.

    What is coloured or sized is compared as exactly as positions are, since no colour has rounded it yet.
    """
    yield from _order("series", "legend", computed.series, expected.series)
    if len(computed.panels) != len(expected.panels):
        yield _count("panels", "plot", len(computed.panels), len(expected.panels))
    for number, (theirs, ours) in enumerate(zip(computed.panels, expected.panels, strict=False), start=1):
        where = f"panel {number}"
        yield from _order("categories of x", where, theirs.x, ours.x)
        yield from _order("categories of y", where, theirs.y, ours.y)
        found = {(items.layer, items.part): items for items in theirs.items}
        for wanted in ours.items:
            nothing = Items(layer=wanted.layer, mark=wanted.mark, part=wanted.part)
            shown = found.get((wanted.layer, wanted.part), nothing)
            yield from _items(wanted, shown, measures[wanted.layer], where)
    yield from _lines(resolved, computed.lines)


def _order(what: str, where: str, theirs: Sequence[str], ours: Sequence[str]) -> Iterator[Difference]:
    """The places in an order that hold another name than they should; ``drawn`` is where that name belongs."""
    if len(theirs) != len(ours):
        yield _count(what, where, len(theirs), len(ours))
        return
    for place, (shown, wanted) in enumerate(zip(theirs, ours, strict=True)):
        if shown != wanted:
            belongs = float(ours.index(shown)) if shown in ours else None
            yield Difference(field=f"order of {what}", group=where, drawn=belongs, expected=float(place))


def _count(what: str, where: str, theirs: int, ours: int) -> Difference:
    return Difference(field=f"number of {what}", group=where, drawn=float(theirs), expected=float(ours))


def _items(expected: Items, shown: Items, extents: Extents, where: str) -> Iterator[Difference]:
    field = f"{extents.where}{f' {expected.part}' if expected.part else ''}"
    matched = match(expected, shown)
    for _, wanted, found in matched.uneven:
        yield _count(f"items of a group of {field}", where, found, wanted)
    for name in COLUMNS:
        ours, theirs = paired(expected, shown, name, matched)
        if len(ours) != len(theirs):
            yield _count(f"{name} of {field}", where, len(theirs), len(ours))
        elif not (categories_of(ours) or categories_of(theirs)):
            measure = replace(extents.measures[name], tolerance=POSITIONS)
            for place in compare(ours, theirs, measure).places:  # type: ignore[arg-type]  # no category is left
                group = f"{where}, item {matched.expected[place] + 1}"
                yield Difference(field=f"{name} of {field}", group=group, drawn=theirs[place], expected=ours[place])  # type: ignore[arg-type]
    yield from _labels(expected, shown, matched, extents, where)


def _labels(expected: Items, shown: Items, matched: Matched, extents: Extents, where: str) -> Iterator[Difference]:
    ours, theirs = paired(expected, shown, "text", matched)
    for place, (wanted, found) in enumerate(zip(map(str, ours), map(str, theirs), strict=False), start=1):
        form = extents.labels
        if form is not None and wanted and not shows(found, float(wanted), form, extents.play):
            read, field = read_number(found, form), f"labels of {extents.where}"
            value = None if read is None else read.value
            yield Difference(field=field, group=f"{where}, item {place}", drawn=value, expected=float(wanted))


def _lines(resolved: Resolved, theirs: Sequence[float]) -> Iterator[Difference]:
    """Reference lines stand in every panel alike."""
    ours = [line.at[0] for line in references(resolved)[0] if line.kind is ReferenceKind.LINE]
    if len(ours) != len(theirs):
        yield _count("reference lines", "plot", len(theirs), len(ours))
        return
    stated = (note for note in resolved.spec.annotations if isinstance(note, ReferenceLine))
    for number, (line, wanted, found) in enumerate(zip(stated, ours, theirs, strict=True), start=1):
        extent = max(extent_of(ours), _sampled(resolved, line))
        if compare([wanted], [found], Measure(extent=extent)).places:
            yield Difference(field="reference line", group=f"line {number}", drawn=found, expected=wanted)


def _sampled(resolved: Resolved, line: ReferenceLine) -> float:
    """The extent of what a line's statistic is taken of: values that cancel out leave their rounding only."""
    if line.op is None or line.field is None:
        return 0.0
    return extent_of(numbers(resolved.layers[0].table, line.field))
