"""Lists of places in PostgreSQL: by which index a question about the history is answered.

Each condition, or the conditions on key, kind and status together, has a list of places in order, read backwards from
an index. Where there are several, the narrowest leads and the others are asked of each line that it gives.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from msgspec import Struct

from pb_adapters.storage.postgres.access import merged, only
from pb_adapters.storage.postgres.pool import Connection
from pb_core.domain.history import MOST_COUNTED, HistoryQuery, first_place
from pb_core.domain.tasks import TaskKind, TaskStatus

_WITHIN = "place >= %(since)s::bigint AND place < %(until)s::bigint"
_FIRST, _BEHIND_ALL = -(2**63), 2**63 - 1


class PlaceList(Struct, frozen=True, kw_only=True):
    """One list: parts that are each in order, to be merged, and the same condition as asked of a single line.

    ``count`` asks for how many there are: a number that is kept, or else one that is counted up to ``most``.
    """

    parts: tuple[str, ...]
    condition: str
    count: str
    is_kept: bool = False

    def ordered(self, most: str = "%(most)s") -> str:
        """The places, the last one first, ``most`` at most: of each part no more either, so that none is read whole."""
        return merged(self.parts, f"ORDER BY place DESC LIMIT {most}")


class Question(Struct, frozen=True, kw_only=True):
    """A list that leads, the conditions that remain, and the values that both name."""

    leads: PlaceList
    rest: str
    values: Mapping[str, object]

    @property
    def places(self) -> str:
        """The places that answer, the last one first, ``size`` of them behind ``skip`` others."""
        if not self.rest:
            shown = f"SELECT place FROM ({self.leads.ordered('%(size)s + %(skip)s')}) AS candidate"
        else:
            shown = f"""
            SELECT history.place FROM ({self.leads.ordered()}) AS candidate
            JOIN history ON history.place = candidate.place WHERE {self.rest}
            """
        return f"{shown} ORDER BY 1 DESC LIMIT %(size)s OFFSET %(skip)s"

    @property
    def total(self) -> str:
        """How many answer, of the ``most`` that the list gives."""
        if not self.rest:
            return self.leads.count
        return f"""
        SELECT count(*) FROM ({self.leads.ordered()}) AS candidate
        JOIN history ON history.place = candidate.place WHERE {self.rest}
        """

    @property
    def last_candidate(self) -> str:
        """The last place that the list gives, and how many it gives, ``most`` at most."""
        return f"SELECT min(place) AS place, count(*) AS number FROM ({self.leads.ordered()}) AS candidate"


async def question(connection: Connection, query: HistoryQuery, *, before: int | None = None) -> Question:
    """How to answer a query, behind a place or from the beginning."""
    values = _values(query, before)
    lists = list(_lists(query))
    leads = lists[0] if len(lists) == 1 else await _narrowest(connection, lists, values)
    rest = " AND ".join(one.condition for one in lists if one is not leads)
    return Question(leads=leads, rest=rest, values=values)


async def _narrowest(connection: Connection, lists: Sequence[PlaceList], values: Mapping[str, object]) -> PlaceList:
    """The list with the fewest places; beside long ones whose numbers are kept, the only other one is not counted."""
    asked = {**values, "most": MOST_COUNTED + 1}
    others = [one for one in lists if not one.is_kept]
    numbers = {id(one): int(await only(connection, one.count, asked)) for one in lists if one.is_kept}
    if len(others) == 1 and all(number > MOST_COUNTED for number in numbers.values()):
        return others[0]
    numbers |= {id(one): int(await only(connection, one.count, asked)) for one in others}
    return min(lists, key=lambda one: numbers[id(one)])


def _values(query: HistoryQuery, before: int | None) -> dict[str, object]:
    ends = [_BEHIND_ALL if query.until is None else first_place(query.until)]
    if before is not None:
        ends.append(before)
    return {
        "since": _FIRST if query.since is None else first_place(query.since),
        "until": min(ends),
        "key_id": query.key_id,
        "kind": query.kind,
        "status": query.status,
        "provider": query.provider,
        "words": list(query.words),
    }


def _lists(query: HistoryQuery) -> Iterator[PlaceList]:
    is_of_all_times = query.since is None and query.until is None
    given = [name for name in ("key_id", "kind", "status") if getattr(query, name) is not None]
    if given or not (query.provider or query.words):
        narrow = tuple(_parts(query))
        yield PlaceList(
            parts=narrow if given else (f"SELECT place FROM history WHERE {_WITHIN}",),
            condition=" AND ".join(f"history.{name} = %({name})s" for name in given),
            count=_kept(query, given) if is_of_all_times else _counted(*narrow),
            is_kept=is_of_all_times,
        )
    if query.provider is not None:
        answered = f"SELECT place FROM history_providers WHERE provider = %(provider)s AND {_WITHIN}"
        yield PlaceList(
            parts=(answered,),
            condition="EXISTS (SELECT 1 FROM history_providers AS answered"
            " WHERE answered.provider = %(provider)s AND answered.place = history.place)",
            count=_sum("topic = 'providers' AND subject = %(provider)s") if is_of_all_times else _counted(answered),
            is_kept=is_of_all_times,
        )
    if query.words:
        found = f"SELECT place FROM history WHERE words @> %(words)s::text[] AND {_WITHIN}"
        yield PlaceList(parts=(found,), condition="history.words @> %(words)s::text[]", count=_counted(found))


def _counted(*parts: str) -> str:
    """How many there are, counted in no order."""
    return f"SELECT count(*) FROM ({' UNION ALL '.join(parts)} LIMIT %(most)s) AS counted"


def _kept(query: HistoryQuery, given: Sequence[str]) -> str:
    """The number of tasks of a key, kind and status: a sum of few rows, those of no key for all keys."""
    asked = " AND ".join(["topic = 'tasks'", *(f"{name} = %({name})s" for name in given if name != "key_id")])
    if query.key_id is None:
        return _sum(f"{asked} AND subject = ''", asked)
    return _sum(f"{asked} AND subject = %(key_id)s")


def _sum(folded: str, changed: str | None = None) -> str:
    """The number that is kept: what was folded so far, and the changes since."""
    return f"""
    SELECT coalesce(sum(number), 0)::bigint FROM (
        SELECT number FROM tallies WHERE {folded}
        UNION ALL SELECT number FROM tally_changes WHERE {changed or folded}
    ) AS kept
    """


def _parts(query: HistoryQuery) -> Iterator[str]:
    """A list for each kind and status that is meant: the columns of an index before its place are all given."""
    of_key = "" if query.key_id is None else "key_id = %(key_id)s AND"
    kinds = TaskKind if query.kind is None else (query.kind,)
    statuses = TaskStatus if query.status is None else (query.status,)
    for kind, status in product(kinds, statuses):
        meant = f"{of_key} kind = '{kind.value}' AND status = '{status.value}'"
        yield f"SELECT place FROM history WHERE {meant} AND {_WITHIN}"
