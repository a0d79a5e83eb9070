"""Names of columns as a reader likes to see them, and what several of them have in common."""

import re
from collections.abc import Sequence

from pb_adapters.planners.charts.words import stems
from pb_core.domain.plots.transforms import Op
from pb_core.domain.tables.column_roles import is_quantity, is_score
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.quantities import unit_in_name

_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_GAP = re.compile(r"[\s_/:.\-]+")
_STATISTICS = {
    Op.MEAN: "Mean", Op.MEDIAN: "Median", Op.SUM: "Total", Op.MIN: "Smallest", Op.MAX: "Largest",
    Op.STDEV: "Standard deviation of", Op.STDERR: "Standard error of", Op.Q1: "First quartile of",
    Op.Q3: "Third quartile of",
}  # fmt: skip
_MOST_NAMES = 8
UNNAMED = frozenset({"column 1", "rownames", "Unnamed: 0"})
"""What the first column is called where nobody gave it a name: it names or numbers the rows."""

_LONGEST_LIST = 40
_APART = 30
"""Measures without units whose largest values differ by more than this do not share an axis."""


def title_of(column: ColumnProfile) -> str:
    """A title for the column: words instead of underscores, a capital first, the unit in brackets."""
    if column.name in UNNAMED:
        return "Row number" if column.whole else "Row name"
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


def statistic_title(title: str, op: Op, *, own: bool = False) -> str:
    """The title of a statistic: ``Mean tip``; a capital is kept that is the caller's ``own``."""
    word = _STATISTICS.get(op, "")
    if not word or word.casefold() in title.casefold().split():
        return title
    return f"{word} {title if own else lowered(title)}"


def common_title(columns: Sequence[ColumnProfile]) -> str:
    """A title that is true of all columns: the words and the unit that they share, else their names if they are few."""
    unit = columns[0].unit if len({column.unit for column in columns}) == 1 else ""
    others = [stems(column.name) - stems(column.unit) for column in columns]
    name = columns[0].name if "/" in unit else columns[0].name.rpartition("/")[2]  # what stands before it is a folder
    words = [bare for word in _GAP.split(name) if (bare := word.strip(",;()[]"))]
    shared = [word for word in words if not word[0].isdigit() and all(stems(word) <= own for own in others)]
    names = ", ".join(column.name for column in columns)
    title = _spelled(" ".join(shared)) if shared else names if len(names) <= _LONGEST_LIST else "Value by column"
    return f"{title} ({unit})" if unit and title != names else title


def comparable(columns: Sequence[ColumnProfile], *, any_size: bool = False) -> bool:
    """Whether the columns may share a value axis: one unit, or figures of merit, or numbers of one size."""
    if len({column.unit for column in columns}) > 1:
        return False
    if columns[0].unit or any_size:
        return True
    scores = [is_score(column.name) for column in columns]
    if any(scores) and not all(scores) and any(is_quantity(column.name) for column in columns):
        return False
    positive = [size for column in columns if (size := max(abs(column.low or 0.0), abs(column.high or 0.0)))]
    return not positive or max(positive) <= _APART * min(positive)


def listed(columns: Sequence[ColumnProfile]) -> str:
    """The names of the first columns, in quotation marks."""
    names = ", ".join(f"'{column.name}'" for column in columns[:_MOST_NAMES])
    return f"{names} and {len(columns) - _MOST_NAMES} more" if len(columns) > _MOST_NAMES else names
