"""Pictograms among siblings: steps and data that stand for things of one sort all have one, or none has."""

import re
from collections.abc import Iterator

from pb_adapters.drawing.diagrams.glyph_names import names_file, words_in_name
from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_adapters.drawing.diagrams.illustrations import pictogram_of
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind
from pb_core.domain.diagrams.words import fold

_PERSON = frozenset({"person"})
"""What tells more than words, whatever siblings have."""
_STRONG = _PERSON | {"cylinder"}
"""What says itself why few steps have it: a store, or a person."""
_FEW = 1 / 3  # of all elements: where no more have a pictogram, a reader asks why just these steps do
_OF_CONTAINERS = re.compile(r"\b(?:containers?|docker\w*|kubernetes|podman)\b", re.IGNORECASE)
"""Words beside which an image is no picture."""
_FILES = ("files",)
"""The sort of what a label names as a file."""
_NAMED, _HEADED = "named", "headed"
"""With its last word, the sort of what has a name of code, or one of several words."""
_AGENTS = ("agents",)
"""The sort of what a label or its detail names as an agent."""
_DATA = frozenset({ElementKind.INPUT, ElementKind.OUTPUT, ElementKind.DATA})

_Sort = tuple[object, ...]


def plain_siblings(spec: DiagramSpec) -> frozenset[str]:
    """The steps that go without a pictogram that tells little, since a sibling has none.

    Siblings are steps, or outputs, of one shape that the same arrows lead to, or leave for the same; in one panel all
    of one shape; all files; names of several words that end alike, as "Normalise text" and "Match text", and such names
    of code, as "judge_agent" and "verify_agent". What has an outline of its own counts as a step. A picture among words
    would say that its step is of another sort. What goes without somewhere does so in the whole figure. Models and data
    are told by their kind as well, so that of these only data whose names end alike, and agents, are siblings. Among
    containers an image is no picture. Where a third of all elements at most have a pictogram, no steps have any but
    those of persons and stores.
    """
    steps = {element.id for element in spec.elements if _is_step(element)}
    found = _lonely([(e, [*_sorts(e, spec)]) for e in spec.elements if e.id in steps])
    found |= _lonely([(e, [*_sorts_by_name(e)]) for e in spec.elements if e.id not in steps])
    found |= _images_of_containers(spec)
    pictured = {element for element in spec.elements if element.id not in found and pictogram_of(element)}
    few = len(pictured) <= _FEW * len(spec.elements)
    return found | frozenset(element.id for element in pictured if few and _is_puzzling(element))


def _is_puzzling(element: Element) -> bool:
    """Whether a reader asks why an element has a pictogram and others have none."""
    glyph = pictogram_of(element) or ""
    return element.kind is ElementKind.PROCESS and glyph not in _STRONG and not is_painted(glyph)


def _is_step(element: Element) -> bool:
    if element.kind in {ElementKind.PROCESS, ElementKind.OUTPUT}:
        return True
    return element.shape is not None and element.kind is not ElementKind.STORE


def _lonely(sorted_elements: list[tuple[Element, list[_Sort]]]) -> frozenset[str]:
    """The elements whose pictogram tells little and is not that of all of some sort."""
    glyphs = {element.id: pictogram_of(element) for element, _ in sorted_elements}
    sorts: dict[_Sort, list[str]] = {}
    for element, kinds in sorted_elements:
        for sort in kinds:
            sorts.setdefault(sort, []).append(element.id)
    few, before = set[str | None](), -1
    while len(few) > before:  # what goes without may leave another alone
        before = len(few)
        for found in sorts.values():
            pictured = [name for name in found if glyphs[name] and glyphs[name] not in few]
            if len(pictured) < len(found):
                few.update({glyphs[name] for name in pictured} - _PERSON)
    return frozenset(name for name, glyph in glyphs.items() if glyph in few)


def _images_of_containers(spec: DiagramSpec) -> frozenset[str]:
    words = " ".join(f"{element.label} {element.detail}" for element in spec.elements)
    if not _OF_CONTAINERS.search(words + " ".join(f" {group.title}" for group in spec.groups)):
        return frozenset()
    return frozenset(element.id for element in spec.elements if pictogram_of(element) == "image")


def _sorts(element: Element, spec: DiagramSpec) -> Iterator[_Sort]:
    """What a block has in common with its siblings: once for each side, and its panel."""
    arrows = [connection for connection in spec.connections if connection.source != connection.target]
    before = frozenset(connection.ends[0] for connection in arrows if connection.target == element.id)
    after = frozenset(connection.ends[1] for connection in arrows if connection.source == element.id)
    outline = element.shape, element.kind is ElementKind.OUTPUT
    for side, others in (("before", before), ("after", after)):
        if others:
            yield outline, element.group, side, others
    if element.group:
        yield outline, element.group
    yield from _named_alike(element)


def _sorts_by_name(element: Element) -> Iterator[_Sort]:
    """What data and models have in common with their siblings."""
    if element.kind in _DATA:
        yield from _named_alike(element)
    elif element.kind is ElementKind.MODEL and any(map(_names_agent, (element.label, element.detail))):
        yield _AGENTS


def _names_agent(text: str) -> bool:
    return fold(text).split()[-1:] in (["agent"], ["agents"])


def _named_alike(element: Element) -> Iterator[_Sort]:
    if names_file(element.label):
        yield _FILES
    elif name := words_in_name(element.label):
        yield _NAMED, name.split()[-1]
    elif len(words := fold(element.label).split()) > 1 and words[-1].isalpha() and "/" not in words:
        yield _HEADED, words[-1]
