"""What each operation of a patch does to a diagram, before what it leaves is put in order."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict, replace

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramOperation, PlannedDiagram
from pb_core.domain.diagrams.plan import MOST_EMPHASISED
from pb_core.domain.diagrams.quotations import squeezed
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Heads, Styling, ancestors, names_of

_ALIASES, _EVIDENCE, _ARROW_LABEL = 12, 2000, 120
_JOINED = " … "


class CannotPatch(Exception):
    """Why an operation cannot be carried out."""


def carried_out(operation: DiagramOperation, figure: PlannedDiagram) -> PlannedDiagram:
    """The figure after one operation; raises ``CannotPatch``."""
    return _DOES[type(operation)](figure, operation)


# --- finding parts


def _element(figure: PlannedDiagram, name: str) -> Element:
    found = next((element for element in figure.spec.elements if element.id == name), None)
    if found is None:
        raise CannotPatch(f"there is no element '{name}'")
    return found


def _group(figure: PlannedDiagram, name: str) -> Group:
    found = next((group for group in figure.spec.groups if group.id == name), None)
    if found is None:
        raise CannotPatch(f"there is no group '{name}'")
    return found


def _said(figure: PlannedDiagram, name: str) -> str:
    """A part as people and models are told of it: by its label, and its id where that is another."""
    label = names_of(figure.spec)[name]
    return f"'{label}'" if label == name else f"'{label}' ({name})"


def _is_group(figure: PlannedDiagram, name: str) -> bool:
    return any(group.id == name for group in figure.spec.groups)


def _members(figure: PlannedDiagram, names: Sequence[str]) -> tuple[str, ...]:
    """The ids of elements that are named, those of a group for the group's own."""
    found: list[str] = []
    for name in names:
        if _is_group(figure, name):
            found += [e.id for e in figure.spec.elements if name in ancestors(e.id, figure.spec)]
        else:
            found.append(_element(figure, name).id)
    if not found:
        raise CannotPatch(f"the group '{names[0]}' is empty")
    return tuple(dict.fromkeys(found))


def _arrows(figure: PlannedDiagram, source: str, target: str) -> list[Connection]:
    """What leads from one element to another; a line without a single direction is found from both ends."""
    for name in (source, target):
        _element(figure, name)
    both = (source, target), (target, source)
    found = [
        arrow
        for arrow in figure.spec.connections
        if (arrow.source, arrow.target) in (both[:1] if arrow.heads is Heads.TARGET else both)
    ]
    if not found:
        turned = any((arrow.source, arrow.target) == both[1] for arrow in figure.spec.connections)
        one, other = _said(figure, source), _said(figure, target)
        hint = f"; there is one from {other} to {one}" if turned else ""
        raise CannotPatch(f"there is no arrow from {one} to {other}{hint}")
    return found


def _require_free(figure: PlannedDiagram, name: str) -> None:
    if name in names_of(figure.spec):
        raise CannotPatch(f"the id '{name}' is taken")


# --- what the operations do


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
    if _is_group(figure, op.part):
        groups = (replace(g, title=op.text) if g.id == op.part else g for g in figure.spec.groups)
        return _with(figure, groups=tuple(groups))
    _element(figure, op.part)
    return _changed(figure, {op.part}, lambda element: _called(element, op.text))


def _called(element: Element, label: str) -> Element:
    """An element under another name; the source goes on calling it by the old one."""
    names = (*element.aliases, *((element.label,) if squeezed(element.label) != squeezed(label) else ()))
    return replace(element, label=label, aliases=_others(names, label))


def _others(names: Sequence[str], label: str) -> tuple[str, ...]:
    """Other names than a label, each once."""
    by_form = {squeezed(name): name for name in reversed(names)}
    kept = [name for name in dict.fromkeys(names) if by_form[squeezed(name)] == name]
    return tuple(name for name in kept if squeezed(name) != squeezed(label))[:_ALIASES]


def _label_arrow(figure: PlannedDiagram, op: ops.LabelArrow) -> PlannedDiagram:
    found = _arrows(figure, op.source, op.target)
    return _swapped(figure, {id(arrow): replace(arrow, label=op.text) for arrow in found})


def _remove(figure: PlannedDiagram, op: ops.Remove) -> PlannedDiagram:
    spec = figure.spec
    if _is_group(figure, op.part):
        parent = _group(figure, op.part).parent
        groups = (replace(g, parent=parent) if g.parent == op.part else g for g in spec.groups if g.id != op.part)
        elements = (replace(e, group=parent) if e.group == op.part else e for e in spec.elements)
        return _with(figure, groups=tuple(groups), elements=tuple(elements))
    gone = _element(figure, op.part).id
    if len(spec.elements) == 1:
        raise CannotPatch("nothing would be left to draw")
    return _with(
        figure,
        elements=tuple(element for element in spec.elements if element.id != gone),
        connections=tuple(arrow for arrow in spec.connections if gone not in (arrow.source, arrow.target)),
    )


def _remove_arrow(figure: PlannedDiagram, op: ops.RemoveArrow) -> PlannedDiagram:
    return _swapped(figure, {id(arrow): None for arrow in _arrows(figure, op.source, op.target)})


def _add_arrow(figure: PlannedDiagram, op: ops.AddArrow) -> PlannedDiagram:
    for name in (op.source, op.target):
        _element(figure, name)
    if any((a.source, a.target, a.kind) == (op.source, op.target, op.kind) for a in figure.spec.connections):
        raise CannotPatch(f"there is an arrow from {_said(figure, op.source)} to {_said(figure, op.target)} already")
    arrow = Connection(source=op.source, target=op.target, label=op.text, kind=op.kind, evidence=op.evidence)
    return _with(figure, connections=(*figure.spec.connections, arrow))


