"""The planner's answer: what a text lays out and states becomes a diagram, or is refused with a sentence."""

from collections.abc import Collection

from msgspec.structs import replace

from pb_adapters.planners.prose.boxes import Figure, slug, unique
from pb_adapters.planners.prose.describe import describe
from pb_adapters.planners.prose.figure import Basis, sketch
from pb_adapters.planners.prose.reading import Told, read
from pb_adapters.planners.prose.selection import is_contents
from pb_core.domain.diagrams.confidence import coverage
from pb_core.domain.diagrams.item_names import is_unsegmented
from pb_core.domain.diagrams.pruning import pruned
from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.diagrams.skeleton import Form
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, validate
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import NothingToDraw

_ADVICE = (
    "write them as 'A -> B -> C', as a list or as numbered steps, or set PAPERBANANA_VLM_PROVIDER and its key to use a "
    "language model"
)


_FEWEST_ARROWS, _FEWEST_LISTED = 3, 3
_FULL, _MOST_NAMED = 8, 10
"""Boxes of a figure that has no room for two more; parts that a note names."""
_ARROW, _MANY_ARROWS = 0.12, 6
"""What an arrow is worth beside the share of the outlines shown, and how many count."""
_SKETCHES = 5
"""How often a figure is sketched without what is not supported."""


def plan(brief: PlanBrief) -> Plan:
    """Plan a diagram, or raise ``NothingToDraw`` with a sentence that says what to write."""
    told = read(brief.source, brief.caption)
    bases = tuple(Basis) if compiled(brief.source).is_english else (Basis.OUTLINES,)
    specs = [spec for basis in bases if (spec := _supported(told, brief, basis)) is not None]
    if not specs:
        raise NothingToDraw(_refusal(told))
    spec = max(specs, key=lambda spec: (_shows(told, brief, spec), len(spec.elements)))
    notes = _crowded(told, spec)
    return Plan(spec=validate(spec), description=describe(spec, brief.caption), notes=notes)


def _crowded(told: Told, spec: DiagramSpec) -> tuple[str, ...]:
    """A note that names the parts for which a figure of so many boxes has no room."""
    shown = {name.casefold() for e in spec.elements for name in (e.label, *e.aliases)}
    figures = [sketch(told, built_on=basis) for basis in Basis]
    left = [name for name in dict.fromkeys(n for f in figures for n in f.crowded_out) if name.casefold() not in shown]
    if not left or len(spec.elements) < _FULL:
        return ()
    named = ", ".join(f"'{name}'" for name in left[:_MOST_NAMED])
    more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
    return (f"Left out, as the figure is full with {len(spec.elements)} boxes: {named}{more}.",)


def _shows(told: Told, brief: PlanBrief, spec: DiagramSpec) -> float:
    """How much of what the text lays out and states a figure shows; of equals the first is the one."""
    report = check_support(spec, brief.source, brief.caption, skeleton=told.skeleton)
    shown = coverage(spec, report, told.skeleton, ())
    share = 1 - shown.lost / shown.total if shown.total else 0
    return share + _ARROW * min(len(spec.connections), _MANY_ARROWS)


def _refusal(told: Told) -> str:
    if is_unsegmented(told.document.source):
        return (
            "the sentences of this language are not read by the built-in engine, which draws of it only chains, lists "
            f"and headings of short names, so that no methodology figure is drawn: {_ADVICE}"
        )
    if not any(sentence.tokens for sentence in told.document.sentences):
        return "the source contains no prose that describes a method"
    if any(outline.form is Form.HEADINGS for outline in told.skeleton.outlines):
        return (
            "the text has headings, but does not say for certain what goes from one part to the other, and an "
            f"outline is no method figure: {_ADVICE}"
        )
    return (
        "the text does not say for certain which parts the method has and what goes from one to the other, so that no "
        f"methodology figure is drawn: {_ADVICE}"
    )


