"""Words that papers name measurements and subsets by."""

from pb_core.tables.names import Part, part_of, word_set, words_of
from pb_core.tables.units import unit_in_name

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
