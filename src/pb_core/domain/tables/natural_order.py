"""natural_order: the order that texts have of themselves, 1K < 8K < 32K, Jan < Feb, v2 < v10, small < base."""

import re
from collections.abc import Collection, Sequence

from pb_core.domain.tables.quantities import MAX_LENGTH, number_of


def _scale(text: str) -> dict[str, int]:
    """Words by their place; ``/`` parts synonyms of one place."""
    return {word.strip(): place for place, step in enumerate(text.split("<")) for word in step.split("/")}


SCALES: tuple[dict[str, int], ...] = tuple(
    _scale(text)
    for text in (
        (
            "jan/january < feb/february < mar/march < apr/april < may < jun/june < jul/july < aug/august"
            " < sep/sept/september < oct/october < nov/november < dec/december"
        ),
        (
            "mon/monday < tue/tues/tuesday < wed/wednesday < thu/thur/thurs/thursday < fri/friday < sat/saturday"
            " < sun/sunday"
        ),
        "spring < summer < autumn/fall < winter",
        "q1 < q2 < q3 < q4",
        (
            "pico < nano < micro < tiny < mini < small < base < medium < large < xl/xlarge/x-large/extra large"
            " < xxl/xxlarge/xx-large/huge < giant < gigantic"
        ),
        "xxs < xs < s < m < l < xl < xxl < xxxl",
        "none < very low < low < medium/mid/med/moderate/middle < high < very high < extreme",
        "none < some/slight < moderate < marked",
        "none < minimal < mild < moderate < severe < very severe/critical",
        "very easy < easy < medium/moderate < hard/difficult < very hard/very difficult/expert",
        "very slow < slow < medium < fast < very fast",
        "never < rarely/seldom < sometimes/occasionally < often/frequently < always",
        "none < few < some < many < most < all",
        "strongly disagree < disagree < somewhat disagree < neutral/neither < somewhat agree < agree < strongly agree",
        "very poor < poor < fair/average < good < very good < excellent",
        "poor < fair < good < very good < premium < ideal",
        "very bad < bad < average/neutral/ok < good < very good/great",
        "worst < worse < same < better < best",
        "beginner < intermediate < advanced < expert",
        "first < second < third < fourth < fifth < sixth < seventh < eighth < ninth < tenth",
        "zero < one < two < three < four < five < six < seven < eight < nine < ten",
        "pre/before < during < post/after",
        "past < present < future",
        "train/training < val/valid/validation/dev/development < test/testing",
        "bronze < silver < gold < platinum",
        "primary < secondary < tertiary",
        "infant < child < adolescent/teen/teenager < adult < elderly/senior",
        "morning < noon/midday < afternoon < evening < night",
    )
)
"""Each maps the words of one scale, in lower case, to their places."""

SHORT_SIZES = _scale("n < t/ti < s < b < m < l < xl/x < h/xxl < g")
"""Sizes of models by a letter: an order only behind a shared prefix (``ViT-S``, ``ViT-B``)."""

GRADES = _scale("f- < f < f+ < d- < d < d+ < c- < c < c+ < b- < b < b+ < a- < a < a+")
"""School grades, worst first; plain letters alone are names."""


Place = tuple[float, ...]

_NUMBER = re.compile(r"(?:(?<![\w.)\]%])[-−])?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+(?![\w.]))?", re.ASCII)
_VERSION = re.compile(r"(\D*?)(\d+(?:\.\d+)*)(\D*)", re.ASCII)
_MAGNITUDE = re.compile(r"\s?([A-Za-zµμ%°]+)", re.ASCII)
_RANGE = re.compile(
    r"(<=?|≤|>=?|≥)?\s*(\d+(?:\.\d+)?)\s?([kKMB]?)(?:\s*(?:-|–|—|to|\.\.)\s*(\d+(?:\.\d+)?)\s?([kKMB]?))?\s*(\+)?"
    r"\s*([A-Za-z%]*)",
    re.ASCII,
)
_NUMBERED = re.compile(r"(\d{1,3})(?:_|[.)\-] ?)[^\W\d_]\D*")
_IS_VERSION = re.compile(r"(?:.*[\W_])?v(?:er|ersion)?[ .]?\d|.*\d+\.\d+\.\d", re.IGNORECASE | re.ASCII)
_END = re.compile(r"[\s\-_/:.)\]]")
_BOUNDARY = re.compile(r"[\s\-_/:.(\[=]")

