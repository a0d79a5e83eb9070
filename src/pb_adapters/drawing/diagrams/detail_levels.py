"""Less detail instead of smaller type: second lines go first, then groups and runs of steps become lists."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Typography, plan_box, plan_list
from pb_adapters.drawing.diagrams.box_words import left_out
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.scene import Fold
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Group
from pb_core.domain.diagrams.zooms import zooms_of

_RUNS = (2, 3, 4, 6, 8)


class Detail(Struct, frozen=True):
    """How much of a spec is shown.

    ``seconds``: with second lines. ``lists``: the groups drawn as lists. ``run``: how many steps that follow
    each other may share a box. ``pack``: how many neighbours in reading order may, connected or not. ``gathered``:
    the groups at whose edges arrows stand for all from, or to, the blocks in these.
    """

    seconds: bool = True
    lists: tuple[str, ...] = ()
    run: int = 1
    pack: int = 1
    gathered: tuple[str, ...] = ()


def details(spec: DiagramSpec) -> Iterator[Detail]:
    """From everything to the least, each level only if it shows less than the one before."""
    levels = [Detail(), Detail(seconds=False)]
    lists: tuple[str, ...] = ()
    for group in _foldable(spec):
        lists = (*lists, group)
        levels.append(Detail(seconds=False, lists=lists))
    levels += [Detail(seconds=False, lists=lists, run=run) for run in _RUNS]
    levels += [Detail(seconds=False, lists=lists, run=_RUNS[-1], pack=pack) for pack in _RUNS]
    levels += [Detail(seconds=False, run=_RUNS[-1], pack=pack) for pack in _RUNS]  # a list may be too long for a page
    shown: set[tuple[object, ...]] = set()
    for level in levels:
        visible = (level.seconds or not any(e.detail for e in spec.elements), *folds(spec, level))
        if visible not in shown:
            shown.add(visible)
            yield level


def folds(spec: DiagramSpec, detail: Detail) -> tuple[Fold, ...]:
    """Which element is a line in the box of which group or of which first step."""
    folded = {e.id: Fold(e.id, home) for e in spec.elements if (home := _list_of(e, spec, detail.lists))}
    loose = [e for e in spec.elements if e.id not in folded]
    heads = _chains(loose, spec, detail.run)
    heads = _packs([e for e in loose if e.id not in heads], heads, detail.pack)
    folded |= {name: Fold(name, head) for name, head in heads.items()}
    return tuple(folded[e.id] for e in spec.elements if e.id in folded)


def parts_of(spec: DiagramSpec, typography: Typography, detail: Detail) -> DiagramParts:
    """Size the boxes of a spec at a level of detail and sort out who stands where."""
    into = {fold.element: fold.into for fold in folds(spec, detail)}
    groups = _inhabited(spec)
    frames = tuple(g for g in groups if not _within(g.id, detail.lists, spec))
    plans = _plans(spec, typography, into)
    homes = {e.id: e.group or ROOT for e in spec.elements if e.id in plans}
    homes |= {g.id: g.parent or ROOT for g in groups if g in frames or g.id in plans}
    zooms = ((name, group) for name, group in zooms_of(spec).items() if name not in into)
    kept = [c for c in spec.connections if not _hidden(c.source, c.target, into)]
    return DiagramParts(
        typography=typography,
        plans=plans,
        groups=frames,
        homes=_reading_order(homes, spec),
        connections=tuple(kept),
        zooms=tuple((name, group) for name, group in zooms if any(frame.id == group for frame in frames)),
        ends=tuple((into.get(c.source, c.source), into.get(c.target, c.target)) for c in kept),
        gathered=detail.gathered,
    )


def notes(spec: DiagramSpec, detail: Detail) -> tuple[str, ...]:
    """What was folded, in sentences for the caller."""
    folded = folds(spec, detail)
    into = {fold.element: fold.into for fold in folded}
    found = []
    if not detail.seconds:
        cut = [e.id for e in spec.elements if e.detail]
        found += [f"the second line of '{name}' is left out so that the text keeps its size" for name in cut]
    found += [f"'{fold.element}' is drawn as a line in the box '{fold.into}'" for fold in folded]
    hidden = [c.name for c in spec.connections if _hidden(c.source, c.target, into)]
    found += [f"the connection {name} lies within one box and has no arrow" for name in hidden]
    found += [f"no typeface has '{signs}' of '{name}'" for name, words in _words(spec) if (signs := left_out(words))]
    return tuple(found)


def _words(spec: DiagramSpec) -> Iterator[tuple[str, str]]:
    yield from ((e.id, e.label + e.detail) for e in spec.elements)
    yield from ((g.id, g.title) for g in spec.groups)
    yield from ((c.name, c.label) for c in spec.connections)


def _hidden(source: str, target: str, into: dict[str, str]) -> bool:
    return source != target and into.get(source, source) == into.get(target, target)


def _plans(spec: DiagramSpec, typography: Typography, into: dict[str, str]) -> dict[str, BoxPlan]:
    groups = {g.id: g for g in spec.groups}
    plans: dict[str, BoxPlan] = {}
    for element in spec.elements:
        home = into.get(element.id, element.id)
        if home in plans:
            continue
        members = [e for e in spec.elements if into.get(e.id) == home]
        if home in groups:
            plans[home] = plan_list(home, groups[home].title, groups[home].repeat, members, "• ", typography)
        elif members:
            linked = {(c.source, c.target) for c in spec.connections}
            chain = [element, *members]
            follows = all((a.id, b.id) in linked for a, b in zip(chain, members, strict=False))
            plans[home] = plan_list(home, element.label, element.repeat, members, "→ " if follows else "• ", typography)
        else:
            plans[home] = plan_box(element, typography)
    return plans


def _chains(loose: list[Element], spec: DiagramSpec, longest: int) -> dict[str, str]:
    """Steps that only follow the step before them, each with the head of its run."""
    leaving = Counter(c.source for c in spec.connections)
    entering = Counter(c.target for c in spec.connections)
    places = {e.id: e.group for e in loose}
    only = {
        c.target: c.source
        for c in spec.connections
        if leaving[c.source] == 1 and entering[c.target] == 1 and not c.label
        and c.source in places and c.target in places and places[c.source] == places[c.target]
    }  # fmt: skip
    heads: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    read: set[str] = set()
    for element in loose:
        before = only.get(element.id)
        read.add(element.id)
        if before is None or before == element.id or before not in read:
            continue
        head = heads.get(before, before)
        if sizes[head] + 1 < longest and head != element.id and sizes[element.id] == 0:
            heads[element.id] = head
            sizes[head] += 1
    return heads


def _packs(boxes: list[Element], heads: dict[str, str], most: int) -> dict[str, str]:
    """Neighbours in reading order that share a box because nothing else makes room."""
    packed = dict(heads)
    run: list[Element] = []
    for element in boxes:
        if run and len(run) < most and run[0].group == element.group:
            run.append(element)
        else:
            run = [element]
        if element is not run[0]:
            packed[element.id] = run[0].id
            packed |= {name: run[0].id for name, head in heads.items() if head == element.id}
    return packed


def _foldable(spec: DiagramSpec) -> list[str]:
    """Groups that hold at least two elements themselves: inner before outer, the fullest first."""
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
