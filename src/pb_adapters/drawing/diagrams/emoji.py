"""Emoji of names and small print: all of a figure's are drawn or none, as one that is left would say something."""

import itertools
import unicodedata

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.box_words import left_out
from pb_adapters.drawing.diagrams.own_legends import is_legend
from pb_adapters.drawing.diagrams.plain_signs import CROSSES, STANDING, plain
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group

_LOOK = "\ufe0f"  # only chooses the look of a sign before it
_JOINING = f"{_LOOK}\u200d"  # parts of signs that are written as several
_PICTURES, _ENCLOSED = 0x2190, range(0x2460, 0x2500)  # from arrows on; letters in circles are words
_DINGBATS, _PICTOGRAPHS = range(0x2600, 0x27C0), range(0x1F000, 0x20000)


def alike_in_emoji(spec: DiagramSpec) -> tuple[DiagramSpec, tuple[str, ...]]:
    """A spec whose blocks and panels have no emoji if no typeface has that of one of them; what was left out, in words.

    What a legend of the source begins with means something and stays. No other sign stays before a name, not even one
    that stands for an emoji of the same meaning, as a tick does, nor before lines of small print if one of these loses
    its own, unless ticks and crosses tell them apart; among words such a sign stays, and so does what a name without it
    lacks words.
    """
    parts: tuple[Element | Group, ...] = (*spec.elements, *spec.groups)
    texts = [_words(part) for part in parts]
    if not any(map(_is_emoji, "".join(map(left_out, itertools.chain.from_iterable(texts))))):
        return spec, ()
    told = _explained(spec)
    listed = not _is_told_by_signs([line for _, *small in texts for text in small for line in text.split("\n")])
    kept = [
        (_without(name, told), *(_without_pictures(text, told, listed=listed) for text in small))
        for name, *small in texts
    ]
    count = len(spec.elements)
    elements = tuple(replace(e, label=k[0], detail=k[1]) for e, k in zip(spec.elements, kept[:count], strict=True))
    groups = tuple(replace(g, title=k[0]) for g, k in zip(spec.groups, kept[count:], strict=True))
    notes = (
        f"'{sign}' of '{part.id}' is left out, as no typeface has the signs of other names"
        for part, before, after in zip(parts, texts, kept, strict=True)
        for text, left in zip(before, after, strict=True)
        for sign in text
        if _is_sign(sign) and not left_out(sign) and text.count(sign) > left.count(sign)
    )
    return replace(spec, elements=elements, groups=groups), tuple(dict.fromkeys(notes))


def _words(part: Element | Group) -> tuple[str, ...]:
    return (part.label, part.detail) if isinstance(part, Element) else (part.title,)


def _explained(spec: DiagramSpec) -> frozenset[str]:
    """The signs that begin what a legend of the source shows."""
    legends = {group.id for group in spec.groups if is_legend(group)}
    return frozenset(
        char
        for element in spec.elements
        if element.group in legends
        for char in itertools.takewhile(lambda char: not char.isalnum(), element.label)
        if _is_sign(char)
    )


def _without(text: str, told: frozenset[str]) -> str:
    """A text without the emoji that could be drawn, but those ``told``; others are named where they are left out."""
    name = next((at for at, char in enumerate(text) if not (_is_sign(char) or char.isspace() or char in _JOINING)), 0)
    signs = "".join(" " if _is_sign(char) and not left_out(char) and char not in told else char for char in text[:name])
    found = _without_pictures(f"{signs}{text[name:]}", told)
    return found if any(map(str.isalnum, found)) else text


def _is_told_by_signs(lines: list[str]) -> bool:
    """Whether signs before lines of small print say something: all can be drawn, or a cross stands beside a tick."""
    signs = {plain(line[0]) for line in lines if line and _is_sign(line[0])}
    return not any(map(left_out, signs)) or not signs.isdisjoint(CROSSES)


def _without_pictures(text: str, told: frozenset[str], *, listed: bool = False) -> str:
    """A text without the emoji that could be drawn and mean nothing themselves; ``listed`` lines begin with none."""
    words = "".join(" " if _is_dropped(char) and char not in told else char for char in text)
    lines = (" ".join(line.replace(_LOOK, "").split()) for line in words.split("\n"))
    return "\n".join(_without_first(line, told) if listed else line for line in lines)


def _without_first(line: str, told: frozenset[str]) -> str:
    words = line[1:].strip() if line and line[0] in STANDING - told else line
    return words or line


def _is_dropped(char: str) -> bool:
    return _is_emoji(char) and not left_out(char) and char not in STANDING


def _is_emoji(char: str) -> bool:
    return _is_sign(char) and (ord(char) in _DINGBATS or ord(char) in _PICTOGRAPHS)


def _is_sign(char: str) -> bool:
    """Whether a character is a picture: a degree or a trade mark is part of the words."""
    return unicodedata.category(char) == "So" and ord(char) >= _PICTURES and ord(char) not in _ENCLOSED
