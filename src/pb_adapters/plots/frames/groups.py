"""Groups: the rows that agree on some fields, numbered in the order of their first row."""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.columns import Data
from pb_adapters.plots.frames.model import Ints
from pb_core.errors import InvalidSpec


class Groups(Struct, frozen=True, eq=False):
    """``codes`` is the group of each row, ``first`` the first row of each group."""

    codes: Ints
    first: Ints

    @property
    def count(self) -> int:
        """The number of groups."""
        return len(self.first)

    def rows(self) -> Iterator[Ints]:
        """The rows of each group in turn, ascending."""
        order = np.argsort(self.codes, kind="stable")
        ends = np.cumsum(np.bincount(self.codes, minlength=self.count))
        return iter(np.split(order, ends[:-1])) if self.count else iter(())


def group(data: Data, fields: Sequence[str]) -> Groups:
    """The groups of the rows by these fields; missing is a value like others. No fields: one group.

    Raises:
        InvalidSpec: there is no such field, or one is named twice.
    """
    if len(set(fields)) < len(fields):
        message = f'Rows are grouped by "{max(fields, key=fields.count)}" twice.'
        raise InvalidSpec(message)
    codes = np.zeros(data.rows, dtype=np.int64)
    for field in fields:
        distinct, inverse = np.unique(data.column(field).values, return_inverse=True)
        _, codes = np.unique(codes * len(distinct) + inverse.reshape(-1), return_inverse=True)
        codes = codes.reshape(-1)
    return numbered(codes)


def numbered(codes: Ints) -> Groups:
    """Any codes, numbered anew in order of appearance."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return Groups(rank[inverse.reshape(-1)], np.sort(first))


def pooled(data: Data, groups: Groups, chosen: Sequence[int], repeats: Sequence[int], fields: Sequence[str]) -> Data:
    """The ``groupby`` columns of a result that has ``repeats`` rows for each of the ``chosen`` groups."""
    rows = np.repeat(groups.first[np.asarray(chosen, dtype=np.int64)], np.asarray(repeats, dtype=np.int64))
    return Data(tuple(data.column(field).take(rows) for field in fields))