_FAMILIES: tuple[dict[str, float], ...] = (
    {"": 1, "k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6, "G": 1e9, "B": 1e9, "b": 1e9, "T": 1e12, "t": 1e12},
    {"B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15,
     "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40},
    {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "sec": 1, "m": 60, "min": 60, "mins": 60,
     "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600, "d": 86400,
     "day": 86400, "days": 86400, "w": 604800, "wk": 604800, "week": 604800, "weeks": 604800, "mo": 2629800,
     "month": 2629800, "months": 2629800, "y": 31557600, "yr": 31557600, "year": 31557600, "years": 31557600},
    {"pm": 1e-12, "nm": 1e-9, "um": 1e-6, "µm": 1e-6, "μm": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1, "km": 1e3},
    {"ng": 1e-9, "ug": 1e-6, "µg": 1e-6, "μg": 1e-6, "mg": 1e-3, "g": 1, "kg": 1e3, "t": 1e6},
    {"Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9, "THz": 1e12},
    {"pM": 1e-12, "nM": 1e-9, "uM": 1e-6, "µM": 1e-6, "μM": 1e-6, "mM": 1e-3, "M": 1},
    {"W": 1, "kW": 1e3, "MW": 1e6, "GW": 1e9},
    {"st": 1, "nd": 1, "rd": 1, "th": 1},
)  # fmt: skip
"""Suffixes of one kind and what they multiply by; a text of each may be missing one only in the first."""


def leading_number(text: str) -> int | None:
    """The whole number that a text begins with, behind at most three other characters: 2 of "2. Married"."""
    found = re.match(r"\D{0,3}(\d+)", text)
    return None if found is None else int(found[1])


def natural_order(texts: Collection[str]) -> tuple[str, ...]:
    """The distinct texts in their natural order, or ``()`` when they have none.

    There is one when all texts are words of one scale or hold numbers in the same places, whatever prefix and
    suffix they share, and no two fall on one place. Texts past 64 characters have none.
    """
    distinct = list(dict.fromkeys(texts))
    if len(distinct) < 2 or max(map(len, distinct)) > MAX_LENGTH:  # noqa: PLR2004 - one text has no order
        return ()
    plain = [text.strip() for text in distinct]
    placings = (_by_version, _by_template) if any(map(_IS_VERSION.match, plain)) else (_by_template, _by_version)
    for placing in (*placings, _by_scale, _by_magnitude, _by_range, _by_first_number):
        places = placing(plain)
        if places is not None and len(set(places)) == len(places):
            return tuple(text for _, text in sorted(zip(places, distinct, strict=True)))
    return ()


def _by_template(texts: Sequence[str]) -> list[Place] | None:
    """Numbers in the same places of otherwise equal texts: ``layer 2``, ``3x3``, ``0-10``."""
    template = _NUMBER.sub("\0", texts[0])
    if "\0" not in template:
        return None
    places: list[Place] = []
    for text in texts:
        if _NUMBER.sub("\0", text) != template:
            return None
        places.append(tuple(_value(number) for number in _NUMBER.findall(text)))
    return places


def _value(numeral: str) -> float:
    digits = numeral.replace(",", "").replace("−", "-")
    value = number_of(digits)
    return float(digits) if value is None else value


def _by_first_number(texts: Sequence[str]) -> list[Place] | None:
    """Words behind a number of their own: ``0_none``, ``1_mild``, ``2_moderate``."""
    matches = [_NUMBERED.fullmatch(text) for text in texts]
    return [(int(match[1]),) for match in matches if match] if all(matches) else None


def _by_scale(texts: Sequence[str]) -> list[Place] | None:
    """Words of one scale, behind a shared prefix and before a shared suffix of whole words."""
    lowered = [text.lower() for text in texts]
    if (places := _on(GRADES, lowered)) and any(text[-1] in "+-" for text in lowered):
        return places
    head, tail = _shared(lowered)
    inner = [text[head : len(text) - tail].strip() for text in lowered]
    scales = (*SCALES, SHORT_SIZES) if head else SCALES
    return next((places for scale in scales for words in (lowered, inner) if (places := _on(scale, words))), None)


def _on(scale: dict[str, int], words: Sequence[str]) -> list[Place] | None:
    return [(scale[word],) for word in words] if all(word in scale for word in words) else None


def _shared(texts: Sequence[str]) -> tuple[int, int]:
    """The lengths of the prefix and the suffix that all texts share, ended at a boundary between words."""
    first, last = min(texts), max(texts)
    head = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    while head and not _BOUNDARY.match(first[head - 1]):
        head -= 1
    turned = sorted(text[head:][::-1] for text in texts)
    pairs = zip(turned[0], turned[-1], strict=False)
    tail = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(turned[0]), len(turned[-1])))
    while tail and not _END.match(turned[0][tail - 1]):
        tail -= 1
    return head, tail


def _by_magnitude(texts: Sequence[str]) -> list[Place] | None:
    """One number each with suffixes of one kind: ``350M < 1.3B``, ``500 ms < 2 s``, ``1st < 2nd``."""
    parts: list[tuple[float, str]] = []
    around: set[tuple[str, str]] = set()
    for text in texts:
        match = _NUMBER.search(text)
        if match is None:
            return None
        suffix = _MAGNITUDE.match(text, match.end())
        word = suffix[1] if suffix else ""
        around.add((text[: match.start()], text[suffix.end() if suffix else match.end() :]))
        if len(around) > 1:
            return None
        parts.append((_value(match[0]), word))
    words = {word for _, word in parts}
    family = next((family for family in _FAMILIES if words <= family.keys()), None)
    return None if family is None else [(value * family[word],) for value, word in parts]


def _by_version(texts: Sequence[str]) -> list[Place] | None:
    """Dotted numbers of any length behind a shared prefix: ``v1.2 < v1.10 < v2``."""
    places: list[Place] = []
    around: set[tuple[str, str]] = set()
    for text in texts:
        match = _VERSION.fullmatch(text)
        if match is None:
            return None
        around.add((match[1], match[3]))
        places.append(tuple(int(part) for part in match[2].split(".")))
    return places if len(around) == 1 else None


def _by_range(texts: Sequence[str]) -> list[Place] | None:
    """Ranges with open ends: ``<10``, ``10-20``, ``65+``, ``>90``."""
    places: list[Place] = []
    units: set[str] = set()
    for text in texts:
        match = _RANGE.fullmatch(text)
        if match is None:
            return None
        sign, low, thousands, high, high_thousands, plus, unit = match.groups(default="")
        start = _value(low) * _FAMILIES[0][thousands or high_thousands]
        end = _value(high) * _FAMILIES[0][high_thousands] if high else start
        opened = -1 if sign and sign[0] in "<≤" else 1
        places.append((start, opened if sign or plus else 0, end))
        units.add(unit)
    return places if len(units) == 1 else None
