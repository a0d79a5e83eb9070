"""Roles of columns, known by the words of their names: scores, quantities, axes, and another column's uncertainty."""

import math
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, structs

from pb_core.domain.tables.column_names import Part, part_of, word_set, words_of
from pb_core.domain.tables.quantities import unit_in_name, unitless
from pb_core.domain.tables.table import Column, ColumnType

SPLITS = word_set("train training val valid validation dev development test testing eval holdout")
"""Names of parts of a data set."""

COUNTED = word_set(
    "layer block stage epoch step iteration round run seed fold trial week day year dose experiment condition level"
    " phase session subject participant patient cluster head task group dataset version rank quartile decile"
)
"""Words that numbers are put behind."""

_SCORES = word_set(
    "accuracy acc precision recall f1 f1-score auc auroc auprc ap map ndcg mrr bleu rouge meteor em wer cer iou "
    "miou dice psnr ssim fid lpips specificity sensitivity mcc kappa perplexity ppl score r2 rmse mae mse mape "
    "chrf comet spearman pearson top1 top5 hit hits pass success reward return"
)
_QUANTITIES = word_set(
    "latency time runtime duration speed throughput params parameters flops macs memory size cost price energy "
    "power loss epoch epochs step steps year count n samples tokens area weight height width length temperature "
    "pressure distance age mass volume rate yield delay bandwidth vram gpu emissions depth layers"
)
_AXES = word_set(
    "x epoch epochs step steps iteration iterations iter time t year years date day days month threshold "
    "thresholds fpr recall k n frequency freq wavelength index lr confidence round rounds position depth distance "
    "temperature"
)


def is_score(name: str) -> bool:
    """Whether the name is one of a figure of merit."""
    return bool(_SCORES.intersection(words_of(name))) or name.lower() in _SCORES


def is_quantity(name: str) -> bool:
    """Whether the name is one of a measured quantity that is no figure of merit, or carries a unit."""
    return bool(_QUANTITIES.intersection(words_of(name))) or unit_in_name(name) not in ("", "%")


def is_axis(name: str) -> bool:
    """Whether lists under this name may be what others are drawn against."""
    words = words_of(name)
    return bool(_AXES.intersection((*words[:1], *words[-1:])))


def are_quantities(names: list[str]) -> bool:
    """Whether the names are of measurements that do not share one unit: ``accuracy`` and ``latency_ms``."""
    return (
        len(names) > 1 and all(is_quantity(name) or is_score(name) for name in names) and any(map(is_quantity, names))
    )


def are_fields(names: list[str]) -> bool:
    """Whether the names are of different measurements of one thing, rather than of categories."""
    if len(names) == 1:
        return is_score(names[0]) or is_quantity(names[0])
    point = {"x", "y"} <= set(map(str.lower, names))
    return point or are_quantities(names) or any(has_sibling(name, names) or _is_deviation(name) for name in names)


def _is_deviation(name: str) -> bool:
    """Whether the name can only be of an uncertainty: ``std`` but not ``error``."""
    words = words_of(name)
    return part_of(name) == ((), Part.DELTA) and not {"error", "errors", "err", "margin", "mad"}.issuperset(words)


def has_sibling(name: str, names: list[str]) -> bool:
    """Whether the name is of an uncertainty and another one of its mean: ``acc_std`` beside ``acc``."""
    stem, part = part_of(name)
    return bool(stem) and part not in (None, Part.CENTRE) and any(words_of(other) == stem for other in names)


_ROLES = {Part.DELTA: "delta", Part.PAIR: "delta", Part.LOW: "low", Part.HIGH: "high"}
_VAGUE = frozenset({"error", "errors", "err", "margin", "range", "interval"})
"""Words that by themselves may as well name a measurement: they need a mean or a score beside them."""

_WHOLES = (1, 100)
"""What an error rate and its accuracy add up to."""


