"""Quantities as people write them: numbers, numbers with a unit, and means with their uncertainty."""

import math
import re
from collections.abc import Iterable

from msgspec import Struct

from pb_core.domain.tables.column_names import Part, part_of, word_set

NUMERAL = r"[+\-−]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+\-−]?\d{1,4})?"
"""The pattern of one number, thousands in commas allowed."""

COMMA_NUMERAL = r"[+\-−]?\d{1,15},\d+"
"""The pattern of a number with a decimal comma."""

MAX_LENGTH = 64
"""A longer text is no number, with whatever unit and uncertainty."""

MAX_DIGITS = 15
"""A longer whole number in quotes is an identifier: 64-bit floating point cannot hold it exactly."""

_NUMERAL = re.compile(NUMERAL, re.ASCII)
_COMMA_NUMERAL = re.compile(COMMA_NUMERAL, re.ASCII)
_LEADING_ZERO = re.compile(r"[+\-−]?0\d")


def number_of(text: str) -> int | float | None:
    """The number that the text writes, or ``None``; an integer where it is written as one."""
    if len(text) > MAX_LENGTH or _NUMERAL.fullmatch(text) is None or _LEADING_ZERO.match(text):
        return None
    plain = text.replace(",", "").replace("−", "-")
    if plain.lstrip("+-").isdigit():
        return int(plain) if len(plain.lstrip("+-")) <= MAX_DIGITS else None
    value = float(plain)
    return None if math.isinf(value) else value


def comma_number_of(text: str) -> int | float | None:
    """The number that the text writes with a decimal comma or no comma at all, or ``None``."""
    if _COMMA_NUMERAL.fullmatch(text):
        return number_of(text.replace(",", "."))
    return number_of(text) if text.replace("−", "-").lstrip("+-").isdigit() else None


def is_decimal_comma(text: str) -> bool:
    """Whether the comma of the text can only be a decimal one: ``76,1`` but not ``1,234``."""
    return _COMMA_NUMERAL.fullmatch(text) is not None and _NUMERAL.fullmatch(text) is None


_KINDS = (
    "fs ps ns µs μs us ms s sec secs second seconds min mins minute minutes h hr hrs hour hours d day days week weeks",
    "month months yr yrs year years",
    "pm nm µm μm um mm cm m km in inch ft mi Å px pc kpc Mpc AU",
    "ng µg μg ug mg g kg t lb",
    "bit bits byte bytes kB KB MB GB TB PB KiB MiB GiB TiB kb Kb Mb Gb kbps Mbps Gbps bps",
    "Hz kHz MHz GHz THz fps FPS qps QPS rps rpm bpm",
    "J mJ kJ MJ Wh kWh MWh GWh eV meV keV MeV GeV cal kcal kJ/mol",
    "W µW mW kW MW GW dB dBm dBi V µV mV kV A nA µA mA Ω kΩ MΩ F nF µF pF T mT",
    "K °C °F ℃ Pa hPa kPa MPa GPa bar mbar atm mmHg Torr psi mol mmol µmol nM µM μM mM ppm ppb",
    "L dL mL ml µL μL IU Da kDa bp kbp cells",
    "% ‰ percent pct pp",
    "FLOP FLOPs MFLOPs GFLOPs TFLOPs PFLOPs FLOPS MFLOPS GFLOPS TFLOPS tok token tokens samples sample img images",
    "$ € £ ¥ USD EUR GBP JPY CNY",
    "° deg rad a.u. arb.units",
)

UNITS = frozenset().union(*map(word_set, _KINDS))
"""Units that are known by themselves; products, quotients and powers of them are units too."""

COUNTS = word_set("K k M B G thousand thousands million millions billion billions")
"""Magnitudes that count as a unit in brackets, ``params (M)``, but not behind a number: ``7B`` is a name."""

_NAMES_BEHIND = frozenset({"K", "T", "F", "A", "d"})
"""Units that are no units behind a number: ``8K``, ``1T`` and ``3d`` are names."""

_SUFFIXES = {
    "ns": "ns", "us": "µs", "ms": "ms", "s": "s", "sec": "s", "secs": "s", "seconds": "s", "minutes": "min",
    "hours": "h", "days": "days", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "kib": "KiB", "mib": "MiB",
    "gib": "GiB", "bytes": "bytes", "hz": "Hz", "khz": "kHz", "mhz": "MHz", "ghz": "GHz", "kg": "kg", "km": "km",
    "cm": "cm", "mm": "mm", "nm": "nm", "pct": "%", "percent": "%", "percentage": "%", "usd": "USD", "eur": "EUR",
    "fps": "fps", "qps": "qps", "db": "dB", "kw": "kW", "kwh": "kWh", "mw": "MW", "gflops": "GFLOPs",
    "tflops": "TFLOPs", "mbps": "Mbps", "gbps": "Gbps", "kpa": "kPa", "mpa": "MPa", "gpa": "GPa", "ppm": "ppm",
    "mmhg": "mmHg", "kpc": "kpc", "mpc": "Mpc", "mv": "mV",
}  # fmt: skip

