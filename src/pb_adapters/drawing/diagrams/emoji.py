"""Emoji before names: all of a figure's are drawn or none, as one that is left would say that its block is special."""

import unicodedata

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.box_words import left_out
from pb_adapters.drawing.diagrams.plain_signs import STANDING
from pb_core.domain.diagrams.spec import DiagramSpec

_LOOK = "\ufe0f"  # only chooses the look of a sign before it
_JOINING = f"{_LOOK}\u200d"  # parts of signs that are written as several
_PICTURES, _ENCLOSED = 0x2190, range(0x2460, 0x2500)  # from arrows on; letters in circles are words
_DINGBATS, _PICTOGRAPHS = range(0x2600, 0x27C0), range(0x1F000, 0x20000)


def alike_in_emoji(spec: DiagramSpec) -> tuple[DiagramSpec, tuple[str, ...]]:
    """A spec whose blocks and panels have no emoji if no typeface has that of one of them; what was left out, in words.

    No sign stays before a name, not even one that stands for an emoji of the same meaning, as a tick does; among words
    such a sign stays, and so does what a name without it lacks words.
    """
    named = {part.id: part.label for part in spec.elements} | {group.id: group.title for group in spec.groups}
    if not any(map(_is_emoji, "".join(map(left_out, named.values())))):
        return spec, ()
    kept = {name: _without(label) for name, label in named.items()}
    elements = tuple(replace(part, label=kept[part.id]) for part in spec.elements)
    groups = tuple(replace(group, title=kept[group.id]) for group in spec.groups)
    notes = (
        f"'{sign}' of '{name}' is left out, as no typeface has the signs of other names"
        for name, label in named.items()
        for sign in label
        if _is_sign(sign) and not left_out(sign) and label.count(sign) > kept[name].count(sign)
    )
    return replace(spec, elements=elements, groups=groups), tuple(notes)


def _without(text: str) -> str:
    """A text without the emoji that could be drawn; the others stay, as they are named where they are left out."""
    name = next((at for at, char in enumerate(text) if not (_is_sign(char) or char.isspace() or char in _JOINING)), 0)
    signs = "".join(" " if _is_sign(char) and not left_out(char) else char for char in text[:name])
    words = "".join(" " if _is_dropped(char) else char for char in text[name:])
    found = "\n".join(" ".join(line.replace(_LOOK, "").split()) for line in f"{signs}{words}".split("\n"))
    return found if any(map(str.isalnum, found)) else text


def _is_dropped(char: str) -> bool:
    return _is_emoji(char) and not left_out(char) and char not in STANDING


def _is_emoji(char: str) -> bool:
    return _is_sign(char) and (ord(char) in _DINGBATS or ord(char) in _PICTOGRAPHS)


def _is_sign(char: str) -> bool:
    """Whether a character is a picture: a degree or a trade mark is part of the words."""
    return unicodedata.category(char) == "So" and ord(char) >= _PICTURES and ord(char) not in _ENCLOSED
