"""The planner's answer: what a text lays out and states becomes a diagram, or is refused with a sentence."""

from collections import Counter
from collections.abc import Collection

from msgspec.structs import replace

from pb_adapters.planners.prose.boxes import Figure, slug, unique
from pb_adapters.planners.prose.describe import describe
from pb_adapters.planners.prose.figure import Basis, sketch
from pb_adapters.planners.prose.kinds import works
from pb_adapters.planners.prose.reading import Told, read
from pb_adapters.planners.prose.selection import SHORT_TEXT
from pb_core.domain.diagrams.confidence import coverage
from pb_core.domain.diagrams.item_names import is_unsegmented
from pb_core.domain.diagrams.pruning import pruned
from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.diagrams.skeleton.outlines import Form
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, validate
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import NothingToDraw

_ADVICE = (
    "write them as 'A -> B -> C', as a list or as numbered steps, or set PAPERBANANA_VLM_PROVIDER and its key to use a "
    "language model"
)
_FEWEST_ARROWS, _FEWEST_LISTED = 3, 3
_MOST_NAMED, _MOST_HINTED, _APART = 10, 4, 2
"""Parts that a note names, and that a refusal does; lone arrows of a short text that are drawn."""
_ARROW = 0.12
"""What an arrow is worth beside the share of the outlines shown."""
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
    """A note that names what sentences tell beside what one figure shows."""
    shown = {name.casefold() for e in spec.elements for name in (e.label, *e.aliases)}
    told_of = dict.fromkeys(name for basis in Basis for name in sketch(told, built_on=basis).stated)
    left = [name for name in told_of if name.casefold() not in shown]
    named = ", ".join(f"'{name}'" for name in left[:_MOST_NAMED])
    more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
    note = f"Left out of a figure of {len(spec.elements)} boxes, though sentences tell of it: {named}{more}."
    return (note,) if left else ()


def _shows(told: Told, brief: PlanBrief, spec: DiagramSpec) -> float:
    """How much of what the text lays out and states a figure shows; of equals the first is the one."""
    report = check_support(spec, brief.source, brief.caption, skeleton=told.skeleton)
    shown = coverage(spec, report, told.skeleton, ())
    share = 1 - shown.lost / shown.total if shown.total else 0
    return share + _ARROW * len(spec.connections)


def _refusal(told: Told) -> str:
    if is_unsegmented(told.document.source):
        return (
            "the sentences of this language are not read by the built-in engine, which draws of it only chains, lists "
            f"and headings of short names, so that no methodology figure is drawn: {_ADVICE}"
        )
    if not any(sentence.tokens for sentence in told.document.sentences):
        return "the source contains no prose that describes a method"
    if any(outline.form is Form.HEADINGS for outline in told.skeleton.outlines):
        unsaid = "what goes from one part of its headings to the other, and an outline is no method figure"
    else:
        unsaid = "which parts the method has and what goes from one to another, so that no methodology figure is drawn"
    told_of = [f"'{name}'" for name in sketch(told, built_on=Basis.CLAUSES).stated[:_MOST_HINTED]]
    hint = f" (too few clauses could be read, among them some of {', '.join(told_of)})" if told_of else ""
    return f"the text does not say for certain {unsaid}{hint}: {_ADVICE}"


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
        if not report.unsupported:
            break
        refused |= figure.names({part.subject for part in report.unsupported})
    kept = pruned(spec, report)
    worth = _worth_drawing(told, kept, figure) if kept is not None else None
    forms = {outline.form for outline in figure.outlines}
    contents = bool(forms) and forms <= {Form.HEADINGS, Form.PANELS}
    return None if worth is None or (contents and not worth.connections) else worth


def _worth_drawing(told: Told, spec: DiagramSpec, figure: Figure) -> DiagramSpec | None:
    """Without boxes that nothing holds; ``None`` for a figure that would show next to nothing."""
    ids = figure.ids()
    listed = {ids[box.key] for box in figure.boxes.values() if box.listed}
    ends = Counter(end for c in spec.connections for end in (c.source, c.target))
    lone = [
        c for c in spec.connections if ends[c.source] == ends[c.target] == 1 and listed.isdisjoint((c.source, c.target))
    ]
    firm = tuple(c for c in spec.connections if c not in lone)
    firm += tuple(lone[:_APART]) if len(told.document.sentences) <= SHORT_TEXT else ()
    held = listed | {end for c in firm for end in (c.source, c.target)}
    joined = any(c.source in listed and c.target in listed for c in firm)
    fewest = 1 if figure.named else 2 if figure.brief or joined else _FEWEST_LISTED
    leads_on = not {c.source for c in firm}.isdisjoint(c.target for c in firm)
    if sum(e.id in listed for e in spec.elements) < fewest and not leads_on and len(firm) < _FEWEST_ARROWS:
        return None
    elements = tuple(e for e in spec.elements if e.id in held)
    parents = {group.id: group.parent for group in spec.groups}
    used = {e.group for e in elements}
    used |= {parents[group] for group in used if group is not None}
    groups = tuple(g for g in spec.groups if g.id in used)
    if len(told.document.sentences) <= SHORT_TEXT:  # what a longer text makes or takes elsewhere may not be drawn
        elements = _kinds_settled(elements, firm, listed)
    return replace(spec, elements=elements, connections=firm, groups=groups)


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


def _kinds_settled(
    elements: tuple[Element, ...], connections: Collection[Connection], listed: Collection[str]
) -> tuple[Element, ...]:
    """Data that nothing makes is an input, data that nothing takes an output; so is what no word calls a part."""
    made, taken = {c.target for c in connections}, {c.source for c in connections}
    senders = {c.source for c in connections if c.label}
    settled = []
    for element in elements:
        unknown = element.kind is ElementKind.PROCESS and element.id not in listed and element.id not in senders
        data = element.kind is ElementKind.DATA or (unknown and not works(element.label))
        if data and (element.id in made) != (element.id in taken):
            kind = ElementKind.INPUT if element.id in taken else ElementKind.OUTPUT
            settled.append(replace(element, kind=kind))
        else:
            settled.append(element)
    return tuple(settled)
