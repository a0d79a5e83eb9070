"""Zooms: the elements whose inside a group elsewhere in the figure shows."""

from collections import Counter
from collections.abc import Mapping

from msgspec.structs import replace

from pb_core.domain.diagrams.spec import DiagramSpec, ancestors, closed_zooms


def zooms_of(spec: DiagramSpec) -> dict[str, str]:
    """The group that shows the inside of an element, by ids: what the plan says, else what the same name says.

    A name says it where one element and one group that does not hold it have it, and no arrow joins the two.
    """
    given = {element.id: element.zoom for element in spec.elements if element.zoom}
    named = {name: group for name, group in _namesakes(spec).items() if name not in given}
    if not named:
        return given
    doubtful = closed_zooms(given | named, spec)
    return given | {name: group for name, group in named.items() if name not in doubtful}


def without_lost_zooms(spec: DiagramSpec) -> DiagramSpec:
    """A changed spec without the zooms into groups that are gone or have come to hold their element."""
    known = {group.id for group in spec.groups}
    zooms = {element.id: element.zoom for element in spec.elements if element.zoom}
    still = {name: group for name, group in zooms.items() if group in known}
    lost = {*(zooms.keys() - still.keys()), *closed_zooms(still, spec)}
    if not lost:
        return spec
    return replace(spec, elements=tuple(replace(e, zoom=None) if e.id in lost else e for e in spec.elements))


def _namesakes(spec: DiagramSpec) -> dict[str, str]:
    """The only group that is called as the only element of that name, of those that nothing else relates."""
    labels, titles = (_names(parts) for parts in _texts(spec))
    around = {element.id: ancestors(element.id, spec) for element in spec.elements}
    held = {group for groups in around.values() for group in groups}
    joined = {(c.source, group) for c in spec.connections for group in around[c.target]}
    joined |= {(c.target, group) for c in spec.connections for group in around[c.source]}
    pairs = ((name, titles[label]) for label, name in labels.items() if label in titles)
    return {
        name: group
        for name, group in pairs
        if group in held and group not in around[name] and (name, group) not in joined
    }


def _texts(spec: DiagramSpec) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return {e.id: e.label for e in spec.elements}, {g.id: g.title for g in spec.groups}


def _names(parts: Mapping[str, str]) -> dict[str, str]:
    """The ids of those whose name no other has, by that name whatever its capitals and breaks."""
    folded = {name: " ".join(text.casefold().split()) for name, text in parts.items()}
    often = Counter(folded.values())
    return {text: name for name, text in folded.items() if text and often[text] == 1}
