"""Remains: what no phrase has read is the subject where it tells what the data is about, else it is not understood."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pb_adapters.planners.charts.reading.scene import Scene
from pb_adapters.planners.charts.reading.script import READ
from pb_adapters.planners.charts.vocabulary import ORDERS, SUBJECTS
from pb_core.domain.plots.intent_words import Token, tokens
from pb_core.domain.tables.column_names import word_set

_CLAUSE = re.compile(r"[.;:!?\n,()]\s")
_ABOUT = re.compile(
    rf"(?:{READ}|\b(?:of|for|in|from|on|about|among|at|during|the|our|their|these|und|der|des|de|du|la))[\s\-'’]*$"
)
_NAMES_COLUMN = re.compile(r"\b(?:by|per|each|every|vs\.?|versus|against)\s+(?:the )?$")
_MOST_WORDS = 6
"""Words of one subject: a longer run that nothing has read is a sentence of its own, with wishes in it as a rule."""


def remains(scene: Scene) -> tuple[str, ...]:
    """The stretches that are the subject: nouns beside what was read, behind "of" and the like, or at the start."""
    found = list(scene.subject)
    first = _CLAUSE.search(scene.script.intent)
    for start, end in scene.script.runs():
        for run in _content(scene, start, end):
            opening = first is None or run[-1].end <= first.start()
            if _is_subject(scene, run, opening=opening):
                found.append(scene.script.intent[run[0].start : run[-1].end])
    return tuple(found)


def _content(scene: Scene, start: int, end: int) -> Iterator[Sequence[Token]]:
    """The runs of content words in a stretch, parted by stops and by the words that join clauses."""
    intent, run = scene.script.intent, list[Token]()
    for token in tokens(intent[start:end]):
        word = Token(token.word, start + token.start, start + token.end)
        parts = word.word in _PARTING
        if run and (parts or set(intent[run[-1].end : word.start]) & set(".;:!?,()\n")):
            yield run
            run = []
        if word.content and not parts:
            run.append(word)
    if run:
        yield run


_PARTING = word_set("with and but using without make show use plus by per vs versus against")


def _is_subject(scene: Scene, run: Sequence[Token], *, opening: bool) -> bool:
    words = [token.word for token in run]
    if len(run) > _MOST_WORDS or any(word in ORDERS or _is_foreign(word) for word in words):
        return False
    text = scene.script.text
    if any(word[0].isdigit() for word in words) or _NAMES_COLUMN.search(text[max(0, run[0].start - 16) : run[0].start]):
        return False
    if all(word in SUBJECTS for word in words):
        return True
    about = _ABOUT.search(text[max(0, run[0].start - 12) : run[0].start])
    beside = about or text[run[-1].end : run[-1].end + 2].strip(" -'’s") == READ
    return bool(scene.heard) and bool(opening or beside)


def _is_foreign(word: str) -> bool:
    """Whether the word is written in a script that no list of ours knows; Greek letters are symbols."""
    return any(c.isalpha() and not unicodedata.name(c, "").startswith(("LATIN", "GREEK")) for c in word)
