"""What the words before a list say of it: what it counts, that it has an order, that it is no part of a method."""

import re

from pb_core.domain.diagrams.headings import NO_PART
from pb_core.domain.diagrams.item_names import clean

_ORDER = re.compile(
    r"\b(?:steps?|stages?|phases?|procedure|pipeline|workflow|algorithm|as follows|"
    r"(?:data|control|request|message|process) flows?|"
    r"schritte?n?|stufen?|phasen|étapes?|"
    r"pasos|etapas|fases)\b|步|阶段|流程",
    re.IGNORECASE,
)
_SIDE_BY_SIDE = re.compile(
    r"\b(?:tasks?|objectives?|goals?|types?|kinds?|categor(?:y|ies)|options?|strateg(?:y|ies)|modes?|components?|modules?"
    r"|parts|losses|levels|sources|views|needs?|roles|uses)\b",
    re.IGNORECASE,
)
"""Nouns for what numbers only tell apart."""
_COUNTED_NOUN = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|following|[2-9]|\d\d)\s+([\w-]+(?:\s+[\w-]+){0,3})"
)
_LEAD_WORDS = 6


def counted_noun(lead: str) -> str:
    """What a list is introduced as, ``three main modules`` giving ``main modules``; ``""`` if it is not counted."""
    found = _COUNTED_NOUN.search(lead)
    if found is None:
        return "" if lead.endswith((":", "：")) or len(lead.split()) > 4 else clean(lead)  # noqa: PLR2004 - a short noun
    return clean(re.split(r"\b(?:of|that|which|for|are|is|in|to|into|with|by|from|on|as)\b", found[1])[0])


def names_order(text: str) -> bool:
    """Whether a text names steps, a pipeline and the like."""
    return _ORDER.search(text) is not None


def says_order(lead: str) -> bool:
    """Whether the noun that is counted, or the last words before a list, say that it has an order."""
    return names_order(_said(lead))


def tells_apart(lead: str) -> bool:
    """Whether the noun that is counted, or the last words before a list, say that its numbers only tell items apart."""
    return _SIDE_BY_SIDE.search(_said(lead)) is not None


def is_no_part(lead: str) -> bool:
    """Whether a list is of contributions, questions, data sets and the like."""
    return NO_PART.search(_said(lead)) is not None


def _said(lead: str) -> str:
    return counted_noun(lead) or " ".join(lead.split()[-_LEAD_WORDS:])
