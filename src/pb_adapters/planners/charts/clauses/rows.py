"""Rows: clauses on which rows are kept: by category, by condition, by year."""

from typing import Any

from pb_adapters.planners.charts.clauses.looks import DROPPED
from pb_adapters.planners.charts.reader import SIGNS, Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import FieldWish, FilterWish
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import MAX_YEAR, names_a_year


def only(r: Reader) -> bool:
    """Rows that are kept alone, or that are left out: categories, or years."""
    start = r.at
    negated = r.sees(Kind.WITHOUT) and not r.is_name()
    if not negated and (not r.sees(Kind.ONLY) or r.is_name()):
        return False
    r.at += 1
    r.glue()
    if r.is_name() and not r.is_value():
        return _condition(r, start, negated=negated)
    dropped = negated and r.sees(*DROPPED)
    if r.is_value() and not dropped:
        return _values(r, start, negated=negated)
    if dropped or (not negated and _years(r, start)):
        return not dropped
    token = r.peek()
    if token is None or token.stop or (token.terms and not token.means(Kind.UNMET)):
        raise r.fail(start, "what it limits to is missing behind it: a value of the data, or a condition")
    return r.missing(start)


def where(r: Reader) -> bool:
    """Conditions on columns."""
    start = r.at
    if not r.sees(Kind.WHERE) or r.is_name():
        return False
    ahead = 1
    while r.sees(Kind.FRAME, ahead=ahead) and not r.is_name(ahead):
        ahead += 1
    if not _is_condition(r, ahead):
        return False
    r.at += ahead
    return _conditions(r, start)


def _conditions(r: Reader, start: int) -> bool:
    """A condition, and others behind "and": rows are kept that fulfil all."""
    _condition(r, start)
    while r.sees(Kind.AND) and _is_condition(r, 1):
        if r.said(r.at, r.at + 1).lower() == "or":
            raise r.fail(start, _ALL)
        r.at += 1
        _condition(r, r.at)
    return True


_ALL = "rows are kept that fulfil all conditions, and “or” asks for those that fulfil one"


def _is_condition(r: Reader, ahead: int) -> bool:
    """Whether a column and what its values are stand there."""
    token, behind = r.peek(ahead), r.peek(ahead + 1)
    if token is None or behind is None or not token.columns:
        return False
    return behind.means(Kind.BOUND) or behind.number is not None or bool(behind.values)


def bare_condition(r: Reader) -> bool:
    """A condition that nothing introduces: “age >= 30”."""
    token = r.peek()
    if token is None or not token.columns or token.means(Kind.AXIS) or r.said(r.at + 1, r.at + 2) not in SIGNS:
        return False
    return _conditions(r, r.at)


def _condition(r: Reader, start: int, *, negated: bool = False) -> bool:
    """Which values a column has in the rows that are kept, and further conditions behind "and"."""
    name = r.name()
    r.glue()
    kind = _bound(r)
    if kind == "unequal":
        negated, kind = not negated, "equal"
    if kind in {None, "equal"} and r.is_value():
        return _values(r, start, field=name, negated=negated)
    ends: dict[str, Any] = {}
    if kind == "within":
        span = r.span()
        if span is None:
            raise r.fail(start, "two numbers are missing behind it")
        ends = {"low": span[0], "high": span[1]}
    else:
        equal, timed = kind in {None, "equal"}, r.column(name).type is ColumnType.TIME
        numbers = _listed(r) if equal else [one for one in (r.number(),) if one is not None]
        if not numbers:
            return _no_value(r, start, name)
        if timed and len(numbers) > 1:
            raise r.fail(start, f"'{name}' holds times, of which one year is kept or those between two")
        if equal and not timed:
            texts = tuple(f"{number:g}" for number in numbers)
            r.add(FilterWish, start, field=name, one_of=texts, negated=negated)
            return True
        both = {"low": numbers[0], "high": numbers[0]}
        ends = both if equal else {str(kind): numbers[0], **_other_end(r)}
    if negated:
        raise r.fail(start, "say which rows to keep instead")
    r.add(FilterWish, start, field=name, **ends)
    return True


def _other_end(r: Reader) -> dict[str, float]:
    """The other end of a range: above 10 and below 20."""
    token, before = r.peek(2), r.at
    if not (r.sees(Kind.AND) and r.sees(Kind.BOUND, ahead=1) and token is not None and token.number is not None):
        return {}
    joined = r.said(r.at, r.at + 1).lower() != "or"
    r.at += 1
    kind, number = r.take(Kind.BOUND), r.number()
    if number is None or kind not in {"low", "high", "above", "below"} or not joined:
        r.at = before
        return {}
    return {str(kind): number}


def _bound(r: Reader) -> object:
    """The comparison that is said, "is at least" together."""
    kind = None
    while r.sees(Kind.BOUND, Kind.FROM) and not r.is_name():
        found = r.take(Kind.BOUND) or "within"
        kind = found if kind in {None, "equal"} else kind
        r.glue()
    return kind


def _listed(r: Reader) -> list[float]:
    found: list[float] = []
    while (number := r.number()) is not None:
        found.append(number)
        before = r.at
        while r.sees(Kind.AND) or (r.peek() is not None and r.tokens[r.at].stop):
            r.at += 1
        token = r.peek()
        if token is None or token.number is None or token.terms:
            r.at = before
            break
    return found


