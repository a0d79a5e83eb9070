"""Expressions of filters: the comparisons that people write, such as ``datum.x > 5 && datum.y == 'a'``."""

import re
from collections.abc import Callable
from typing import NoReturn

from msgspec import Struct

from pb_adapters.notation.vega_lite.conditions import All, Comparison, Condition, Not, Some, Value
from pb_adapters.notation.vega_lite.field_names import unescaped
from pb_adapters.notation.vega_lite.parts import refuse
from pb_core.domain.plots.transforms import PeriodUnit
from pb_core.domain.request_rules import shown
from pb_core.errors import InvalidRequest

MOST_CHARACTERS = 4_000
MOST_DEPTH = 40

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
    |(?P<word>[A-Za-z_$][\w$]*)|(?P<sign>===|!==|==|!=|<=|>=|&&|\|\||[-<>!()\[\],.]))""",
    re.VERBOSE,
)
_COMPARISONS = {"===": "in", "==": "in", "!==": "not in", "!=": "not in", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_UNITS = {
    "year": PeriodUnit.YEAR,
    "quarter": PeriodUnit.QUARTER,
    "month": PeriodUnit.MONTH,
    "date": PeriodUnit.DATE,
    "day": PeriodUnit.DAY,
    "dayofyear": PeriodUnit.DAY_OF_YEAR,
    "hours": PeriodUnit.HOURS,
    "minutes": PeriodUnit.MINUTES,
}
_SAME = frozenset({"time", "toDate", "toNumber"})
"""Functions that give the field itself, as it is read here."""

_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPED = re.compile(r"([\\.\[\]])")


class _Field(Struct, frozen=True, kw_only=True):
    name: str
    unit: PeriodUnit | None = None


class _Literal(Struct, frozen=True):
    value: Value


class _List(Struct, frozen=True):
    values: tuple[Value, ...]


class _Position(Struct, frozen=True):
    """``indexof``: where the field's value stands in a list, -1 if nowhere."""

    values: _List
    field: _Field


_Term = _Field | _Literal | _List | _Position | Condition


