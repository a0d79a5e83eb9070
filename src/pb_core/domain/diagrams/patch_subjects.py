"""What an operation of a patch is about: parts of a figure, found by their ids, or why it cannot be carried out."""

from collections.abc import Sequence

from pb_core.domain.diagrams.patch import PlannedDiagram
from pb_core.domain.diagrams.spec import Connection, Element, Group, Heads, ancestors, names_of
from pb_core.domain.diagrams.twins import twin_words


class CannotPatch(Exception):
    """Why an operation cannot be carried out."""


def element_of(figure: PlannedDiagram, name: str) -> Element:
    """The element of this id, or ``CannotPatch``."""
    found = next((element for element in figure.spec.elements if element.id == name), None)
    if found is None:
        raise CannotPatch(f"there is no element '{name}'")
    return found


def group_of(figure: PlannedDiagram, name: str) -> Group:
    """The group of this id, or ``CannotPatch``."""
    found = next((group for group in figure.spec.groups if group.id == name), None)
    if found is None:
        raise CannotPatch(f"there is no group '{name}'")
    return found


def is_group(figure: PlannedDiagram, name: str) -> bool:
    """Whether a group has this id."""
    return any(group.id == name for group in figure.spec.groups)


def members(figure: PlannedDiagram, names: Sequence[str]) -> tuple[str, ...]:
    """The ids of elements that are named, those of a group for the group's own; ``CannotPatch`` if that has none."""
    found: list[str] = []
    for name in names:
        if is_group(figure, name):
            found += [e.id for e in figure.spec.elements if name in ancestors(e.id, figure.spec)]
        else:
            found.append(element_of(figure, name).id)
    if not found:
        raise CannotPatch(f"the group '{names[0]}' is empty")
    return tuple(dict.fromkeys(found))


def arrows_meant(figure: PlannedDiagram, source: str, target: str, label: str | None) -> list[Connection]:
    """What leads from one element to another and has this label, or ``CannotPatch``.

    Without a label it is all that does, if no two of these are of one kind: of twins each is meant by its words.
    """
    found = arrows_between(figure, source, target)
    chosen = found if label is None else [arrow for arrow in found if arrow.identity[-1] == " ".join(label.split())]
    if chosen and not any(twin_words(chosen)):
        return chosen
    ends = f"from {said(figure, source)} to {said(figure, target)}"
    names = dict.fromkeys(arrow.identity[-1] for arrow in found)
    labels = " or ".join(f"'{name}'" if name else "'', the unlabelled one" for name in names)
    if not chosen:
        raise CannotPatch(f"no arrow {ends} has the label '{label}': it is {labels}")
    raise CannotPatch(f"several arrows lead {ends}: name the one that is meant by its label, {labels}")


def arrows_between(figure: PlannedDiagram, source: str, target: str) -> list[Connection]:
    """What leads from one element to another, or ``CannotPatch``; a line of no one direction is found from both."""
    for name in (source, target):
        element_of(figure, name)
    both = (source, target), (target, source)
    found = [
        arrow
        for arrow in figure.spec.connections
        if (arrow.source, arrow.target) in (both[:1] if arrow.heads is Heads.TARGET else both)
    ]
    if not found:
        turned = any((arrow.source, arrow.target) == both[1] for arrow in figure.spec.connections)
        one, other = said(figure, source), said(figure, target)
        hint = f"; there is one from {other} to {one}" if turned else ""
        raise CannotPatch(f"there is no arrow from {one} to {other}{hint}")
    return found


def said(figure: PlannedDiagram, name: str) -> str:
    """A part as people and models are told of it: by its label, and its id where that is another."""
    label = names_of(figure.spec)[name]
    return f"'{label}'" if label == name else f"'{label}' ({name})"


def require_free(figure: PlannedDiagram, name: str) -> None:
    """Raise ``CannotPatch`` where a part has this id."""
    if name in names_of(figure.spec):
        raise CannotPatch(f"the id '{name}' is taken")
