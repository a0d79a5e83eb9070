"""How well scores tell two classes apart: roc, precision-recall, calibration."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby as runs
from itertools import pairwise

from pb_core.errors import InvalidSpec
from pb_core.plot.deriving.rows import (
    Key,
    complete_rows,
    group_columns,
    grouped,
    number_column,
    numbers,
    picked,
    with_columns,
)
from pb_core.plot.estimates.summaries import mean
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import POSITIVE_WORDS, Calibration, PrecisionRecall, Roc
from pb_core.plot.wording import category_text
from pb_core.tables.table import Table

Judged = tuple[float, bool]
"""A score, and whether the row is positive."""
Row = tuple[float, float, float]


def roc(table: Table, transform: Roc) -> Table:
    """The ROC curve and its area, per group with both classes."""
    keys: list[Key] = []
    rows: list[Row] = []
    for key, judged in _two_classes(table, transform, transform.score):
        negatives = sum(not positive for _, positive in judged)
        vertices = [(0.0, 0.0)]
        vertices += [(f / negatives, t / (len(judged) - negatives)) for f, t in _counts(judged)]
        area = math.fsum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(vertices))
        keys += [key] * len(vertices)
        rows += [(x, y, area) for x, y in vertices]
    return _table(table, transform, keys, rows)


def precision_recall(table: Table, transform: PrecisionRecall) -> Table:
    """Precision over recall and the average precision, per group with both classes."""
    keys: list[Key] = []
    rows: list[Row] = []
    for key, judged in _two_classes(table, transform, transform.score):
        positives = sum(positive for _, positive in judged)
        vertices = [(t / positives, t / (t + f)) for f, t in _counts(judged)]
        vertices.insert(0, (0.0, vertices[0][1]))
        average = math.fsum((recall - before) * precision for (before, _), (recall, precision) in pairwise(vertices))
        keys += [key] * len(vertices)
        rows += [(recall, precision, average) for recall, precision in vertices]
    return _table(table, transform, keys, rows)


def calibration(table: Table, transform: Calibration) -> Table:
    """Mean probability and observed share of each bin that is not empty, per group."""
    keys: list[Key] = []
    rows: list[Row] = []
    for key, judged in _judged(table, transform, transform.probability):
        bins: dict[int, list[Judged]] = {}
        for probability, positive in judged:
            if not 0 <= probability <= 1:
                message = f"{transform.probability!r} holds {probability:g}, which is no probability."
                raise InvalidSpec(message)
            index = min(math.floor(probability * transform.bins), transform.bins - 1)
            bins.setdefault(index, []).append((probability, positive))
        for _, members in sorted(bins.items()):
            share = sum(positive for _, positive in members) / len(members)
            keys.append(key)
            rows.append((mean([probability for probability, _ in members]), share, len(members)))
    return _table(table, transform, keys, rows)


def _judged(
    table: Table, transform: Roc | PrecisionRecall | Calibration, score: str
) -> Iterator[tuple[Key, list[Judged]]]:
    scores, label = numbers(table, score), column_of(table, transform.label)
    for key, rows in grouped(table, transform.groupby, complete_rows(scores, label.values)).items():
        texts = (category_text(label.values[row], label) for row in rows)
        positive = (
            text == transform.positive if transform.positive else text.casefold() in POSITIVE_WORDS for text in texts
        )
        yield key, list(zip(picked(scores, rows), positive, strict=True))


def _two_classes(table: Table, transform: Roc | PrecisionRecall, score: str) -> Iterator[tuple[Key, list[Judged]]]:
    for key, judged in _judged(table, transform, score):
        if len({positive for _, positive in judged}) > 1:
            yield key, judged


def _counts(judged: Iterable[Judged]) -> Iterator[tuple[int, int]]:
    """False and true positives at and above each different score, descending."""
    false = true = 0
    for _, run in runs(sorted(judged, key=lambda row: -row[0]), key=lambda row: row[0]):
        for _, positive in run:
            true += positive
            false += not positive
        yield false, true


def _table(
    table: Table, transform: Roc | PrecisionRecall | Calibration, keys: Sequence[Key], rows: Sequence[Row]
) -> Table:
    made = list(zip(*rows, strict=True)) if rows else [()] * 3
    columns = [number_column(name, values) for name, values in zip(transform.as_, made, strict=True)]
    return with_columns(table, group_columns(table, transform.groupby, keys), columns)
