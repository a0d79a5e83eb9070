"""Support of literals: whether the numbers and words that a specification writes stand in the intent."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.estimators import Agreement, Hexbin
from pb_core.domain.plots.label_text import shortest, time_text
from pb_core.domain.plots.resolved_layers import channel_on
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.spec import FieldType, PlotSpec, PointNote, ReferenceBand, ReferenceLine, Side, Style
from pb_core.domain.plots.suggestions import refuse
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.tables.table import Column, ColumnType, Table
from pb_core.domain.tables.times import times_of, year_of, year_text

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_PLAIN = str.maketrans(_DIGITS, "0123456789-")
_NUMERAL = re.compile(
    r"(?<![\w.,])(?P<sign>[-−+]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"(?:\s?[×x·*]\s?10(?:\^(?P<caret>[-−]?\d+)|(?P<power>[{_DIGITS}]+))|[eE](?P<exponent>[-+−]?\d+))?"
    r"(?P<rest>\s?%|[A-Za-z]*)",
    re.ASCII,
)
_POWER = re.compile(rf"(?<![\w.])(?P<base>\d+)(?:\^\{{?(?P<caret>[-−]?\d+)\}}?|(?P<power>[{_DIGITS}]+))", re.ASCII)
_COMMA = re.compile(r"(?<![\w.,])[-−]?\d+,\d+(?![\d,])", re.ASCII)
_DATES = (
    re.compile(r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?"),
    re.compile(r"[A-Za-z]{3,9}\.? (?:\d{1,2},? )?\d{4}"),
    re.compile(r"\d{1,2} [A-Za-z]{3,9} \d{4}"),
)
_RANGE = re.compile(r"(?<=\d)\s*(?:\.\.+|…)\s*(?=\d)")
_MAGNITUDES = {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e-3, "B": 1e9, "G": 1e9, "T": 1e12}
_DIMENSIONS = frozenset({"d", "D"})
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "fifty": 50, "hundred": 100, "half": 0.5,
}  # fmt: skip


def stated(text: str) -> frozenset[float]:
    """Every number that the text may be taken to state.

    ``85 %`` states 85 and 0.85, ``10k`` 10 and 10,000, ``2·10^3`` 2 and 2,000, ``70-85`` 70 and 85; words up to
    twelve count.
    """
    text = _in_digits(text)
    folded = text.casefold()
    found = {float(value) for word, value in _WORDS.items() if re.search(rf"\b{word}\b", folded)}
    written = _RANGE.sub(" ", text)
    for match in _NUMERAL.finditer(written):
        found |= _meanings(match)
    for match in _POWER.finditer(written):
        found.add(_scaled(float(match["base"]), match["caret"] or match["power"].translate(_PLAIN)))
    for match in _COMMA.finditer(written):
        found.add(float(match[0].replace(",", ".").replace("−", "-")))
    return frozenset(found)


Claim = tuple[str, frozenset[float], str]
"""A number as written, all its meanings, and the word that it stands in."""


def claimed(text: str) -> tuple[Claim, ...]:
    """The numbers that a text shows its readers; names such as F1 and 3D have none."""
    plain = _in_digits(text)
    return tuple(
        (match[0].strip(), frozenset(_meanings(match)), _word_at(text, match.start("digits")))
        for match in _NUMERAL.finditer(plain)
        if match["rest"] not in _DIMENSIONS
    )


def _in_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9, character by character."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _word_at(text: str, place: int) -> str:
    start = max(text.rfind(blank, 0, place) for blank in " \n\t") + 1
    return text[start:].split(maxsplit=1)[0]


def stated_times(text: str) -> frozenset[float]:
    """The seconds since 1970 UTC of every year and date that the text states, and of the ends of those years."""
    found: set[float] = set()
    for word in re.findall(r"(?<!\d)\d{4}(?!\d)", text):
        if year_text(word) is not None:
            found |= {float(year_of(int(word))), float(year_of(int(word) + 1)), float(year_of(int(word) + 1)) - 1}
            found.add(datetime(int(word), 12, 31, tzinfo=UTC).timestamp())
    for match in chain.from_iterable(pattern.finditer(text) for pattern in _DATES):
        times = times_of([match[0]])
        if times is not None:
            found |= set(times.moments.values())
    return frozenset(found)


def _meanings(match: re.Match[str]) -> set[float]:
    number = float(match["digits"].replace(",", ""))
    number = -number if match["sign"] in {"-", "−"} else number
    power = match["caret"] or match["exponent"] or (match["power"] or "").translate(_PLAIN)
    found = {number}
    if power:
        found.add(_scaled(number, "", power))
    if match["rest"].strip() == "%":
        found.add(number / 100)
    if match["rest"] in _MAGNITUDES:
        found.add(number * _MAGNITUDES[match["rest"]])
    return found


def _scaled(base: float, exponent: str, power: str = "") -> float:
    try:
        if power:
            return float(f"{base!r}e{int(power.replace('−', '-'))}")
        return float(base ** int(exponent.replace("−", "-")))
    except (OverflowError, ZeroDivisionError):
        return base


_PLAY = 1e-9
_ZERO: frozenset[float] = frozenset({0.0})


def check_grounding(resolved: Resolved, table: Table, intent: str) -> None:
    """Check the numbers of all words and all literals of a spec."""
    spec = resolved.spec
    names = [spelling for name in _names(resolved, table) for spelling in {name, name.replace("_", " ")}]
    known = _known(resolved, table, [intent, *names])
    words = {word.casefold() for text in (intent, *names) for word in text.split()}
    for text in _texts(spec):
        for written, meanings, word in claimed(text):
            if word.casefold() not in words and not any(_among(number, known) for number in meanings):
                refuse(
                    f"The words {text!r} say {written}, which neither the intent nor the data's names say; "
                    "statistics are printed by labels and notes, not by words."
                )
    numbers, times = stated(intent), stated_times(intent)
    if any(axis.format.style is Style.PERCENT for axis in (spec.axes.x, spec.axes.y, spec.axes.right)):
        numbers |= {number / 100 for number in numbers}  # along an axis in per cent, numbers are said so
    for what, number, temporal, bounds in _literals(resolved, table):
        if not (_among(number, numbers | bounds) or (temporal and number in times)):
            said = time_text(number, "%Y-%m-%d") if temporal else shortest(number)
            refuse(f"{what} is {said}, and the intent does not say so.")
    for line in spec.annotations:
        value = line.value if isinstance(line, ReferenceLine) else None
        if isinstance(value, str) and value.casefold() not in intent.casefold():
            refuse(f"A reference line stands at {value!r}, and the intent does not say so.")
    _check_suffixes(resolved, intent)


def _among(number: float, known: Iterable[float]) -> bool:
    return any(abs(number - other) <= _PLAY * max(abs(number), abs(other)) for other in known)


def _texts(spec: PlotSpec) -> Iterator[str]:
    """All words of a spec that its readers see; names of new columns become titles."""
    yield spec.title
    axes = (spec.axes.x.title, spec.axes.y.title, spec.axes.right.title, spec.legend.title)
    yield from (title for title in axes if title)
    for annotation in spec.annotations:
        yield annotation.text if isinstance(annotation, PointNote) else annotation.label
    if spec.risk_table is not None:
        yield spec.risk_table.title
    for transform in _transforms(spec):
        if isinstance(transform, grammar.Aggregate):
            yield from (measure.as_ for measure in transform.measures)
        elif isinstance(transform, grammar.Cumulate):
            yield transform.total
        names = getattr(transform, "as_", ())
        yield from (names,) if isinstance(names, str) else names


def _transforms(spec: PlotSpec) -> Iterator[Transform]:
    yield from spec.transform
    for layer in spec.layer:
        yield from layer.transform


def _known(resolved: Resolved, table: Table, texts: Iterable[str]) -> frozenset[float]:
    found = {number for text in texts for number in stated(text)}
    for transform in _transforms(resolved.spec):
        found |= _implied(transform)
    found.add(float(table.rows))
    return frozenset(found)


def _names(resolved: Resolved, table: Table) -> Iterator[str]:
    yield from resolved.x
    yield from resolved.y
    yield from resolved.series
    for panel in resolved.panels:
        yield from panel
    for column in table.columns:
        yield column.name
        yield column.unit
        yield from _words(column)


def _words(column: Column) -> Iterator[str]:
    if column.type is ColumnType.TEXT:
        yield from (text for text in dict.fromkeys(column.values) if isinstance(text, str))
    if column.type is ColumnType.TIME:
        days = dict.fromkeys(cell // 86_400 for cell in column.values if isinstance(cell, int | float))
        yield from dict.fromkeys(time_text(day * 86_400, "%Y") for day in days)


def _implied(transform: Transform) -> set[float]:
    """The figures that a transform brings with it: levels, counts of bins, windows."""
    found: set[float] = set()
    level = getattr(transform, "level", None)
    if level is not None:
        found |= {level, round(level * 100, 6)}
    match transform:
        case grammar.Smooth():
            found.add(float(transform.window))
        case grammar.Limit():
            found.add(float(transform.count))
        case grammar.Bin():
            found |= {float(transform.value)} if transform.value else set()
        case Hexbin():
            found |= {float(transform.columns), float(transform.down)}
        case Agreement():
            found |= {transform.limits, -transform.limits}
        case grammar.Calibration():
            found.add(float(transform.bins))
        case grammar.Filter():
            found |= {float(end) for end in (transform.low, transform.high) if end is not None}
    return found


Literal = tuple[str, float, bool, frozenset[float]]
"""What it is, the number, whether it is a time, and the bounds that need no one to state them."""


def _literals(resolved: Resolved, table: Table) -> Iterator[Literal]:
    yield from _scale_literals(resolved)
    yield from _annotation_literals(resolved)
    yield from _inset_literals(resolved)
    for transform in _transforms(resolved.spec):
        if isinstance(transform, grammar.Filter):
            column = table.column(transform.field)
            temporal = column is not None and column.type is ColumnType.TIME
            for number in (transform.low, transform.high):
                if number is not None:
                    yield f"A limit of the filter on {transform.field!r}", number, temporal, _ZERO


def _scale_literals(resolved: Resolved) -> Iterator[Literal]:
    axes = resolved.spec.axes
    for name, axis in (("x", axes.x), ("y", axes.y), ("right", axes.right)):
        scale, temporal = axis.scale, _is_temporal(resolved, name)
        for what, number in (("lower end", scale.domain_min), ("upper end", scale.domain_max)):
            if number is not None:
                yield f"The {what} of the {name} axis", number, temporal, _ZERO | {1.0}
        for number in (scale.break_from, scale.break_to):
            if number is not None:
                yield f"An end of the break of the {name} axis", number, temporal, frozenset()


def _annotation_literals(resolved: Resolved) -> Iterator[Literal]:
    for annotation in resolved.spec.annotations:
        if isinstance(annotation, ReferenceLine) and isinstance(annotation.value, int | float):
            temporal = _is_temporal(resolved, annotation.axis)
            yield "The place of a reference line", annotation.value, temporal, _ZERO
        elif isinstance(annotation, ReferenceBand):
            for number in (annotation.low, annotation.high):
                yield "An end of a band", number, _is_temporal(resolved, annotation.axis), _ZERO


def _inset_literals(resolved: Resolved) -> Iterator[Literal]:
    inset = resolved.spec.inset
    if inset is None:
        return
    for axis, number in (("x", inset.x_min), ("x", inset.x_max), ("y", inset.y_min), ("y", inset.y_max)):
        if number is not None:
            yield "An end of the inset", number, _is_temporal(resolved, axis), frozenset()


def _is_temporal(resolved: Resolved, name: str) -> bool:
    channels = (
        channel_on(data.layer.encoding, "x" if name == "x" else "y")
        for data in resolved.layers
        if name == "x" or (data.layer.axis is Side.RIGHT) == (name == "right")
    )
    return any(channel is not None and channel.type is FieldType.TEMPORAL for channel in channels)


def _check_suffixes(resolved: Resolved, intent: str) -> None:
    spec = resolved.spec
    units = {column.unit for data in resolved.layers for column in data.table.columns}
    for form in (spec.axes.x.format, spec.axes.y.format, spec.axes.right.format, spec.legend.format):
        suffix = form.suffix.strip()
        if suffix and suffix not in units and not re.search(rf"(?<!\w){re.escape(suffix)}(?!\w)", intent):
            refuse(f"Numbers would end with {suffix!r}, which is no unit of the data and not in the intent.")
