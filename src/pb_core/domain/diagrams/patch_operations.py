"""What each operation of a patch does to a diagram, before what it leaves is put in order."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from msgspec.structs import asdict, replace

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramOperation, PlannedDiagram
from pb_core.domain.diagrams.patch_merging import common_group, merged, redirected, renamed
from pb_core.domain.diagrams.patch_subjects import (
    CannotPatch,
    arrows_meant,
    element_of,
    group_of,
    is_group,
    members,
    require_free,
    said,
)
from pb_core.domain.diagrams.plan import MOST_EMPHASISED
from pb_core.domain.diagrams.spec import Connection, Element, Group, Heads, Styling


def carried_out(operation: DiagramOperation, figure: PlannedDiagram) -> PlannedDiagram:
    """The figure after one operation; raises ``CannotPatch``."""
    return _DOES[type(operation)](figure, operation)


def _with(figure: PlannedDiagram, **fields: Any) -> PlannedDiagram:  # noqa: ANN401 - fields of a DiagramSpec
    return replace(figure, spec=replace(figure.spec, **fields))


def _changed(figure: PlannedDiagram, names: Collection[str], change: Callable[[Element], Element]) -> PlannedDiagram:
    """The figure with these elements changed."""
    elements = (change(element) if element.id in names else element for element in figure.spec.elements)
    return _with(figure, elements=tuple(elements))


def _swapped(figure: PlannedDiagram, new: Mapping[int, Connection | None]) -> PlannedDiagram:
    """The figure with other arrows, or none, in the places of some; they are told by identity."""
    arrows = (new.get(id(arrow), arrow) for arrow in figure.spec.connections)
    return _with(figure, connections=tuple(arrow for arrow in arrows if arrow is not None))


def _rename(figure: PlannedDiagram, op: ops.Rename) -> PlannedDiagram:
    if is_group(figure, op.part):
        groups = (replace(g, title=op.text) if g.id == op.part else g for g in figure.spec.groups)
        return _with(figure, groups=tuple(groups))
    element_of(figure, op.part)
    return _changed(figure, {op.part}, lambda element: renamed(element, op.text))


def _label_arrow(figure: PlannedDiagram, op: ops.LabelArrow) -> PlannedDiagram:
    found = arrows_meant(figure, op.source, op.target, op.label)
    new = {id(arrow): replace(arrow, label=op.text) for arrow in found}
    others = {arrow.identity for arrow in figure.spec.connections if id(arrow) not in new}
    if any(arrow.identity in others for arrow in new.values()):
        one, other = said(figure, op.source), said(figure, op.target)
        raise CannotPatch(f"another arrow from {one} to {other} has these words already: remove one of the two instead")
    return _swapped(figure, new)


def _remove(figure: PlannedDiagram, op: ops.Remove) -> PlannedDiagram:
    spec = figure.spec
    if is_group(figure, op.part):
        parent = group_of(figure, op.part).parent
        groups = (replace(g, parent=parent) if g.parent == op.part else g for g in spec.groups if g.id != op.part)
        elements = (replace(e, group=parent) if e.group == op.part else e for e in spec.elements)
        return _with(figure, groups=tuple(groups), elements=tuple(elements))
    gone = element_of(figure, op.part).id
    if len(spec.elements) == 1:
        raise CannotPatch("nothing would be left to draw")
    return _with(
        figure,
        elements=tuple(element for element in spec.elements if element.id != gone),
        connections=tuple(arrow for arrow in spec.connections if gone not in (arrow.source, arrow.target)),
    )


def _remove_arrow(figure: PlannedDiagram, op: ops.RemoveArrow) -> PlannedDiagram:
    return _swapped(figure, {id(arrow): None for arrow in arrows_meant(figure, op.source, op.target, op.label)})


def _add_arrow(figure: PlannedDiagram, op: ops.AddArrow) -> PlannedDiagram:
    for name in (op.source, op.target):
        element_of(figure, name)
    arrow = Connection(source=op.source, target=op.target, label=op.text, kind=op.kind, evidence=op.evidence)
    *joint, words = arrow.identity
    twins = [other.identity[-1] for other in figure.spec.connections if [*other.identity[:3]] == joint]
    if twins and (not words or words in twins):
        one, other = said(figure, op.source), said(figure, op.target)
        raise CannotPatch(f"there is an arrow from {one} to {other} already: a second one needs words of its own")
    return _with(figure, connections=(*figure.spec.connections, arrow))


def _reverse(figure: PlannedDiagram, op: ops.Reverse) -> PlannedDiagram:
    found = arrows_meant(figure, op.source, op.target, op.label)
    single = [arrow for arrow in found if arrow.heads is Heads.TARGET]
    if not single:
        raise CannotPatch(
            f"the line between {said(figure, op.source)} and {said(figure, op.target)} has no one direction"
        )
    return _swapped(figure, {id(arrow): _turned(arrow) for arrow in single})


def _turned(arrow: Connection) -> Connection:
    """An arrow the other way round; what it quoted said the one way."""
    return replace(
        arrow,
        source=arrow.target,
        target=arrow.source,
        source_group=arrow.target_group,
        target_group=arrow.source_group,
        evidence="",
    )


def _add_element(figure: PlannedDiagram, op: ops.AddElement) -> PlannedDiagram:
    require_free(figure, op.part)
    if op.group is not None:
        group_of(figure, op.group)
    element = Element(id=op.part, label=op.text, kind=op.kind, group=op.group, evidence=op.evidence)
    elements = figure.spec.elements
    at = len(elements) if op.after is None else elements.index(element_of(figure, op.after)) + 1
    return _with(figure, elements=(*elements[:at], element, *elements[at:]))


def _merge(figure: PlannedDiagram, op: ops.Merge) -> PlannedDiagram:
    parts = [element_of(figure, name) for name in dict.fromkeys(op.parts)]
    if len(parts) < 2:  # noqa: PLR2004 - one is merged with nothing
        raise CannotPatch("it takes two elements or more to merge")
    one, names = merged(figure.spec, parts, op.text), {part.id for part in parts}
    elements = (e if e.id != one.id else one for e in figure.spec.elements if e.id == one.id or e.id not in names)
    emphasis = dict.fromkeys(one.id if name in names else name for name in figure.styling.emphasis)
    changed = _with(figure, elements=tuple(elements), connections=tuple(redirected(figure.spec, names, one.id)))
    return replace(changed, styling=replace(figure.styling, emphasis=tuple(emphasis)))


def _add_group(figure: PlannedDiagram, op: ops.AddGroup) -> PlannedDiagram:
    require_free(figure, op.group)
    names = members(figure, op.parts)
    parent = common_group(figure.spec, [element_of(figure, name) for name in names])
    framed = _changed(figure, names, lambda element: replace(element, group=op.group))
    return _with(framed, groups=(*figure.spec.groups, Group(id=op.group, title=op.text, parent=parent)))


def _move(figure: PlannedDiagram, op: ops.Move) -> PlannedDiagram:
    if op.group is not None:
        group_of(figure, op.group)
    return _changed(figure, members(figure, op.parts), lambda element: replace(element, group=op.group))


def _set_kind(figure: PlannedDiagram, op: ops.SetKind) -> PlannedDiagram:
    """A kind is told by its shape, so that one of the source's own gives way."""
    names = members(figure, op.parts)
    return _changed(figure, names, lambda element: replace(element, kind=op.kind, shape=None))


