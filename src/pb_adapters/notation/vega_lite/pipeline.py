"""The transforms of a view as they are found, with the table that they make: names and types are known at each step."""

from collections.abc import Iterable

from msgspec import Struct

from pb_adapters.notation.vega_lite.field_names import column_name
from pb_adapters.notation.vega_lite.parts import Notes, refuse
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.suggestions import instead
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import Column, Table
from pb_core.errors import InvalidSpec


class Rank(Struct, frozen=True):
    """A column that would number rows: by which field, and whether the largest comes first."""

    field: str
    largest: bool


class Pipeline:
    """A table and the transforms that have been added to it; ``fork`` continues where it stands.

    ``added`` are the transforms since the fork, ``made`` all of them. ``renamed`` are names that mean other columns,
    ``ranks`` names that number the rows and exist for a filter only.
    """

    def __init__(self, table: Table, notes: Notes) -> None:
        self.table, self.notes = table, notes
        self.added: list[Transform] = []
        self.made: list[Transform] = []
        self.renamed: dict[str, str] = {}
        self.ranks: dict[str, Rank] = {}

    def fork(self) -> "Pipeline":
        """A pipeline that begins with the table as it is here."""
        fork = Pipeline(self.table, self.notes)
        fork.made, fork.renamed, fork.ranks = list(self.made), dict(self.renamed), dict(self.ranks)
        return fork

    def add(self, transform: Transform, path: str) -> None:
        """Add a transform; raises ``InvalidRequest`` where it does not fit the table."""
        try:
            self.table = apply(self.table, (transform,))
        except InvalidSpec as error:
            refuse(path, str(error))
        self.added.append(transform)
        self.made.append(transform)

    def name(self, written: object, path: str) -> str:
        """The column that a field's name means; raises ``InvalidRequest`` if there is none."""
        if not isinstance(written, str):
            refuse(path, "must be the name of a field")
        if written in self.ranks:
            refuse(path, f"{shown(written)} numbers rows, which only a filter of the first ones can use")
        columns = {column.name for column in self.table.columns}
        name = column_name(self.renamed.get(written, written), columns, path)
        if name not in columns:
            refuse(path, f"there is no field {shown(name)}; {instead(name, columns_in_order(self.table))}")
        return name

    def names(self, written: Iterable[object], path: str) -> tuple[str, ...]:
        """The columns that names mean."""
        return tuple(dict.fromkeys(self.name(name, f"{path}[{number}]") for number, name in enumerate(written)))

    def column(self, name: str) -> Column:
        """A column that is there."""
        return next(column for column in self.table.columns if column.name == name)

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return self.table.column(name) is not None

    def fresh(self, name: str) -> str:
        """The name, or one like it, that no column has yet."""
        number = 2
        found = name
        while self.has(found):
            found, number = f"{name} {number}", number + 1
        return found


def columns_in_order(table: Table) -> list[str]:
    """The names of a table's columns."""
    return [column.name for column in table.columns]
