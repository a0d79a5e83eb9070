"""Names of columns as a reader likes to see them, and what several of them have in common."""

import re
import unicodedata
from collections.abc import Sequence

from pb_core.domain.plots.transforms import Op
from pb_core.domain.tables.column_roles import is_quantity, is_score
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.quantities import unit_in_name

_PIECE = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+(?:\.\d+)?[a-z]{0,2}|[^\W_]+")
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_GAP = re.compile(r"[\s_/:.\-]+")
_SHORTEST_PLURAL = 4
_STATISTICS = {
    Op.MEAN: "Mean", Op.MEDIAN: "Median", Op.SUM: "Total", Op.MIN: "Smallest", Op.MAX: "Largest",
    Op.STDEV: "Standard deviation of", Op.STDERR: "Standard error of", Op.Q1: "First quartile of",
    Op.Q3: "Third quartile of",
}  # fmt: skip
_APART = 30
"""Measures without units whose largest values differ by more than this do not share an axis."""


def pieces(name: str) -> list[str]:
    """The words of a name, folded and without plural: ``valLosses_ms`` gives ``val, loss, ms``."""
    return [_singular(match[0].casefold()) for match in _PIECE.finditer(unicodedata.normalize("NFKC", name))]


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def title_of(column: ColumnProfile) -> str:
    """A title for the column: words instead of underscores, a capital first, the unit in brackets."""
    name = _BRACKETED.sub("", column.name).strip() if column.unit else column.name
    unit = re.escape(column.unit).replace("/", "[/_]")
    if column.unit and re.fullmatch(rf".+[_\s.]{unit}", name, re.IGNORECASE):
        name = name[: -len(column.unit) - 1]
    text = _spelled(name or column.name)
    said = not column.unit or column.unit in text.split() or unit_in_name(text) == column.unit
    return text if said else f"{text} ({column.unit})"


def _spelled(name: str) -> str:
    """A name with blanks for underscores and a capital first, unless its first word is a symbol such as ``pH``."""
    text = " ".join(name.replace("_", " ").split()) or name
    first = text.split(" ")[0]
    plain = first.isascii() and first.isalpha() and first.islower() and len(first) > 1
    return f"{text[:1].upper()}{text[1:]}" if plain else text


def lowered(title: str) -> str:
    """A title within a sentence: its first letter small unless it is an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def statistic_title(title: str, op: Op | None) -> str:
    """The title of a statistic: ``Mean tip``."""
    word = _STATISTICS.get(op, "") if op else ""
    return title if not word or word.casefold() in title.casefold().split() else f"{word} {lowered(title)}"


def common_title(columns: Sequence[ColumnProfile]) -> str:
    """A title that is true of all columns: the words and the unit that they share, else ``Value``."""
    units = {column.unit for column in columns}
    unit = columns[0].unit if len(units) == 1 else ""
    others = [set(pieces(column.name)) - set(pieces(column.unit)) for column in columns]
    words = [word for word in _GAP.split(columns[0].name) if word]
    shared = [word for word in words if not word[0].isdigit() and all(set(pieces(word)) <= o for o in others)]
    title = _spelled(" ".join(shared)) if shared else "Value"
    return f"{title} ({unit})" if unit else title


def comparable(columns: Sequence[ColumnProfile], *, any_size: bool = False) -> bool:
    """Whether the columns may share a value axis: one unit, or figures of merit, or numbers of one size."""
    if len({column.unit for column in columns}) > 1:
        return False
    scores = [is_score(column.name) for column in columns]
    if columns[0].unit or any_size:
        return True
    if any(scores) and not all(scores) and any(is_quantity(column.name) for column in columns):
        return False
    sizes = [max(abs(column.low or 0.0), abs(column.high or 0.0)) for column in columns]
    positive = [size for size in sizes if size > 0]
    return not positive or max(positive) <= _APART * min(positive)