def _supported(told: Told, brief: PlanBrief, basis: Basis) -> DiagramSpec | None:
    """The figure without what the core does not find supported; ``None`` where too little is left.

    What is refused makes room for others, so that the figure is sketched again without it.
    """
    refused: frozenset[str] = frozenset()
    for _ in range(_SKETCHES):
        figure = sketch(told, refused, basis)
        if not figure.boxes:
            return None
        spec = to_spec(figure)
        report = check_support(spec, brief.source, brief.caption, skeleton=told.skeleton)
        unsupported = {part.subject for part in report.unsupported}
        if not unsupported:
            break
        refused |= figure.names(unsupported)
    kept = pruned(spec, report)
    worth = _worth_drawing(kept, figure) if kept is not None else None
    forms = {outline.form for outline in figure.outlines}
    bare = worth is not None and forms == {Form.HEADINGS} and not worth.connections
    return None if worth is None or (bare and is_contents(told, [e.label for e in worth.elements])) else worth


def _worth_drawing(spec: DiagramSpec, figure: Figure) -> DiagramSpec | None:
    """Without boxes that nothing holds; ``None`` for a figure that would show next to nothing."""
    ids = figure.ids()
    listed = {ids[box.key] for box in figure.boxes.values() if box.listed}
    spec = _without_crumbs(spec, listed | {ids[box.key] for box in figure.boxes.values() if box.often})
    ends = {end for c in spec.connections for end in (c.source, c.target)}
    elements = tuple(e for e in spec.elements if e.id in ends or e.id in listed)
    shows_list = sum(e.id in listed for e in elements) >= (1 if figure.named else 2 if figure.brief else _FEWEST_LISTED)
    joined = any(c.source in listed and c.target in listed for c in spec.connections)
    shows_list = shows_list or joined
    shows_way = len(spec.connections) >= _FEWEST_ARROWS or _leads_on(spec)
    if not (shows_list or shows_way):
        return None
    parents = {group.id: group.parent for group in spec.groups}
    used = {e.group for e in elements}
    used |= {parents[group] for group in used if group is not None}
    return replace(spec, elements=_kinds_settled(elements, spec), groups=tuple(g for g in spec.groups if g.id in used))


def _without_crumbs(spec: DiagramSpec, firm: Collection[str]) -> DiagramSpec:
    """Without lone arrows between what is neither listed nor named often: they say nothing of how a method works."""
    alone = [c for c in spec.connections if all(_degree(spec, end) == 1 for end in (c.source, c.target))]
    crumbs = [c for c in alone if c.source not in firm or c.target not in firm]
    return replace(spec, connections=tuple(c for c in spec.connections if c not in crumbs))


def _leads_on(spec: DiagramSpec) -> bool:
    """Whether something arrives where something leaves, so that there is a way through."""
    return not {c.source for c in spec.connections}.isdisjoint(c.target for c in spec.connections)


def _degree(spec: DiagramSpec, element: str) -> int:
    return sum(element in (c.source, c.target) for c in spec.connections)


def to_spec(figure: Figure) -> DiagramSpec:
    """The figure as a specification: ids from labels, kinds from names, elements in reading order."""
    ids = figure.ids()
    groups: list[str] = []
    for frame in figure.frames:
        groups.append(unique(slug(f"group {frame.title}"), (*ids.values(), *groups)))
    return DiagramSpec(
        elements=tuple(
            Element(
                id=ids[b.key], label=b.label[:120], kind=b.kind, detail=b.detail, evidence=b.evidence[:2000],
                aliases=b.aliases, repeat=b.repeat, group=groups[b.group] if b.group is not None else None,
            )
            for b in figure.boxes.values()
        ),
        connections=tuple(
            Connection(source=ids[a.source], target=ids[a.target], label=a.label, evidence=a.evidence[:2000])
            for a in figure.arrows
        ),
        groups=tuple(
            Group(
                id=name, title=frame.title, repeat=frame.repeat,
                parent=groups[frame.parent] if frame.parent is not None else None,
            )
            for name, frame in zip(groups, figure.frames, strict=True)
        ),
    )  # fmt: skip


def _kinds_settled(elements: tuple[Element, ...], spec: DiagramSpec) -> tuple[Element, ...]:
    """Data that nothing makes is an input, data that nothing takes an output."""
    made = {c.target for c in spec.connections}
    taken = {c.source for c in spec.connections}
    settled = []
    for element in elements:
        kind = element.kind
        if kind is ElementKind.DATA and element.id in taken and element.id not in made:
            kind = ElementKind.INPUT
        elif kind is ElementKind.DATA and element.id in made and element.id not in taken:
            kind = ElementKind.OUTPUT
        settled.append(replace(element, kind=kind))
    return tuple(settled)