def _reverse(figure: PlannedDiagram, op: ops.Reverse) -> PlannedDiagram:
    found = _arrows(figure, op.source, op.target)
    single = [arrow for arrow in found if arrow.heads is Heads.TARGET]
    if not single:
        raise CannotPatch(
            f"the line between {_said(figure, op.source)} and {_said(figure, op.target)} has no one direction"
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
    _require_free(figure, op.part)
    if op.group is not None:
        _group(figure, op.group)
    element = Element(id=op.part, label=op.text, kind=op.kind, group=op.group, evidence=op.evidence)
    elements = figure.spec.elements
    at = len(elements) if op.after is None else elements.index(_element(figure, op.after)) + 1
    return _with(figure, elements=(*elements[:at], element, *elements[at:]))


def _merge(figure: PlannedDiagram, op: ops.Merge) -> PlannedDiagram:
    names = dict.fromkeys(op.parts)
    parts = [_element(figure, name) for name in names]
    if len(parts) < 2:  # noqa: PLR2004 - one is merged with nothing
        raise CannotPatch("it takes two elements or more to merge")
    first = parts[0]
    one = replace(
        _called(first, op.text),
        aliases=_others([name for part in parts for name in (*part.aliases, part.label)], op.text),
        evidence=_JOINED.join(dict.fromkeys(part.evidence for part in parts if part.evidence))[:_EVIDENCE],
        group=_common_group(figure.spec, parts),
        **{field: _shared(field, parts) for field in ("detail", "shape", "repeat", "state", "color", "category")},
    )
    elements = (e if e.id != first.id else one for e in figure.spec.elements if e.id == first.id or e.id not in names)
    emphasis = dict.fromkeys(first.id if name in names else name for name in figure.styling.emphasis)
    merged = _with(figure, elements=tuple(elements), connections=tuple(_redirected(figure.spec, names, first.id)))
    return replace(merged, styling=replace(figure.styling, emphasis=tuple(emphasis)))


def _shared(field: str, parts: Sequence[Element]) -> Any:  # noqa: ANN401 - of any field
    """What parts agree on, else what they have without it."""
    values = {getattr(part, field) for part in parts}
    return values.pop() if len(values) == 1 else getattr(Element(id="part", label="part"), field)


def _common_group(spec: DiagramSpec, parts: Sequence[Element]) -> str | None:
    """The innermost group around all of them."""
    around = [ancestors(part.id, spec) for part in parts]
    return next((group for group in around[0] if all(group in others for others in around)), None)


def _redirected(spec: DiagramSpec, names: Collection[str], one: str) -> Iterable[Connection]:
    """The arrows after elements became one; those between them are gone, unless they led back to the same.

    Arrows of one kind that have come to join the same are one, with the words of all.
    """
    found: dict[Hashable, Connection] = {}
    for arrow in spec.connections:
        source, target = (one if end in names else end for end in (arrow.source, arrow.target))
        if source == target == one and arrow.source != arrow.target:
            continue
        moved = replace(arrow, source=source, target=target)
        other = found.get(key := (source, target, arrow.kind))
        found[key] = moved if other is None else _joined(other, moved)
    return found.values()


def _joined(one: Connection, other: Connection) -> Connection:
    """An arrow in place of two."""
    labels = dict.fromkeys(label for label in (one.label, other.label) if label)
    quotations = dict.fromkeys(quote for quote in (one.evidence, other.evidence) if quote)
    joined = ", ".join(labels)
    return replace(
        one,
        label=joined if len(joined) <= _ARROW_LABEL else one.label,
        evidence=_JOINED.join(quotations)[:_EVIDENCE],
    )


def _add_group(figure: PlannedDiagram, op: ops.AddGroup) -> PlannedDiagram:
    _require_free(figure, op.group)
    names = _members(figure, op.parts)
    parent = _common_group(figure.spec, [_element(figure, name) for name in names])
    framed = _changed(figure, names, lambda element: replace(element, group=op.group))
    return _with(framed, groups=(*figure.spec.groups, Group(id=op.group, title=op.text, parent=parent)))


def _move(figure: PlannedDiagram, op: ops.Move) -> PlannedDiagram:
    if op.group is not None:
        _group(figure, op.group)
    return _changed(figure, _members(figure, op.parts), lambda element: replace(element, group=op.group))


def _set_kind(figure: PlannedDiagram, op: ops.SetKind) -> PlannedDiagram:
    """A kind is told by its shape, so that one of the source's own gives way."""
    names = _members(figure, op.parts)
    return _changed(figure, names, lambda element: replace(element, kind=op.kind, shape=None))


def _emphasise(figure: PlannedDiagram, op: ops.Emphasise) -> PlannedDiagram:
    names = _members(figure, op.parts)
    now = figure.styling.emphasis
    emphasis = dict.fromkeys((*now, *names)) if op.on else [name for name in now if name not in names]
    if len(emphasis) > MOST_EMPHASISED:
        raise CannotPatch(f"at most {MOST_EMPHASISED} elements can stand out")
    return replace(figure, styling=replace(figure.styling, emphasis=tuple(emphasis)))


def _recolour(figure: PlannedDiagram, op: ops.Recolour) -> PlannedDiagram:
    return _changed(figure, _members(figure, op.parts), lambda element: replace(element, color=op.color))


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
