"""recognise: which shape a document has, and the wrappers around it."""

from msgspec.structs import replace

from pb_core.tables.kinds import (
    is_grid,
    is_numbers,
    is_object,
    is_objects,
    is_points,
    is_scalar,
    is_scalars,
    refuse_shape,
)
from pb_core.tables.lists import PAIR, read_list
from pb_core.tables.matrices import read_frame, read_matrix
from pb_core.tables.names import may_be_pair, word_set
from pb_core.tables.nested import read_nested
from pb_core.tables.objects import read_keyed, read_lists, read_scalars
from pb_core.tables.raw import RawTable, listed, refuse, shown
from pb_core.tables.series import read_series

WRAPPERS = word_set(
    "data results result records rows items table values dataset entries measurements observations experiments "
    "metrics points output response payload plot chart figure matrix runs samples"
)
"""Names that say nothing of what they hold."""

ASIDES = word_set("meta metadata config info options settings layout schema units notes")
"""Names of objects beside the data."""


def recognise(document: object) -> RawTable:
    """The raw table that a parsed document is.

    Raises:
        InvalidRequest: it has no shape that is known; the sentence says what it is and what would be read.
    """
    if isinstance(document, list) and document:
        return read_list(document)
    if not is_object(document):
        refuse("must be an object or an array that is not empty")
    if all(map(is_scalar, document.values())) or _is_one_row(document):
        return read_scalars(document)
    tables = {name: member for name, member in document.items() if not is_scalar(member)}
    if len(tables) > 1 and not ASIDES.issuperset(map(str.lower, tables)):
        tables = {name: member for name, member in tables.items() if name.lower() not in ASIDES}
    beside = [name for name in document if name not in tables]
    if any(isinstance(document[name], int | float) for name in beside) and not _may_have_asides(tables):
        refuse_shape(document)
    found = read_frame(tables) or read_matrix(tables) or read_series(tables) or _members(tables)
    return replace(found, notes=(f"left out: {listed(beside)}", *found.notes)) if beside else found


def _is_one_row(document: dict[str, object]) -> bool:
    """Whether the lists among the members are all intervals of one measurement: ``{"mean": 1, "ci": [0, 2]}``."""
    lists = {name: member for name, member in document.items() if not is_scalar(member)}
    pairs = all(is_numbers(member) and len(member) == PAIR and may_be_pair(name) for name, member in lists.items())
    return pairs and len(lists) < len(document)


def _may_have_asides(tables: dict[str, object]) -> bool:
    """Whether a number beside these tables describes them, rather than being data of another depth."""
    return all(isinstance(member, list) for member in tables.values()) or (
        len(tables) == 1 and next(iter(tables)).lower() in WRAPPERS
    )


def _under(name: str, table: RawTable) -> RawTable:
    """The table of an only member, its values called by the member's name where they have none of their own."""
    if any(column.name == "value" for column in table.columns):
        columns = tuple(replace(column, name=name) if column.name == "value" else column for column in table.columns)
        taken = {column.name for column in table.columns}
        return table if name in taken else replace(table, columns=columns)
    return replace(table, notes=(f"what stands under {shown(name)} is read", *table.notes))


def _members(tables: dict[str, object]) -> RawTable:
    lists = {name: member for name, member in tables.items() if isinstance(member, list)}
    objects = {name: member for name, member in tables.items() if isinstance(member, dict)}
    if len(tables) == 1:
        name, member = next(iter(tables.items()))
        wrapped = name.lower() in WRAPPERS and not is_scalars(member)
        if wrapped or is_objects(member) or (is_grid(member) and not is_points(member)):
            return recognise(member)
        if is_object(member):
            return _under(name, recognise(member))
    if len(lists) == len(tables):
        return read_lists(lists)
    if len(objects) == len(tables):
        return read_keyed(objects) or read_nested(tables)
    return refuse_shape(tables)