def _no_value(r: Reader, start: int, name: str) -> bool:
    token = r.peek()
    said = (
        f"“{r.said(r.at, r.at + 1)}” is none of its values"
        if token and not token.stop
        else "a value is missing behind it"
    )
    known = ", ".join(str(value) for value in r.column(name).examples[:8])
    r.at = min(r.at + 1, len(r.tokens))
    raise r.fail(start, f"{said}; '{name}' holds for example {known}")


def _values(r: Reader, start: int, *, field: str | None = None, negated: bool = False) -> bool:
    """Rows of these categories."""
    found = r.values(field)
    if len(found) > 1 and not negated and " or " in r.said(start).lower():
        raise r.fail(start, _ALL)
    r.passes(Kind.ONLY)
    for name, values in found.items():
        r.add(FilterWish, start, field=name, one_of=tuple(values), negated=negated)
    return True


def inside(r: Reader) -> bool:
    """Rows of categories or years behind "in" or "for", or before "only"."""
    start = r.at
    if r.sees(Kind.IN) and not r.is_name():
        r.at += 1
        r.skip_article()
        if r.is_value() and not (r.is_name() or r.sees(Kind.COLOR)):
            return _values(r, start)
        if r.is_value(1) and _is_condition(r, 0):  # in sport Swim
            return _condition(r, start)
        found = _years(r, start)
        r.at = r.at if found else start
        return found
    return _bare_values(r, start)


def _bare_values(r: Reader, start: int) -> bool:
    """Categories that nothing introduces: kept before "only", else asked after."""
    token = r.peek()
    plain = token is not None and token.number is None and not (token.terms and token.quote is None)
    if plain and r.is_value() and not r.is_name():
        found = r.values()
        if r.sees(Kind.ONLY):
            r.at = start
            return _values(r, start)
        listed = next(iter(found.items()))
        r.at = start
        if r.sees(Kind.IN, ahead=1) and r.sees(Kind.COLOR, ahead=2):
            return False
        count = sum(map(len, found.values()))
        raise r.fail(
            start,
            f"a value of '{listed[0]}': write “only …” to keep its rows, “highlight …”, or “label …”"
            if count == 1
            else f"values of '{listed[0]}': write “only …” to keep their rows",
        )
    return False


def years(r: Reader) -> bool:
    """Years from one to another one, or since, until, before or after one."""
    start = r.at
    if r.is_name():
        return False
    if not r.sees(Kind.FROM, Kind.BOUND):
        token = r.peek()
        return token is not None and token.number is not None and not token.terms and _years(r, start)
    return _years(r, start)


def _years(r: Reader, start: int) -> bool:
    """A filter by the one column of years or times, if years stand next."""
    before, ends = r.at, _ends(r, start)
    if ends is None:
        r.at = before
        return False
    r.passes(Kind.ONLY)
    shown = {one.field for one in r.wishes if isinstance(one, FieldWish | w.PeriodWish)}
    columns = [c for c in r.profile.columns if _holds_years(c, named=c.name in shown)]
    columns = [c for c in columns if c.name in shown] or columns
    if len(columns) != 1:
        named = " or ".join(f"'{column.name}'" for column in columns) or "no column of years or dates"
        raise r.fail(start, f"there is {named}; write for example “where COLUMN is between 1990 and …”")
    r.add(FilterWish, start, field=columns[0].name, **ends)
    return True


def _ends(r: Reader, start: int) -> dict[str, Any] | None:
    """The first and the last year that are said, or one of them."""
    kind = r.take(Kind.BOUND) if r.sees(Kind.BOUND) and not r.sees(Kind.FROM) else "within"
    lead = r.said(r.at, r.at + 1).lower() if r.sees(Kind.FROM) else ""
    r.passes(Kind.FROM)
    first = r.number()
    if first is None or not _is_year(first):
        return None
    behind = r.peek()
    if behind is not None and behind.dashed and behind.number is not None and not _is_year(abs(behind.number)):
        raise r.fail(start, "rows are kept by whole years: “since 2023”, “from 2000 to 2010”")
    if kind == "unequal":
        raise r.fail(start, "say which years to keep instead")
    if kind not in {"within", "equal"}:
        return {str(kind): first}
    last = _last(r, start, first, joined=r.sees(Kind.AND) and not lead)
    if last is None and lead == "from":  # from 1990 on
        return {"low": first}
    if last is None and lead:
        raise r.fail(start, "the second year is missing: “from 2000 to 2010”, or write “since 2000”")
    return {"low": first, "high": first if last is None else last}


def _last(r: Reader, start: int, first: float, *, joined: bool) -> float | None:
    """The second year, behind "to", "and" or a dash."""
    before = r.at
    parted = r.passes(Kind.TO, Kind.AND) or (r.peek() is not None and r.tokens[r.at].dashed)
    last = r.number() if parted else None
    if last is None or not _is_year(abs(last)):
        r.at = before
        return None
    if joined:
        raise r.fail(start, f"“from {first:g} to {abs(last):g}” keeps all years between them")
    return abs(last)


def _holds_years(column: ColumnProfile, *, named: bool) -> bool:
    """Whether a column holds times, numbers that are called years, or, if it is named, whole numbers like years."""
    if column.type is ColumnType.TIME or column.mean is None:
        return column.type is ColumnType.TIME
    low, high = column.low or 0.0, column.high or 0.0
    return names_a_year(column.name) or (named and column.whole and _FIRST_YEAR <= low <= high <= _LAST_YEAR)


_FIRST_YEAR, _LAST_YEAR = 1500, 2200


def _is_year(number: float) -> bool:
    return number == int(number) and 1000 <= number <= MAX_YEAR  # noqa: PLR2004 - four digits
