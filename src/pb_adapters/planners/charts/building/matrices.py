"""Matrices: heat maps, confusion matrices and correlation matrices."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case, once
from pb_adapters.planners.charts.building.naming import title_of
from pb_adapters.planners.charts.building.sheet import category, is_number, is_words, nominal, quantity
from pb_adapters.planners.charts.building.values import Valued, valued
from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axis, Config, Encoding, Format, Legend, PlotSpec, Ramp, Style
from pb_core.domain.plots.transforms import Aggregate, Correlation, Measure, Op, Relative
from pb_core.domain.plots.wishes import Chart, LabelWish, Place
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import Shape
from pb_core.errors import NotPlottable

_LABELLED, _MOST_CORRELATED = 100, 60
_ACTUAL = word_set("true actual gold target truth reference observed obs label")
_PREDICTED = word_set("pred predicted prediction output guess")


def matrices(case: Case) -> PlotSpec:
    """A cell for every pair of categories."""
    if case.chart is Chart.CORRELATION and case.sheet.profile.shape is not Shape.MATRIX:
        return _correlation(case)
    pair = labels_of(case) if case.chart is Chart.CONFUSION else None
    counts = [c for c in case.sheet.columns if is_number(c) and c not in (pair or ())]
    held = pair is not None and case.sheet.unique(pair) and len(counts) == 1
    if pair is not None and not held:
        return _confusion(case, *pair)
    across, down = pair[::-1] if pair is not None else _sides(case)
    value = counts[0] if held else next((c for c in case.parts.values if c not in (across, down)), None)
    if case.chart is Chart.CONFUSION and not (case.sheet.unique((across, down)) and _same(case, across, down)):
        raise NotPlottable(
            "A confusion matrix needs a column of true and one of predicted classes, or the counts of both as a table "
            "whose rows and columns are the same classes: name the two columns"
        )
    shaped = valued(case, value, (down, across, case.parts.panel, case.parts.row))
    if case.chart is Chart.CONFUSION and _is_normalized(case):
        made = Relative(field=shaped.field, groupby=(down.name,), as_="share of row")
        shaped = Valued(field=made.as_, title="Share of row", made=(*shaped.made, made), percent=True)
    encoding = Encoding(x=category(across), y=category(down), color=shaped.channel)
    counted = case.chart is Chart.CONFUSION and value is not None and value.whole and value.name == case.sheet.folded[1]
    signed = value is not None and (value.low or 0) < 0 < (value.high or 0)
    mark = _cells(case, across.distinct * down.distinct)
    return replace(
        case.plot(mark, encoding, _title(case, across), _title(case, down), shaped.made),
        legend=Legend(title="Count" if counted else shaped.title, format=shaped.axis.format),
        config=Config(ramp=Ramp.DIVERGING if signed or case.chart is Chart.CORRELATION else Ramp.AUTO),
    )


def _title(case: Case, side: ColumnProfile) -> str:
    """The title of a side; classes that are the names of columns have none."""
    return "" if case.chart is Chart.CONFUSION and side.name == case.sheet.folded[0] else title_of(side)


def _cells(case: Case, count: int) -> Mark:
    """Cells with numbers where asked, and in confusion and correlation matrices unless they are not wanted."""
    few = count <= _LABELLED and case.chart in {Chart.CONFUSION, Chart.CORRELATION}
    written = any(wish.decimals is not None for wish in case.asked.settings("numbers"))
    labels = (few or written or case.asked.first(LabelWish) is not None) and not case.asked.unwanted(LabelWish)
    return Mark(type=MarkType.RECT, labels=labels)


def _sides(case: Case) -> tuple[ColumnProfile, ColumnProfile]:
    """The columns across and down: as placed, else the named ones, else the keys of the table."""
    parts, sheet = case.parts, case.sheet
    up = next((c for c in parts.values if is_words(c) or sheet.is_axis(c) or sheet.is_code(c)), None)
    keys = sheet.known((*sheet.profile.keys, sheet.folded[0]))
    alone = parts.base is None and parts.color is None and len(keys) == 2  # noqa: PLR2004 - a matrix has two sides
    left = case.vague or alone or not sheet.profile.shape.is_named
    free = (*keys, *(sheet.categories if case.vague else ())) if left else (sheet.column(sheet.folded[0]),)
    found = once((parts.base, up, parts.color, *(c for c in free if c not in parts.values)))
    if len(found) < 2:  # noqa: PLR2004 - a matrix has two sides
        raise NotPlottable("A heat map needs two columns, one for each side: write “by A and B”")
    given = sheet.profile.shape is Shape.MATRIX and found[0].name not in case.asked.fields(Place.X)
    key = sheet.column(sheet.folded[0])
    if key in found[:2] and case.chart is Chart.CONFUSION:
        return (found[0], found[1]) if found[0] is key else (found[1], found[0])  # rows are the true classes
    return (found[1], found[0]) if parts.lying or parts.base is None or given else (found[0], found[1])


def _same(case: Case, one: ColumnProfile, two: ColumnProfile) -> bool:
    """Whether both sides name the same classes, or say by their names that they are truth and prediction."""
    texts = [{str(value).casefold() for value in column.examples} for column in (one, two)]
    told = any(_ACTUAL & stems(a.name) and _PREDICTED & stems(b.name) for a, b in ((one, two), (two, one)))
    return told or case.sheet.profile.shape is Shape.MATRIX or len(texts[0] & texts[1]) > min(map(len, texts)) / 2


def labels_of(case: Case) -> tuple[ColumnProfile, ColumnProfile] | None:
    """The columns of true and predicted labels, where every row is one item."""
    columns = [c for c in case.sheet.columns if is_words(c) or (c.whole and c.error_of is None)]
    named = [c for c in columns if c.name in case.asked.named]
    if len(named) == 2 and _same(case, *named) and not case.parts.values:  # noqa: PLR2004 - a pair
        return (named[1], named[0]) if _PREDICTED & stems(named[0].name) else (named[0], named[1])
    predicted = next((c for c in columns if _PREDICTED & stems(c.name)), None)
    actual = next((c for c in columns if c is not predicted and _ACTUAL & stems(c.name)), None)
    if predicted is not None and actual is not None and not case.sheet.unique((predicted, actual)):
        return actual, predicted  # every row is one item, whatever else it holds
    counted = any(c not in (predicted, actual) for c in case.parts.values)
    return None if predicted is None or actual is None or counted else (actual, predicted)


def _confusion(case: Case, actual: ColumnProfile, predicted: ColumnProfile) -> PlotSpec:
    share = _is_normalized(case)
    op, field = (Op.PROPORTION, "share of row") if share else (Op.COUNT, "count")
    counts = Aggregate(
        groupby=(actual.name, predicted.name), measures=(Measure(op=op, as_=field),),
        within=(actual.name,) if share else (), complete=True,
    )  # fmt: skip
    classes = tuple(value for value in actual.examples if isinstance(value, str))
    guessed = tuple(value for value in classes if value in predicted.examples)
    encoding = Encoding(x=category(predicted), y=category(actual), color=quantity(field))
    x, y = Axis(title=title_of(predicted), values=guessed), Axis(title=title_of(actual), values=classes)
    form = Format(style=Style.PERCENT, decimals=0) if share else Format()
    spec = case.plot(_cells(case, actual.distinct * predicted.distinct), encoding, x, y, (counts,))
    return replace(spec, legend=Legend(title=field.capitalize(), format=form))


def _is_normalized(case: Case) -> bool:
    """Whether shares of the true classes are asked for."""
    asked = case.asked
    return bool(asked.statistics(Op.PROPORTION) or asked.computes("share"))


def _correlation(case: Case) -> PlotSpec:
    named = [c for c in case.parts.values if c.distinct > 1]
    columns = (
        named
        if len(named) > 1
        else [c for c in case.sheet.columns if is_number(c) and c.distinct > 1 and not case.sheet.is_counter(c)]
    )
    if not 2 <= len(columns) <= _MOST_CORRELATED:  # noqa: PLR2004 - a correlation is between two
        raise NotPlottable(f"A correlation matrix needs 2 to {_MOST_CORRELATED} columns of numbers that vary")
    made = Correlation(fields=tuple(c.name for c in columns))
    row, column, r = made.as_
    encoding = Encoding(x=nominal(column), y=nominal(row), color=quantity(r))
    spec = case.plot(_cells(case, len(columns) ** 2), encoding, made=(made,))
    legend = Legend(title="Pearson's r", format=Format(decimals=2))
    return replace(spec, legend=legend, config=Config(ramp=Ramp.DIVERGING))
