"""Words: how names and texts are compared: without case, marks, plurals, units, and with usual short forms in full."""

import re

from pb_core.domain.tables.quantities import UNITS, unit_in_name

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT_BEHIND = re.compile(r"[\s_]*[(\[][^)\]]*[)\]]\s*$")
_IRREGULAR = {
    "bacteria": "bacterium", "criteria": "criterion", "media": "medium", "mice": "mouse", "men": "man",
    "women": "woman", "children": "child", "people": "person", "lives": "life", "indices": "index", "axes": "axis",
}  # fmt: skip
_BRITISH = {"colour": "color", "grey": "gray", "centre": "center", "litre": "liter", "metre": "meter"}
_SHORT = {
    "acc": "accuracy", "cyl": "cylinder", "dept": "department", "disp": "displacement", "exp": "expectancy",
    "freq": "frequency", "hp": "horsepower", "ht": "height", "iter": "iteration", "param": "parameter",
    "params": "parameters", "pop": "population", "pred": "predicted", "prob": "probability", "qty": "quantity",
    "temp": "temperature", "trt": "treatment", "val": "validation", "wt": "weight", "yr": "year",
}  # fmt: skip
"""Words that names are written with, and what they are short for."""

_LONGEST_UNIT, _SHORTEST_PLURAL = 3, 4
_SHORT_UNITS = frozenset(unit.lower() for unit in UNITS if len(unit) <= _LONGEST_UNIT and unit.isascii()) - {"min"}


def words_in(text: str) -> tuple[str, ...]:
    """The words of a stretch of text in lower case, those that are short for others in full."""
    return tuple(_SHORT.get(word) or _american(word) for word in _WORD.findall(text.lower()))


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, parted at underscores and humps, without the unit: ``bill_length_mm``."""
    bare = _UNIT_BEHIND.sub("", name) if unit_in_name(name) else name
    words = words_in(_CAMEL.sub(" ", bare or name))
    return words[:-1] if len(words) > 1 and words[-1] in _SHORT_UNITS else words


def stems(name: str) -> frozenset[str]:
    """The words of a name without their plurals, the unit included: ``valLosses_ms`` gives ``validation, loss, ms``."""
    return frozenset(map(singular, words_in(_CAMEL.sub(" ", name))))


def singular(word: str) -> str:
    """The word without the ending of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > _SHORTEST_PLURAL and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > _SHORTEST_PLURAL and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] not in "sui" else word


def _american(word: str) -> str:
    return next((word.replace(uk, us) for uk, us in _BRITISH.items() if uk in word), word)
