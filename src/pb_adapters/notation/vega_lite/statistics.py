"""Statistics as Vega-Lite names them, and those of our grammar that say the same."""

from pb_adapters.notation.vega_lite.parts import refusal, refuse, words
from pb_core.domain.plots.transforms import Op
from pb_core.domain.request_rules import shown

_OPS = {
    "count": Op.COUNT,
    "valid": Op.COUNT,
    "sum": Op.SUM,
    "mean": Op.MEAN,
    "average": Op.MEAN,
    "median": Op.MEDIAN,
    "min": Op.MIN,
    "max": Op.MAX,
    "stdev": Op.STDEV,
    "stderr": Op.STDERR,
    "q1": Op.Q1,
    "q3": Op.Q3,
    "ci0": Op.BOOT0,
    "ci1": Op.BOOT1,
}
_NEAREST = {
    "distinct": "count",
    "missing": "count",
    "variance": "stdev",
    "variancep": "stdev",
    "stdevp": "stdev",
    "product": "sum",
    "argmax": "max, or a filter by rank",
    "argmin": "min, or a filter by rank",
    "values": "count",
}
_SUMMATIVE = frozenset({Op.COUNT, Op.SUM})
_TITLES = {"count": "Count of Records", "average": "Mean of", "ci0": "Lower end of the interval of the mean of",
           "ci1": "Upper end of the interval of the mean of", "stdev": "Standard deviation of",
           "stderr": "Standard error of"}  # fmt: skip


def op_of(name: object, path: str) -> Op:
    """The statistic of a name; raises ``InvalidRequest`` for one that has no counterpart."""
    if isinstance(name, dict) and len(name) == 1:
        name = next(iter(name))
    if not isinstance(name, str):
        refuse(path, "must be the name of a statistic")
    if name in _OPS:
        return _OPS[name]
    nearest = f"nearest: {_NEAREST[name]}" if name in _NEAREST else f"there are {words(_OPS)}"
    raise refusal(path, f"the statistic {shown(name)} has no counterpart; {nearest}")


def counts_all(name: object) -> bool:
    """Whether the statistic counts rows, whatever their fields hold."""
    return name == "count"


def adds_up(op: Op) -> bool:
    """Whether the statistics of parts add up to that of the whole."""
    return op in _SUMMATIVE


def title_of(name: object, field: str) -> str:
    """What Vega-Lite calls a statistic of a field."""
    if counts_all(name):
        return _TITLES["count"]
    said = _TITLES.get(str(name), f"{str(name).capitalize()} of")
    return f"{said} {field}"