def _emphasise(figure: PlannedDiagram, op: ops.Emphasise) -> PlannedDiagram:
    names = members(figure, op.parts)
    now = figure.styling.emphasis
    emphasis = dict.fromkeys((*now, *names)) if op.on else [name for name in now if name not in names]
    if len(emphasis) > MOST_EMPHASISED:
        raise CannotPatch(f"at most {MOST_EMPHASISED} elements can stand out")
    return replace(figure, styling=replace(figure.styling, emphasis=tuple(emphasis)))


def _recolour(figure: PlannedDiagram, op: ops.Recolour) -> PlannedDiagram:
    return _changed(figure, members(figure, op.parts), lambda element: replace(element, color=op.color))


def _restyle(figure: PlannedDiagram, op: ops.Restyle) -> PlannedDiagram:
    named = {name: value for name in ("palette", "theme", "direction") if (value := getattr(op, name)) is not None}
    if "theme" in named:
        named["width"] = None  # each theme has one of its own
    styling = Styling(**{**asdict(figure.styling), **named})
    return replace(figure, styling=styling, aspect_ratio=op.aspect_ratio or figure.aspect_ratio)


def _retitle(figure: PlannedDiagram, op: ops.Retitle) -> PlannedDiagram:
    return _with(figure, title=op.text)


_DOES: Mapping[type[DiagramOperation], Callable[[PlannedDiagram, Any], PlannedDiagram]] = {
    ops.Rename: _rename,
    ops.LabelArrow: _label_arrow,
    ops.Remove: _remove,
    ops.RemoveArrow: _remove_arrow,
    ops.AddArrow: _add_arrow,
    ops.Reverse: _reverse,
    ops.AddElement: _add_element,
    ops.Merge: _merge,
    ops.AddGroup: _add_group,
    ops.Move: _move,
    ops.SetKind: _set_kind,
    ops.Emphasise: _emphasise,
    ops.Recolour: _recolour,
    ops.Restyle: _restyle,
    ops.Retitle: _retitle,
}