def condition_of(text: str, path: str) -> Condition:
    """What an expression of a filter says; raises ``InvalidRequest`` where it is more than comparisons."""
    if len(text) > MOST_CHARACTERS:
        refuse(path, f"is an expression of {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    return _Parser(_tokens(text, path), path).whole()


def renamed_field(text: str, path: str) -> str:
    """The field that an expression merely names, such as ``datum.x``; ``""`` if it computes something."""
    try:
        parser = _Parser(_tokens(text, path), path)
        term = parser.operand()
    except InvalidRequest:
        return ""
    return term.name if isinstance(term, _Field) and term.unit is None and parser.at_end else ""


def _tokens(text: str, path: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    plain = text.strip()
    while place < len(plain):
        match = _TOKEN.match(plain, place)
        if match is None or match.lastgroup is None:
            _refuse_expression(plain[place:].strip(), path)
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return [*found, ("end", "")]


def _refuse_expression(what: str, path: str) -> NoReturn:
    refuse(
        path,
        f"the expression cannot be read at {shown(what or 'its end')}: comparisons of a field with values, joined by "
        "&& and ||, are; what is computed belongs into data_json",
    )


class _Parser:
    """A recursive descent over tokens; each method reads what it is named after."""

    def __init__(self, tokens: list[tuple[str, str]], path: str) -> None:
        self._tokens, self._path, self._place, self._depth = tokens, path, 0, 0

    @property
    def at_end(self) -> bool:
        """Whether everything was read."""
        return self._tokens[self._place][0] == "end"

    def whole(self) -> Condition:
        """The whole expression as a condition."""
        condition = self._condition(self._some())
        if not self.at_end:
            self._refuse()
        return condition

    def _some(self) -> _Term:
        return self._joined("||", self._all, Some)

    def _all(self) -> _Term:
        return self._joined("&&", self._unary, All)

    def _joined(self, sign: str, read: Callable[[], _Term], kind: type[All] | type[Some]) -> _Term:
        first = read()
        if not self._is(sign):
            return first
        parts = [self._condition(first)]
        while self._take(sign):
            parts.append(self._condition(read()))
        return kind(tuple(parts))

    def _unary(self) -> _Term:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            refuse(self._path, "the expression is nested too deeply")
        found = Not(self._condition(self._unary())) if self._take("!") else self._comparison()
        self._depth -= 1
        return found

    def _comparison(self) -> _Term:
        left = self.operand()
        sign = self._tokens[self._place][1]
        if self._tokens[self._place][0] != "sign" or sign not in _COMPARISONS:
            return left
        self._place += 1
        return self._compared(left, _COMPARISONS[sign], self.operand())

    def _compared(self, left: _Term, op: str, right: _Term) -> Condition:
        match (left, right):
            case (_Literal(), _Field() | _Position()):
                return self._compared(right, _TURNED.get(op, op), left)
            case (_Position(values=listed, field=field), _Literal(value=value)):
                return self._found(listed, field, op, value)
            case (_Field(name=name, unit=unit), _Literal(value=None)):
                test = Comparison(field=name, op="valid", unit=unit)
                return test if op == "not in" else Not(test) if op == "in" else self._refuse()
            case (_Field(name=name, unit=unit), _Literal(value=value)):
                return Comparison(field=name, op=op, values=(value,), unit=unit, from_zero=unit is not None)
        return self._refuse("a comparison of two fields, or of what is computed")

    def _found(self, listed: _List, field: _Field, op: str, value: Value) -> Condition:
        found = (op, value) in {(">=", 0.0), (">", -1.0), ("not in", -1.0)}
        if not found and (op, value) not in {("<", 0.0), ("in", -1.0)}:
            self._refuse("indexof that is compared with something else than -1")
        test = Comparison(
            field=field.name, op="in", values=listed.values, unit=field.unit, from_zero=field.unit is not None
        )
        return test if found else Not(test)

    def operand(self) -> _Term:
        """A field, a value, a list, a call or something in brackets."""
        kind, text = self._tokens[self._place]
        self._place += 1
        match kind:
            case "number":
                return _Literal(_number(text))
            case "text":
                return _Literal(unescaped(text[1:-1]))
            case "word":
                return self._named(text)
        return self._signed(text)

    def _named(self, word: str) -> _Term:
        if word == "datum":
            return _Field(name=self._accesses())
        if word in _CONSTANTS:
            return _Literal(_CONSTANTS[word])
        return self._call(word) if self._take("(") else self._refuse(word)

    def _signed(self, sign: str) -> _Term:
        if sign == "(":
            found = self._some()
            self._need(")")
            return found
        if sign == "[":
            return _List(tuple(self._literal(term) for term in self._terms("]")))
        kind, digits = self._tokens[self._place] if sign == "-" else ("", "")
        if kind == "number":
            self._place += 1
            return _Literal(-_number(digits))
        self._place -= 1
        return self._refuse()

    def _accesses(self) -> str:
        """The names behind ``datum``, written as a path."""
        names: list[str] = []
        while True:
            if self._take("."):
                kind, name = self._tokens[self._place]
                if kind != "word":
                    self._refuse()
                self._place += 1
            elif self._is("[") and self._tokens[self._place + 1][0] == "text":
                name = unescaped(self._tokens[self._place + 1][1][1:-1])
                self._place += 2
                self._need("]")
            else:
                break
            names.append(_ESCAPED.sub(r"\\\1", name))
        return ".".join(names) if names else self._refuse()

    def _call(self, name: str) -> _Term:
        terms = self._terms(")")
        match (name, terms):
            case ("isValid", [_Field() as field]):
                return Comparison(field=field.name, op="valid")
            case ("inrange", [_Field() as field, _List(values=(low, high))]):
                ends = ((">=", low), ("<=", high))
                return All(
                    tuple(Comparison(field=field.name, op=op, values=(end,), unit=field.unit) for op, end in ends)
                )
            case ("indexof", [_List() as values, _Field() as field]):
                return _Position(values, field)
            case ("datetime", [_Literal(), _Literal(), *_]):
                return _Literal(self._moment([self._literal(term) for term in terms]))
            case (_, [_Field(unit=None) as field]) if name in _UNITS or name in _SAME:
                return _Field(name=field.name, unit=_UNITS.get(name))
        return self._refuse(f"{name}()")

    def _moment(self, numbers: list[Value]) -> Value:
        names = ("year", "month", "date", "hours", "minutes", "seconds", "milliseconds")
        wholes = [int(number) for number in numbers if isinstance(number, float) and number == int(number)]
        if len(wholes) != len(numbers) or len(wholes) > len(names):
            self._refuse("datetime()")
        return {**dict(zip(names, wholes, strict=False)), "month": wholes[1] + 1}

    def _terms(self, end: str) -> list[_Term]:
        terms: list[_Term] = []
        while not self._take(end):
            if terms:
                self._need(",")
            terms.append(self._some())
        return terms

    def _literal(self, term: _Term) -> Value:
        return term.value if isinstance(term, _Literal) else self._refuse("a list of what is computed")

    def _condition(self, term: _Term) -> Condition:
        """A term as a condition: a field alone holds where it is true."""
        match term:
            case Comparison() | All() | Some() | Not():
                return term
            case _Field(name=name, unit=None):
                return Comparison(field=name, op="in", values=(True,))
        return self._refuse("a value that is no condition")

    def _is(self, sign: str) -> bool:
        return self._tokens[self._place] == ("sign", sign)

    def _take(self, sign: str) -> bool:
        taken = self._is(sign)
        self._place += taken
        return taken

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            self._refuse()

    def _refuse(self, what: str = "") -> NoReturn:
        """Refuse what was read, or what stands here."""
        if what:
            refuse(
                self._path, f"the expression holds {what}, which is not read: what is computed belongs into data_json"
            )
        _refuse_expression(self._tokens[self._place][1], self._path)


def _number(text: str) -> float:
    """A number of JavaScript; past the largest it is infinite, and no value is."""
    return min(float(text), 1e300)
