"""Roc, PrecisionRecall and Calibration: scores against labels."""

from collections.abc import Callable

import numpy as np

from pb_adapters.plots.frames.columns import Data, numbers
from pb_adapters.plots.frames.groups import group, pooled
from pb_adapters.plots.frames.model import Bools, Floats
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import POSITIVE_WORDS, Calibration, PrecisionRecall, Roc

_Curve = Callable[[Floats, Floats], Floats]


def roc(data: Data, transform: Roc) -> Data:
    """The ROC curve of each group and its area."""
    return _curves(data, transform, _roc)


def precision_recall(data: Data, transform: PrecisionRecall) -> Data:
    """The precision-recall curve of each group and its average precision."""
    return _curves(data, transform, _precision_recall)


def calibration(data: Data, transform: Calibration) -> Data:
    """Mean probability and observed share of each bin of each group."""
    data = data.where(transform.probability, transform.label)
    chance = data.numbers(transform.probability).values
    if ((chance < 0) | (chance > 1)).any():
        message = f'The probabilities "{transform.probability}" must lie between 0 and 1.'
        raise InvalidSpec(message)
    positive = _positives(data, transform.label, transform.positive)
    groups = group(data, transform.groupby)
    cells = groups.codes * transform.bins + np.minimum(np.floor(chance * transform.bins), transform.bins - 1).astype(
        np.int64
    )
    counts = np.bincount(cells, minlength=groups.count * transform.bins)
    filled = np.flatnonzero(counts)
    sums = [np.bincount(cells, weights=weights, minlength=len(counts))[filled] for weights in (chance, positive)]
    repeats = np.bincount(filled // transform.bins, minlength=groups.count)
    keys = pooled(data, groups, range(groups.count), repeats.tolist(), transform.groupby)
    columns = (sums[0] / counts[filled], sums[1] / counts[filled], counts[filled].astype(np.float64))
    return keys.add(*(numbers(name, values) for name, values in zip(transform.as_, columns, strict=True)))


def _curves(data: Data, transform: Roc | PrecisionRecall, curve: _Curve) -> Data:
    data = data.where(transform.score, transform.label)
    score = data.numbers(transform.score).values
    positive = _positives(data, transform.label, transform.positive)
    groups = group(data, transform.groupby)
    chosen, parts = [], [np.zeros((3, 0))]
    for place, rows in enumerate(groups.rows()):
        if 0 < positive[rows].sum() < len(rows):
            chosen.append(place)
            parts.append(curve(*_tally(score[rows], positive[rows])))
    keys = pooled(data, groups, chosen, [part.shape[1] for part in parts[1:]], transform.groupby)
    joined = np.concatenate(parts, axis=1)
    return keys.add(*(numbers(name, values) for name, values in zip(transform.as_, joined, strict=True)))


def _tally(score: Floats, positive: Bools) -> tuple[Floats, Floats]:
    """True and false positives at and above each different score, descending."""
    order = np.argsort(-score, kind="stable")
    score, hits = score[order], np.cumsum(positive[order])
    last = np.flatnonzero(np.append(score[1:] != score[:-1], True))
    return hits[last].astype(np.float64), (last + 1 - hits[last]).astype(np.float64)


def _roc(true: Floats, false: Floats) -> Floats:
    x, y = np.append(0.0, false / false[-1]), np.append(0.0, true / true[-1])
    return np.stack((x, y, np.full(len(x), np.trapezoid(y, x))))


def _precision_recall(true: Floats, false: Floats) -> Floats:
    recall, precision = true / true[-1], true / (true + false)
    average = float(np.diff(recall, prepend=0.0) @ precision)
    recall, precision = np.append(0.0, recall), np.append(precision[0], precision)
    return np.stack((recall, precision, np.full(len(recall), average)))


def _positives(data: Data, label: str, positive: str) -> Bools:
    categories = data.column(label).categories()
    named = [text == positive if positive else text.casefold() in POSITIVE_WORDS for text in categories.labels]
    return np.array(named, dtype=bool)[categories.codes] if named else np.zeros(0, dtype=bool)
