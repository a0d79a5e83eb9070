"""Criticism: what a critic's verdict means to a reader, in notes, and to a painter, as corrections."""

from collections.abc import Mapping

from pb_core.domain.diagrams.mending import MENDED
from pb_core.domain.diagrams.spec import DiagramSpec, names_of
from pb_core.domain.diagrams.twins import arrow_names, twin_words
from pb_core.domain.questions import ChecklistItem, CriticAnswer, Standing, major_defects

WORDS = "words"
"""The checklist item of all words in a painted picture."""
_ADVICE = 5
_LONGEST = 400


def named_parts(spec: DiagramSpec) -> dict[str, str]:
    """How sentences call each part of a diagram, by its name on the checklist."""
    labels, called = names_of(spec), [f"'{twin}' " if twin else "" for twin in twin_words(spec.connections)]
    elements = {element.id: f"'{element.label}' ({element.kind.value})" for element in spec.elements}
    groups = {group.id: f"the frame '{group.title}'" for group in spec.groups}
    arrows = {
        name: f"the arrow {words}from '{labels[c.ends[0]]}' to '{labels[c.ends[1]]}'"
        for c, name, words in zip(spec.connections, arrow_names(spec.connections), called, strict=True)
    }
    return {**elements, **groups, **arrows, WORDS: "the spelling"}


def faults(verdict: CriticAnswer, named: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence without its stop for each named part that is missing or wrong, and for each other major defect."""
    items = (
        _sentence(named[item.name], item.standing, item.note)
        for item in verdict.items
        if item.standing is not Standing.PRESENT and item.name in named
    )
    seen = (f"{named.get(d.element, 'the figure')}: {_told(d.evidence)}" for d in major_defects(verdict))
    return (*items, *seen)


def advice(verdict: CriticAnswer) -> tuple[str, ...]:
    """What was mended in the critic's revision, and its first suggestions, each once."""
    said = [text.strip() for text in verdict.suggestions if text.strip()]
    told = (
        text if text.startswith(MENDED) else f"The critic suggests: {text.rstrip('.')[:_LONGEST]}." for text in said
    )
    return tuple(dict.fromkeys(told))[:_ADVICE]


def painted_items(spec: DiagramSpec) -> tuple[ChecklistItem, ...]:
    """What is asked of a painted picture beside its elements and arrows: the frames, and every word of it."""
    frames = (ChecklistItem(name=g.id, what=f"frame titled '{g.title}'", evidence=g.evidence) for g in spec.groups)
    words = ChecklistItem(
        name=WORDS,
        what="every word in the picture is spelled letter by letter as the plan has it, and no other text stands there",
        evidence="quote each word that is misspelt, doubled or not of the plan",
    )
    return (*frames, words)


def _sentence(part: str, standing: Standing, note: str) -> str:
    told = _told(note)
    return f"{part} is {standing.value}" + (f": {told}" if told else "")


def _told(text: str) -> str:
    return text.strip().rstrip(".")[:_LONGEST]
