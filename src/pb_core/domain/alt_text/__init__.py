"""Alternative texts: what a figure shows in words, written from its plan and its data alone, never from its pixels.

Nothing is said that the plan or the data do not say: no trend, no meaning, no judgement.
"""

import re
from collections.abc import Iterable, Sequence

SHORT = 250
"""The longest alternative text, in characters."""

LONG = 3_000
"""The longest description, in characters."""

_TITLE = 120
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_NUMBER = r"[\w.-]{0,6}\d[\w.-]{0,3}|[ivxlcd]{1,6}|[a-z]"
_NUMBERED = re.compile(rf"(?i)(?:fig(?:ure)?|scheme|plate)\.?\s*(?:{_NUMBER})?\s*(?::\s*|\.\s+)(?=\S)")


def shortened(text: str, most: int) -> str:
    """A text in one line of at most so many characters, cut between words where it is longer."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    return f"{kept.rpartition(' ')[0].rstrip(' ,;:') or kept}…"


def fitting(head: str, clauses: Iterable[str], most: int = SHORT) -> str:
    """A sentence or two: the head, and each clause that still fits; every part ends with its own stop."""
    text = shortened(head, most)
    for clause in clauses:
        line = " ".join(clause.split())
        if line and len(text) + 1 + len(line) <= most:
            text = f"{text} {line}"
    return text


def listed(names: Sequence[str], most: int = 0) -> str:
    """Names as prose lists them: ``a, b and c``; past ``most`` the others are counted."""
    if most and len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def counted(number: int, noun: str) -> str:
    """``1 part``, ``3 parts``, ``12,000 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def title_in(caption: str) -> str:
    """A caption's first sentence without its number and its stop, as the title of a file; ``""`` for none."""
    first = _SENTENCE.split(unnumbered(caption), maxsplit=1)[0]
    return shortened(first.rstrip("."), _TITLE)


def unnumbered(caption: str) -> str:
    """A caption in one line without the number that it begins with: a document numbers its figures itself."""
    text = " ".join(caption.split())
    return text[found.end() :] if (found := _NUMBERED.match(text)) else text
