"""Sentences about broken rules and about names that do not exist, with the closest that do."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from pb_core.domain.tables.table import Column, Table
from pb_core.errors import InvalidSpec

_MOST_NAMED = 12


def column_of(table: Table, name: str) -> Column:
    """The column of this name; raises ``InvalidSpec`` that says what there is instead."""
    column = table.column(name)
    if column is None:
        raise InvalidSpec(f"There is no field {name!r}; {instead(name, (column.name for column in table.columns))}")
    return column


def instead(name: str, names: Iterable[str]) -> str:
    """The end of a sentence: the closest names, or else the first ones that exist."""
    known = list(dict.fromkeys(names))
    if not known:
        return "there is none at all."
    folded = {candidate.casefold(): candidate for candidate in known}
    close = [folded[match] for match in get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    if close:
        return f"closest: {_listed(close)}."
    more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
    return f"there are {_listed(known[:_MOST_NAMED])}{more}."


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)


def refuse(sentence: str) -> NoReturn:
    """Raise ``InvalidSpec`` with one sentence that says what is wrong and what would be right."""
    raise InvalidSpec(sentence)
