r"""Formulas that labels have without dollars: letters with scripts, and what else in their line is a symbol.

``x_t``, ``z_t+k``, ``o_≤t``, ``L_rec``, ``10^6``, ``(U†)^k`` and commands (``\hat{y}``) are formulas by themselves.
Beside one, Greek letters and single letters at an operator are symbols as well. Names of code are neither.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from msgspec import Struct

_MARKS = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0307": "dot", "\u0308": "ddot", "\u20d7": "vec",
    "\u030c": "check",
}  # fmt: skip
"""Combining marks above a letter, and the commands of TeX for them."""


def _accented() -> Iterator[str]:
    """Single characters that are a letter and one of the marks above it."""
    for char in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))):
        parts = unicodedata.normalize("NFD", char)
        if len(parts) == 2 and parts[1] in _MARKS:  # noqa: PLR2004 - a letter and a mark
            yield char


_LOWERED, _RAISED = "₀-₉₊₋ₐₑₒₓₕ-ₜᵢᵣᵤᵥⱼ", "⁰¹²³⁴-⁹⁺⁻ⁱⁿ"
_LETTERS = "A-Za-z\u0391-\u03a9\u03b1-\u03c9\u210a-\u2131\u2133\u2134\U0001d49c-\U0001d4cf\U0001d538-\U0001d56b"
_LETTER = rf"(?:[{_LETTERS}][{''.join(_MARKS)}]?|[{''.join(_accented())}])"
_ARGUMENT = r"\{(?:[^{}$]|\{[^{}$]*\}){1,40}\}"
_COMMAND = rf"\\[A-Za-z]+(?:{_ARGUMENT})?"
_SUM = r"[a-z](?:[-+−:](?:\d+|[A-Za-z])(?!\w))+|\d+:(?:\d+|[A-Za-z])(?!\w)"  # an index as t+k, or 1:T
_SIGNED = rf"(?<=\^)[-+−]?\d+\.\d+|[-+−]?[{_LETTERS}0-9]+[{_LOWERED}]*"  # an index such as 1.2 is a version
_INDEX = rf"[≤≥]?(?:{_SUM}|[A-Za-z]{{2,}}(?:-[A-Z0-9]+\b)+|{_SIGNED})[*′']*|\*|['′]+"
_SCRIPT = re.compile(rf"([_^])({_ARGUMENT}|{_COMMAND}|{_INDEX})")
_SCRIPTED = rf"(?:{_COMMAND}|{_LETTER}[†⊤]?)(?:[_^](?:{_ARGUMENT}|{_COMMAND}|{_INDEX}))+"
_DASHED = re.compile(r"[A-Za-z]{2,}(?:-[A-Z0-9]+)+")
_LOW, _HIGH, _CLOSING = re.compile(rf"[{_LOWERED}]+"), re.compile(rf"[{_RAISED}]+"), re.compile(r"^[)\]|‖]")
_ONE_LETTER = re.compile(_LETTER)
_POWER = rf"\^(?:{_ARGUMENT}|[-+−]?\d+(?:\.\d+)?|[{_LETTERS}]{{1,2}}(?!\w))"
_FREE = r"(?<![\w\\^{}$])(?<!\w->)(?<!\w\.)(?<!::)"
"""What stands before a formula: no name that it would be a part or a member of."""
_FORMULA = re.compile(
    rf"(?:{_FREE}(?:{_SCRIPTED}|(?:\d+|[A-Z]{{2,3}}){_POWER}|{_COMMAND})|(?<!\s)[)\]|‖]{_POWER})"
    r"(?![\w^{}$]|\.\w|->\w|::)"
)
_SYMBOL = re.compile(rf"{_FREE}(?<![-'’])(\d*)({_LETTER})(\d*[{_LOWERED}{_RAISED}]*[†⊤]?)(?![\w\\^{{}}$'’-]|\.\w|::)")
_OPERATOR = "=+−·×∝≤≥<>~≈∈∘⊙⊗⊕/*"
_AFTER = re.compile(rf"\s*[{_OPERATOR}](?!>)|,\S|\s+in\s")
_BEFORE = re.compile(rf"(?<![-=])[{_OPERATOR}]\s*$|\S,$")
_WORDS = frozenset("aAIeouy")
"""Letters that are words of some language, and symbols only at an operator."""

_NAME_OF_CODE = re.compile(r"(?<![\w\\$])[a-z]{2,}_[a-z]{2,}|\w->\w|\w::\w|\w\(\)")
_NAME_LIKE = re.compile(r"[a-z]_[a-z]{3,}")
"""What is no formula beside a name of code, as "n_init" beside "max_age", or before a value, as in "n_jobs 1"."""
_VALUED = re.compile(r"\s*=|\s\d")
_CONSTANT = re.compile(r"[A-Z]_[A-Z]{4,}(?:-[A-Z0-9]+)*")
"""A name in capitals, as "L_KEEP", and no letter with an index."""
_INDICES = 2  # letters of a bare script that are indices; more are a word


class Formula(Struct, frozen=True):
    """Where a formula stands in a text, and what it is as TeX."""

    start: int
    end: int
    tex: str


def bare_formulas(text: str) -> tuple[Formula, ...]:
    """The formulas of a text without dollars, in their order."""
    spans = _formulas(text)
    spans += _symbols(text, spans) if spans else []
    return tuple(Formula(start, end, _as_tex(text[start:end])) for start, end in sorted(spans))


def with_dollars(text: str) -> str:
    """A text whose symbols beside formulas stand between dollars, so that they stay symbols in lines of their own.

    Those with signs for scripts are left, as TeX would need other characters for them.
    """
    formulas = _formulas(text)
    if not formulas or "$" in text:
        return text
    pieces, end = [], 0
    for start, after in sorted(_symbols(text, formulas)):
        symbol = text[start:after]
        if _as_tex(symbol) == symbol:
            pieces += [text[end:start], f"${symbol}$"]
            end = after
    return "".join((*pieces, text[end:]))


def _formulas(text: str) -> list[tuple[int, int]]:
    is_code = bool(_NAME_OF_CODE.search(text))
    return [
        found.span()
        for found in _FORMULA.finditer(text)
        if not _CONSTANT.fullmatch(found[0])
        and not (_NAME_LIKE.fullmatch(found[0]) and (is_code or _VALUED.match(text, found.end())))
    ]


def _symbols(text: str, formulas: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Single letters between formulas that are symbols, and the same letters elsewhere in the line."""
    free = [found for found in _SYMBOL.finditer(text) if not _overlaps(found.span(), formulas)]
    symbols = [found for found in free if _is_symbol(found, formulas)]
    known = {found[2] for found in symbols} - _WORDS
    return [found.span() for found in free if found in symbols or found[2] in known]


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _is_symbol(found: re.Match[str], formulas: list[tuple[int, int]]) -> bool:
    text, (start, end), letter = found.string, found.span(), found[2]
    if not letter.isascii() or not found[3].isascii():
        return True
    before, after = text[:start], text[end:]
    at_operator = bool(_AFTER.match(after) or _BEFORE.search(before))
    is_argument = before.endswith("(") and after.startswith(")") and any(end == start - 1 for _, end in formulas)
    is_factor = letter.islower() and any(text[end:first] == " " for first, _ in formulas)
    return at_operator or is_argument or (is_factor and letter not in _WORDS)


def _as_tex(formula: str) -> str:
    """A bare formula as TeX: scripts in braces, words upright, marks as commands."""
    scripted = _SCRIPT.sub(_script, formula)
    lowered = _LOW.sub(lambda found: f"_{{{_folded(found[0])}}}", scripted)
    raised = _HIGH.sub(lambda found: f"^{{{_folded(found[0])}}}", lowered)
    return _ONE_LETTER.sub(_with_command, _CLOSING.sub(r"\\mathsf{\g<0>}", raised))


def _script(found: re.Match[str]) -> str:
    place, script = found.groups()
    if script.startswith("\\"):
        return found[0]
    inner = script[1:-1] if script.startswith("{") else script
    letters = inner.lstrip("+-−≤≥")
    if letters.isalpha() and len(letters) > 1 and (len(letters) > _INDICES or letters.isupper()):
        return f"{place}{{{inner.removesuffix(letters)}\\mathrm{{{letters}}}}}"
    return f"{place}{{\\text{{{inner}}}}}" if _DASHED.fullmatch(script) else f"{place}{{{inner}}}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-")


def _with_command(found: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFD", found[0])
    mark = _MARKS.get(parts[-1])
    return f"\\{mark}{{{parts[:-1]}}}" if mark else found[0]
