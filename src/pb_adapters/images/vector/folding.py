"""Less detail instead of smaller type: second lines go first, then groups become lists."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.images.vector.composing import Stock
from pb_adapters.images.vector.placing import ROOT
from pb_adapters.images.vector.sizing import (
    BoxPlan,
    Line,
    Typography,
    harmonise,
    outer_size,
    plan_box,
    text_block,
)
from pb_adapters.images.vector.wording import wrap
from pb_core.diagram import DiagramSpec, Element, ElementKind, Group
from pb_core.scene import Fold


class Detail(Struct, frozen=True):
    """How much of a spec is shown: with second lines or without, and which groups are lists."""

    seconds: bool = True
    lists: tuple[str, ...] = ()


def details(spec: DiagramSpec) -> Iterator[Detail]:
    """From everything to the least: without second lines, then the fullest groups as lists, one by one."""
    yield Detail()
    if any(element.detail for element in spec.elements):
        yield Detail(seconds=False)
    lists: tuple[str, ...] = ()
    for group in _foldable(spec):
        lists = (*lists, group)
        yield Detail(seconds=False, lists=lists)


def stock(spec: DiagramSpec, typography: Typography, detail: Detail) -> Stock:
    """Size the boxes of a spec at a level of detail and sort out who stands where."""
    into = {e.id: home for e in spec.elements if (home := _list_of(e, spec, detail.lists))}
    plans = {e.id: plan_box(e, typography) for e in spec.elements if e.id not in into}
    for name in dict.fromkeys(into.values()):
        members = [e for e in spec.elements if into.get(e.id) == name]
        plans[name] = _list_box(next(g for g in spec.groups if g.id == name), members, typography)
    plans = harmonise(plans)
    groups = tuple(g for g in _inhabited(spec) if not _within(g.id, detail.lists, spec))
    homes = {e.id: e.group or ROOT for e in spec.elements if e.id in plans}
    homes |= {g.id: g.parent or ROOT for g in _inhabited(spec) if g in groups or g.id in plans}
    kept = [c for c in spec.connections if not (c.source in into and into[c.source] == into.get(c.target))]
    return Stock(
        typography=typography,
        plans=plans,
        groups=groups,
        homes=_reading_order(homes, spec),
        connections=tuple(kept),
        ends=tuple((into.get(c.source, c.source), into.get(c.target, c.target)) for c in kept),
    )


def folds(spec: DiagramSpec, detail: Detail) -> tuple[Fold, ...]:
    """Which element is a line in the box of which group."""
    return tuple(Fold(e.id, home) for e in spec.elements if (home := _list_of(e, spec, detail.lists)))


def notes(spec: DiagramSpec, detail: Detail) -> tuple[str, ...]:
    """What was folded, in sentences for the caller."""
    said = []
    if not detail.seconds:
        said += [
            f"the second line of '{e.id}' is left out so that the text keeps its size"
            for e in spec.elements
            if e.detail
        ]
    hidden = [c.name for c in spec.connections if _same_list(c.source, c.target, spec, detail)]
    said += [f"the group '{name}' is drawn as a list of its elements" for name in detail.lists]
    said += [f"the connection {name} is inside a list and not drawn" for name in hidden]
    return tuple(said)


def _same_list(source: str, target: str, spec: DiagramSpec, detail: Detail) -> bool:
    homes = {e.id: _list_of(e, spec, detail.lists) for e in spec.elements}
    return homes[source] is not None and homes[source] == homes[target]


def _list_box(group: Group, members: list[Element], typography: Typography) -> BoxPlan:
    measure = 1.5 * typography.measure * typography.label
    lines = [
        Line(text, typography.label, bold=True) for text in wrap(group.title, typography.label, measure, bold=True)
    ]
    owners = [group.id] * len(lines)
    for member in members:
        words = f"• {member.label}" + (f" ×{member.repeat}" if member.repeat else "")
        texts = wrap(words, typography.small, measure)
        lines += [Line(text, typography.small) for text in texts]
        owners += [member.id] * len(texts)
    badge = f"×{group.repeat}" if group.repeat else ""
    width, height = outer_size("list", text_block(lines), typography, badge)
    return BoxPlan(
        id=group.id,
        kind=ElementKind.PROCESS,
        shape="list",
        lines=tuple(lines),
        owners=tuple(owners),
        width=width,
        height=height,
        badge=badge,
        left_aligned=True,
    )


def _foldable(spec: DiagramSpec) -> list[str]:
    """Groups that hold at least two elements themselves, the fullest first; inner before outer."""
    counts = {g.id: sum(1 for e in spec.elements if e.group == g.id) for g in spec.groups}
    depth = {g.id: len(_above(g.id, spec)) for g in spec.groups}
    return sorted((g for g, n in counts.items() if n > 1), key=lambda g: (-depth[g], -counts[g]))


def _list_of(element: Element, spec: DiagramSpec, lists: tuple[str, ...]) -> str | None:
    chain = [element.group, *_above(element.group, spec)] if element.group else []
    return next((name for name in reversed(chain) if name in lists), None)


def _within(group: str, lists: tuple[str, ...], spec: DiagramSpec) -> bool:
    return group in lists or any(above in lists for above in _above(group, spec))


def _above(group: str, spec: DiagramSpec) -> list[str]:
    parents = {g.id: g.parent for g in spec.groups}
    chain = []
    parent = parents[group]
    while parent is not None:
        chain.append(parent)
        parent = parents[parent]
    return chain


def _inhabited(spec: DiagramSpec) -> list[Group]:
    held = {name for e in spec.elements if e.group for name in (e.group, *_above(e.group, spec))}
    return [group for group in spec.groups if group.id in held]


def _reading_order(homes: dict[str, str], spec: DiagramSpec) -> dict[str, str]:
    """Children in the order in which the spec first mentions something of theirs."""
    first: dict[str, int] = {}
    for index, element in enumerate(spec.elements):
        for name in (element.id, *([element.group, *_above(element.group, spec)] if element.group else [])):
            first.setdefault(name, index)
    return dict(sorted(homes.items(), key=lambda item: first[item[0]]))
