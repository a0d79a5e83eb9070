r"""Mathematics in labels: which words of a label are formulas, and what each formula consists of.

Formulas stand between dollars, or bare (see ``bare_formulas``). What does not parse is no formula and stays as it was
written.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.shared.bare_formulas import bare_formulas
from pb_adapters.drawing.shared.tex_symbols import (
    ACCENTS,
    GREEK,
    NAMES,
    OPERATORS,
    ORDINARY,
    SIGNS,
    SPACES,
    STYLES,
    double,
    script,
)


class Atom(Struct, frozen=True, kw_only=True):
    """Some characters in one style, with what stands at their corners and above them.

    ``style`` is ``italic``, ``upright``, ``bold``, ``bold italic``, ``label``, or ``group`` for the ``inner`` atoms;
    ``gap`` is the space on both sides, ``space`` the width of a bare space, of the type size.
    """

    text: str = ""
    style: str = "italic"
    inner: "tuple[Atom, ...]" = ()
    below: "tuple[Atom, ...]" = ()
    above: "tuple[Atom, ...]" = ()
    accent: str = ""
    gap: float = 0.0
    space: float = 0.0


class NotMathematics(ValueError):
    """The text is no formula that can be set."""


_OF_TEX = re.compile(r"\\[A-Za-z]|[_^]")
_COMMAND_NAME = re.compile(r"\\([A-Za-z]+|.)")
_SIGNS = GREEK | ORDINARY | OPERATORS | dict.fromkeys(SPACES, " ") | dict.fromkeys(STYLES, "")
_UNBRACED = str.maketrans("", "", "{}\\")
_NESTING, _MOST_NESTING = "{\\'′", 100  # tokens that can stand in each other, and how many a formula may have
_OPERATOR_GAP = 0.2
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)
_WORD_SCRIPT = re.compile(r"(?<=[_^])[A-Za-z]{3,}(?![\w^{])")
"""A word as a script without braces, of which TeX would set its first letter alone."""


def parts_of(label: str) -> tuple[Atom, ...] | None:
    """The atoms of a label with mathematics, its plain words in the style ``label``; ``None`` if it has none."""
    pieces = label.split("$")
    dollars = len(pieces) > 2 and len(pieces) % 2 == 1 and not any(map(is_prose, pieces[1::2]))  # noqa: PLR2004 - text, formula, text
    if not dollars:
        pieces = [label]
    atoms: list[Atom] = []
    try:
        for index, piece in enumerate(pieces):
            atoms += parse(_WORD_SCRIPT.sub(r"{\\mathrm{\g<0>}}", piece)) if index % 2 else _bare(piece)
    except NotMathematics:
        return None
    return tuple(atoms) if any(atom.style != "label" for atom in atoms) else None


def is_tex(formula: str) -> bool:
    """Whether what stands between two dollars was meant as a formula, set or not: it has commands or scripts.

    With a blank at one end only, scripts are parts of names, as in "$HOME_DIR and $USER_NAME".
    """
    lopsided = formula[:1].isspace() != formula[-1:].isspace()
    return bool(_OF_TEX.search(formula)) and not (lopsided and "\\" not in formula)


def formula_words(formula: str) -> str:
    """A formula that cannot be set as what can: the signs of its commands, the names of unknown ones, no braces."""
    known = _COMMAND_NAME.sub(lambda found: _SIGNS.get(found[1], f" {found[1]} "), formula)
    return " ".join(known.translate(_UNBRACED).split())


def is_prose(formula: str) -> bool:
    """Whether what stands between two dollars is words, as in "$5 or $10"."""
    words = formula.split()
    blank = not formula or formula != formula.strip()
    return blank or (len(words) > 1 and any(len(w) > 2 and w.isalpha() and w.islower() for w in words))  # noqa: PLR2004 - a word


def _bare(text: str) -> Iterator[Atom]:
    """Plain words, and the formulas written bare between them."""
    end = 0
    for found in bare_formulas(text):
        try:
            formula = parse(found.tex)
        except NotMathematics:
            continue
        yield from _plain(text[end : found.start])
        yield from formula
        end = found.end
    yield from _plain(text[end:])


def _plain(text: str) -> Iterator[Atom]:
    if text:
        yield Atom(text=text, style="label")


def parse(formula: str) -> tuple[Atom, ...]:
    """The atoms of a formula in the subset of TeX that labels may use.

    Raises:
        NotMathematics: a command is unknown, a brace or a script has no partner, a script is given twice, or braces
            and commands are too many.
    """
    tokens = _TOKEN.findall(formula)
    if sum(token[0] in _NESTING for token in tokens) > _MOST_NESTING:
        raise NotMathematics("too many braces and commands")
    atoms, rest = _sequence(tokens, 0)
    if rest < len(tokens):
        raise NotMathematics(formula)
    return atoms


def _sequence(tokens: list[str], at: int) -> tuple[tuple[Atom, ...], int]:
    """Atoms up to the end or to a closing brace."""
    atoms: list[Atom] = []
    while at < len(tokens) and tokens[at] != "}":
        if tokens[at].isspace():
            at += 1
            continue
        if tokens[at] in "_^":
            if not atoms:
                raise NotMathematics(tokens[at])
            atom, at = _with_script(atoms.pop(), tokens, at)
        elif tokens[at] in "'′":
            if not atoms:
                raise NotMathematics(tokens[at])
            atom, at = Atom(style="group", inner=(atoms.pop(), Atom(text="′", style="upright"))), at + 1
        else:
            atom, at = _atom(tokens, at)
        atoms.append(atom)
    return tuple(_spaced(atoms)), at


def _with_script(base: Atom, tokens: list[str], at: int) -> tuple[Atom, int]:
    place = "below" if tokens[at] == "_" else "above"
    if getattr(base, place) or base.space:
        raise NotMathematics("a script is given twice, or to a space")
    script_, after = _argument(tokens, at + 1)
    return _replaced(base, **{place: script_}), after


def _replaced(atom: Atom, **changes: object) -> Atom:
    fields = {name: getattr(atom, name) for name in atom.__struct_fields__}
    return Atom(**(fields | changes))


def _argument(tokens: list[str], at: int) -> tuple[tuple[Atom, ...], int]:
    """What a command or a script applies to: a group in braces, or the next token."""
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    if at >= len(tokens) or tokens[at] in "}_^":
        raise NotMathematics("an argument is missing")
    if tokens[at] == "{":
        atoms, end = _sequence(tokens, at + 1)
        if end >= len(tokens) or not atoms:
            raise NotMathematics("a brace is not closed")
        return atoms, end + 1
    atom, after = _atom(tokens, at)
    return (atom,), after


def _atom(tokens: list[str], at: int) -> tuple[Atom, int]:
    token = tokens[at]
    if token == "{":  # noqa: S105 - a brace
        inner, after = _argument(tokens, at)
        return Atom(style="group", inner=inner), after
    if token.startswith("\\"):
        return _command(token[1:], tokens, at)
    if token.isdigit():
        return _number(tokens, at)
    if token.isalpha():
        return Atom(text=token, style="upright" if _is_upright(token) else "italic"), at + 1
    return Atom(text={"-": "−", "*": "∗"}.get(token, token), style="upright"), at + 1


def _number(tokens: list[str], at: int) -> tuple[Atom, int]:
    end = at
    while end < len(tokens) and (tokens[end].isdigit() or (tokens[end] == "." and _digit_follows(tokens, end))):
        end += 1
    return Atom(text="".join(tokens[at:end]), style="upright"), end


def _digit_follows(tokens: list[str], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].isdigit()


def _is_upright(char: str) -> bool:
    """Capital Greek letters, and letters that are calligraphic or double-struck by themselves."""
    return "\u0391" <= char <= "\u03a9" or "\u2100" <= char <= "\u214f" or char >= "\U0001d400"


def _command(name: str, tokens: list[str], at: int) -> tuple[Atom, int]:
    if name in GREEK:
        char = GREEK[name]
        return Atom(text=char, style="upright" if _is_upright(char) else "italic"), at + 1
    if name in ORDINARY or name in OPERATORS:
        return Atom(text=ORDINARY.get(name) or OPERATORS[name], style="upright"), at + 1
    if name in SPACES:
        return Atom(space=SPACES[name]), at + 1
    if name in NAMES:
        return Atom(text=name, style="upright", gap=0.12), at + 1
    if name in ACCENTS:
        inner, after = _argument(tokens, at + 1)
        return Atom(style="group", inner=inner, accent=ACCENTS[name]), after
    if name in STYLES:
        return _styled(STYLES[name], tokens, at + 1)
    raise NotMathematics(name)


def _styled(style: str, tokens: list[str], at: int) -> tuple[Atom, int]:
    if style.endswith("text"):
        return _text(tokens, at, "bold" if style.startswith("bold") else "upright")
    inner, after = _argument(tokens, at)
    return Atom(style="group", inner=tuple(_joined([_restyled(atom, style) for atom in inner]))), after


def _text(tokens: list[str], at: int, style: str) -> tuple[Atom, int]:
    """Words in braces, with their blanks."""
    if at >= len(tokens) or tokens[at] != "{" or "}" not in tokens[at:]:
        raise NotMathematics("a text has no braces")
    end = tokens.index("}", at)
    words = "".join(tokens[at + 1 : end])
    if not words or "\\" in words or "{" in words:
        raise NotMathematics("a text holds commands")
    return Atom(text=words, style=style), end + 1


def _restyled(atom: Atom, style: str) -> Atom:
    if atom.inner:
        return _replaced(atom, inner=tuple(_restyled(inner, style) for inner in atom.inner))
    if style == "script":
        return _replaced(atom, text="".join(map(script, atom.text)), style="upright")
    if style == "double":
        return _replaced(atom, text="".join(map(double, atom.text)), style="upright")
    return _replaced(atom, style=style)


def _spaced(atoms: list[Atom]) -> Iterator[Atom]:
    """Neighbours of one style together, and space around signs that stand between two things."""
    for index, atom in enumerate(_joined(atoms)):
        is_sign = atom.text in SIGNS and not atom.inner and not atom.accent
        if is_sign and index:
            yield _replaced(atom, gap=_OPERATOR_GAP)
        elif atom.text == ",":
            yield from (atom, Atom(space=SPACES[","]))
        else:
            yield atom


def _joined(atoms: list[Atom]) -> list[Atom]:
    """Upright letters and digits that follow each other as one atom, so that they stay one word."""
    joined: list[Atom] = []
    for atom in atoms:
        before = joined[-1] if joined else None
        if (
            before
            and _is_word(before)
            and not before.below
            and not before.above
            and _is_word(atom)
            and before.style == atom.style
        ):
            joined[-1] = _replaced(atom, text=before.text + atom.text)
        else:
            joined.append(atom)
    return joined


def _is_word(atom: Atom) -> bool:
    return atom.style in {"upright", "bold", "label"} and atom.text.isalnum() and not (atom.gap or atom.accent)