_BRACKETED = re.compile(r"[(\[{（［]\s*([^()\[\]{}（）［］]{1,24}?)\s*[)\]}）］]\s*$")
_IN = re.compile(r"\sin\s+(\S{1,16})\s*$", re.IGNORECASE)
_SUFFIX = re.compile(r"[_\s.]([A-Za-z]{1,10})$")
_NAME_WORD = re.compile(r"[^\s_()\[\]/]+")
_RATIO = re.compile(r"[_\s.](km|m|cm|mm|kg|g|mg|J|kJ|kWh|L|mL)_(s|h|min|kg|g|L|dL|mL|mol|m2|m3)$")
_PARTS = re.compile(r"[/·*⋅×\s]+|\bper\b")
_POWER_MARK = re.compile(r"[\^]?[⁻−\-]?[0-9²³¹⁰⁴]{1,2}$")
_QUANTITY = re.compile(rf"([$€£¥]?)\s*({NUMERAL})\s*(.{{0,24}})", re.ASCII)
_DECADE = re.compile(r"\d{3}0s")


def is_unit(text: str) -> bool:
    """Whether the text is a known unit, or a product, quotient or power of known ones."""
    parts = [part for part in _PARTS.split(text) if part]
    return bool(parts) and all(_is_simple(part) for part in parts)


def _is_simple(part: str) -> bool:
    return part in UNITS or _POWER_MARK.sub("", part) in UNITS


def _is_behind(unit: str) -> bool:
    return unit not in _NAMES_BEHIND and is_unit(unit)


def unit_in_name(name: str) -> str:
    """The unit that a column's name ends with, in brackets or as a well-known suffix; else empty."""
    text = name.strip()[-MAX_LENGTH:]
    if match := _BRACKETED.search(text):
        return match[1] if is_unit(match[1]) or match[1] in COUNTS else ""
    if match := _IN.search(text):
        return match[1] if is_unit(match[1]) else ""
    if text.endswith("%") or text.startswith("% "):
        return "%"
    if match := _RATIO.search(text):
        return f"{match[1]}/{match[2]}"
    if match := _SUFFIX.search(text):
        return _SUFFIXES.get(match[1].lower(), "")
    return ""


def unitless(name: str) -> str:
    """The name without the unit that it ends with: ``velocity_km_s`` and ``velocity (km/s)`` give ``velocity``."""
    words = _NAME_WORD.findall(name)
    place = next((place for place in range(1, len(words)) if is_unit("/".join(words[place:]))), len(words))
    return " ".join(words[:place])


def quantity_of(text: str) -> tuple[int | float, str] | None:
    """The number and the unit that the text writes, ``("12 ms" -> (12, "ms"))``, or ``None``."""
    if len(text) > MAX_LENGTH:
        return None
    value = number_of(text)
    if value is not None:
        return value, ""
    match = _QUANTITY.fullmatch(text)
    if match is None or _DECADE.fullmatch(text):
        return None
    currency, numeral, unit = match[1], match[2], match[3].strip()
    value = number_of(numeral)
    if value is None or (unit and not _is_behind(unit)) or (currency and unit):
        return None
    return value, currency or unit


_PLUS_MINUS = re.compile(
    rf"({NUMERAL})\s*(\S{{0,8}}?)\s*(?:±|\+\s?/?\s?[-−]|\\pm|\$\\pm\$)\s*({NUMERAL})\s*(\S{{0,8}})", re.ASCII
)
_BRACKETED_SPREAD = re.compile(rf"({NUMERAL})\s*(%?)\s*\(\s*(?:±\s*)?({NUMERAL})\s*(%?)\s*\)", re.ASCII)
_INTERVAL = re.compile(
    rf"({NUMERAL})\s*(%?)\s*[\[(]\s*({NUMERAL})\s*%?(?:\s*[,;]\s+|\s*;\s*|\s*–\s*|\s*—\s*|\s+to\s+|\s+-\s+|-|,)\s*"
    rf"({NUMERAL})\s*(%?)\s*[\])]",
    re.ASCII,
)


class Spread(Struct, frozen=True):
    """A centre with a half-width or with both ends, and the unit behind them."""

    centre: int | float
    delta: int | float | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str = ""


def spread_of(text: str) -> Spread | None:
    """The mean and the uncertainty that the text writes, or ``None``."""
    if len(text) > MAX_LENGTH:
        return None
    if match := _BRACKETED_SPREAD.fullmatch(text) or _PLUS_MINUS.fullmatch(text):
        centre, delta, unit = number_of(match[1]), number_of(match[3]), match[4] or match[2]
        if centre is None or delta is None or delta < 0 or (unit and not is_unit(unit)):
            return None
        return Spread(centre, delta=delta, unit=unit)
    if match := _INTERVAL.fullmatch(text):
        centre, low, high = (number_of(match[group]) for group in (1, 3, 4))
        if centre is None or low is None or high is None or not low <= centre <= high:
            return None
        return Spread(centre, low=low, high=high, unit=match[2] or match[5])
    return None


def is_bracketed(text: str) -> bool:
    """Whether the uncertainty is only marked by brackets: ``76.1 (0.3)``."""
    return _BRACKETED_SPREAD.fullmatch(text) is not None


def centre_key(objects: Iterable[dict[str, object]]) -> str | None:
    """The key of the mean in objects that each tell a mean and its uncertainty; ``None`` for other objects."""
    keys: dict[str, None] = {}
    for item in objects:
        keys.update(dict.fromkeys(item))
    parts = {key: part_of(key) for key in keys}
    centres = [key for key, (stem, part) in parts.items() if part is Part.CENTRE and not stem]
    spread = any(part not in (None, Part.CENTRE) and not stem for stem, part in parts.values())
    return centres[0] if centres and spread else None
