"""Formula lines: displayed mathematics that cuts a sentence in two is moved behind the paragraph it stands in."""

import re
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]{3,}")
_FUNCTIONS = frozenset(
    {
        "log",
        "exp",
        "max",
        "min",
        "sup",
        "inf",
        "lim",
        "arg",
        "argmax",
        "argmin",
        "softmax",
        "sigmoid",
        "relu",
        "tanh",
        "sin",
        "cos",
        "tan",
        "det",
        "tr",
        "diag",
        "sign",
        "var",
        "cov",
        "mod",
        "for",
        "and",
        "such",
        "that",
        "with",
        "where",
        "otherwise",
    }
)
_RELATION = re.compile(r"[=≈∼≤≥∈∝≡←↦∑∏∫√≜⊂⊆]|:=")
_PROSE = 4  # words in a line that a formula may stand behind
_NUMBERED = re.compile(r"\s*\((?:\d{1,3}|[A-Z]\.?\d{1,3})(?:\.\d{1,3})?[a-z]?\)\s*$")
_ENDED = re.compile(r"[.]$")
_CODE = re.compile(r"[<>{}#$_]|\w\(")
_OPENS_AS_PROSE = re.compile(r"(?:as|is|by|in|of|to|so|if|we|on|at|be|or|and|for|with|that|where|from|are)\s")
_LONGEST = 160


def is_formula(line: str) -> bool:
    """Whether a line is displayed mathematics: a relation, or a number in brackets at its end, and hardly a word."""
    text = line.strip()
    bare = _NUMBERED.sub("", text)
    if not bare or len(text) > _LONGEST or _OPENS_AS_PROSE.match(bare):
        return False
    words = [word for word in _WORD.findall(bare) if word.casefold() not in _FUNCTIONS]
    if words and (len(words) > 1 or len(words[0]) * 2 > len(bare)):
        return False
    return _RELATION.search(bare) is not None or (bare != text and not words)


def behind_prose(block: Sequence[str]) -> Iterator[list[str]]:
    """The block without the formulas between its lines, then those formulas, each run of them a block of its own.

    A formula is cut out where it stands behind a line of prose, which keeps the full stop that the formula ends with.
    Everything else, such as code and tables, stays as it is.
    """
    prose: list[str] = []
    formulas: list[list[str]] = []
    is_inside = is_ended = False
    for line in block:
        if is_formula(line) and (is_inside or (prose and _is_prose(prose[-1]))):
            formulas[len(formulas) - is_inside :] = [[*(formulas[-1] if is_inside else ()), line]]
            is_inside, is_ended = True, _ENDED.search(_NUMBERED.sub("", line).rstrip()) is not None
            continue
        if is_inside and is_ended and not line[:1].islower():
            prose[-1] = _stopped(prose[-1])
        prose.append(line)
        is_inside = False
    yield prose
    yield from formulas


def _is_prose(line: str) -> bool:
    return len(_WORD.findall(line)) >= _PROSE and _CODE.search(line) is None


def _stopped(line: str) -> str:
    return line if line.endswith((".", "?", "!")) else f"{line.rstrip(':,; ')}."