def with_siblings(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those of uncertainties pointing to the column of their means.

    ``acc_std`` belongs to ``acc``, ``current_err`` to ``current_A``; ``std`` alone to the ``mean``, or to the numbers
    just before it. Half-widths must not be negative, ends must enclose the mean, and low and high must both be there.
    """
    numbers = [column for column in columns if column.type is ColumnType.NUMBER and column.error_of is None]
    named = [_Named(column, *_part(column.name)) for column in numbers]
    found: dict[str, tuple[Column, str]] = {}
    for column, centre in zip(named, _centres(named), strict=True):
        role = None if column.part is None else _ROLES.get(column.part)
        if centre is not None and role is not None and _fits(centre, column.column, role):
            found[column.column.name] = (centre, role)
    roles = Counter((centre.name, role) for centre, role in found.values())
    kept = {name: pair for name, pair in found.items() if _is_complete(*pair, roles)}
    return tuple(_pointing(column, *kept[column.name]) if column.name in kept else column for column in columns)


def _pointing(column: Column, centre: Column, role: str) -> Column:
    return structs.replace(column, error_of=centre.name, role=role, unit=column.unit or centre.unit)


class _Named(Struct, frozen=True):
    """A column, the words of what it is about and its part."""

    column: Column
    stem: tuple[str, ...]
    part: Part | None


def _centres(named: Sequence[_Named]) -> list[Column | None]:
    """For every column the one that would hold its mean, if its name is of an uncertainty."""
    means: dict[tuple[str, ...], Column] = {}
    for other in reversed(named):
        if other.part in (None, Part.CENTRE) and other.stem:
            means[other.stem] = other.column
    for other in reversed(named):
        means[words_of(other.column.name)] = other.column
    mean = next((other.column for other in named if other.part is Part.CENTRE and not other.stem), None)
    centres: list[Column | None] = []
    before: Column | None = None
    for column in named:
        if not column.stem:
            centres.append(mean or _before(before, column.column))
        else:
            ends = column.part in (Part.LOW, Part.HIGH)
            centres.append(means.get(column.stem) or _with_unit(named, column.stem) or (mean if ends else None))
        before = column.column if column.part in (None, Part.CENTRE) else before
    return centres


def _part(name: str) -> tuple[tuple[str, ...], Part | None]:
    """The stem and the part that the name says, behind its unit where it has one: ``current error (A)``."""
    stem, part = part_of(name)
    return (stem, part) if part is not None or part_of(unitless(name))[1] is None else part_of(unitless(name))


def _with_unit(named: Sequence[_Named], stem: tuple[str, ...]) -> Column | None:
    """The only column of this stem, if nothing but a unit follows: ``velocity_km_s`` for ``velocity_err``."""
    fitting = [n.column for n in named if n.part in (None, Part.CENTRE) and n.stem[: len(stem)] == stem]
    return fitting[0] if len(fitting) == 1 and words_of(unitless(fitting[0].name)) == stem else None


def _before(before: Column | None, column: Column) -> Column | None:
    """The numbers before a bare word of uncertainty, unless the word may as well name a measurement."""
    if before is None or not _VAGUE.issuperset(words_of(column.name)):
        return before
    return before if is_score(before.name) and not _is_rest(before, column) else None


def _is_rest(score: Column, column: Column) -> bool:
    """Whether the two add up to one whole in every row: an accuracy and its error rate."""
    pairs = zip(score.values, column.values, strict=True)
    sums = [one + other for one, other in pairs if isinstance(one, int | float) and isinstance(other, int | float)]
    return any(all(math.isclose(total, whole) for total in sums) for whole in _WHOLES)


def _fits(centre: Column, column: Column, role: str) -> bool:
    for mean, value in zip(centre.values, column.values, strict=True):
        if not isinstance(mean, int | float) or not isinstance(value, int | float):
            continue
        if (role == "delta" and value < 0) or (role == "low" and value > mean) or (role == "high" and value < mean):
            return False
    return True


def _is_complete(centre: Column, role: str, roles: Counter[tuple[str, str]]) -> bool:
    """Whether a low end has its only high one; four ends are a summary of quartiles, not an interval."""
    return role == "delta" or roles[centre.name, "low"] == roles[centre.name, "high"] == 1
