"""Plan diff: what changed between two plans of a diagram, part by part."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import asdict

from pb_core.domain.diagrams.quotations import squeezed
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling, names_of
from pb_core.domain.diagrams.twins import arrow_name, twin_words

_UNSHOWN = frozenset({"id", "evidence", "aliases"})
"""What of a part no drawing shows."""

_Once = tuple[Connection, tuple[str, str]]
"""An arrow as it was, and its ends by the ids that they have now."""

_IN_WORDS = {"color": "colour", "zoom": "panel of its inside", "tip": "kind of head", "heavy": "weight"}


class Part(StrEnum):
    """What of a plan changed."""

    ELEMENT = "element"
    ARROW = "arrow"
    GROUP = "group"
    LOOK = "look"


class Change(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    REVERSED = "reversed"
    CHANGED = "changed"


class PartChange(Struct, frozen=True, kw_only=True):
    """One part that changed.

    ``name`` is its id, ``from->to`` of an arrow, a field of the look: as it is now, of what is gone as it was.
    ``before`` and ``after`` are its label, for an arrow those of its ends, for the look the values; ``""`` where there
    is none. ``fields`` are those that changed of a part that is still there.
    """

    part: Part
    change: Change
    name: str
    before: str = ""
    after: str = ""
    fields: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The change in words."""
        what = "" if self.part is Part.ELEMENT else f"the {self.part.value} "
        match self.change:
            case Change.RENAMED:
                return f"{what}'{self.before}' is called '{self.after}'"
            case Change.CHANGED if self.part is Part.LOOK:
                return f"{self.name} is {self.after or 'none'}, and was {self.before or 'none'}"
            case Change.CHANGED:
                fields = ", ".join(_IN_WORDS.get(field, field) for field in self.fields)
                return f"{what}'{self.after}' has another {fields}"
            case _:
                return f"{what}'{self.after or self.before}' is {self.change.value}"


class PlanDiff(Struct, frozen=True, kw_only=True):
    """All that changed, in the order of the plan as it is now; what was removed comes after what is there."""

    changes: tuple[PartChange, ...] = ()

    def of(self, part: Part) -> tuple[PartChange, ...]:
        """The changes of one sort of parts."""
        return tuple(change for change in self.changes if change.part is part)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each change in words."""
        return tuple(change.sentence for change in self.changes)


def diff(
    before: DiagramSpec, after: DiagramSpec, look_before: Styling | None = None, look_after: Styling | None = None
) -> PlanDiff:
    """What changed from one plan to another, and of their looks where both are given.

    A part is the same where its id is, or else its label: plans that people write name parts anew.
    """
    elements = _matched(before.elements, after.elements)
    groups = _matched(before.groups, after.groups)
    same = elements | groups
    looks = list(_titles(before.title, after.title))
    looks += _looks(look_before, look_after, same) if look_before and look_after else ()
    return PlanDiff(
        changes=(
            *_parts(Part.ELEMENT, before.elements, after.elements, same),
            *_arrows(before, after, same),
            *_parts(Part.GROUP, before.groups, after.groups, same),
            *looks,
        )
    )


def _label(part: Element | Group) -> str:
    return part.label if isinstance(part, Element) else part.title


def _matched(before: Sequence[Element | Group], after: Sequence[Element | Group]) -> dict[str, str]:
    """The id that each part has now by the one that it had."""
    now = {part.id: part for part in after}
    found = {part.id: part.id for part in before if part.id in now}
    free = {squeezed(_label(part)): part.id for part in reversed(after) if part.id not in found}
    for part in before:
        if part.id not in found and (name := free.pop(squeezed(_label(part)), None)) is not None:
            found[part.id] = name
    return found


def _parts(
    what: Part, before: Sequence[Element | Group], after: Sequence[Element | Group], same: dict[str, str]
) -> Iterator[PartChange]:
    old = {same[part.id]: part for part in before if part.id in same}
    for part in after:
        was, label = old.get(part.id), _label(part)
        if was is None:
            yield PartChange(part=what, change=Change.ADDED, name=part.id, after=label)
            continue
        fields = _fields(was, part, same)
        name = "label" if isinstance(part, Element) else "title"
        if name in fields:
            rest = tuple(field for field in fields if field != name)
            change = Change.RENAMED
            yield PartChange(part=what, change=change, name=part.id, before=_label(was), after=label, fields=rest)
        elif fields:
            yield PartChange(part=what, change=Change.CHANGED, name=part.id, before=label, after=label, fields=fields)
    gone = (part for part in before if part.id not in same)
    yield from (PartChange(part=what, change=Change.REMOVED, name=part.id, before=_label(part)) for part in gone)


def _fields(was: Element | Group, part: Element | Group, same: dict[str, str]) -> tuple[str, ...]:
    """What differs of a part that both plans have; homes are compared by what they are now."""
    one, other = asdict(was), asdict(part)
    for home in ("group", "parent"):
        if home in one:
            one[home] = same.get(one[home], one[home])
    return tuple(name for name in one if name not in _UNSHOWN and one[name] != other[name])


def _arrows(before: DiagramSpec, after: DiagramSpec, same: dict[str, str]) -> Iterator[PartChange]:
    left = [(arrow, _ends(arrow, same)) for arrow in before.connections]
    kept = _unchanged(left, after)
    left = [pair for pair in left if pair not in kept.values()]
    named, once = names_of(after), names_of(before)
    for arrow, twin in zip(after.connections, twin_words(after.connections), strict=True):
        ends, name = (arrow.source, arrow.target), arrow_name(arrow.source, arrow.target, twin)
        was = kept.get(arrow.identity) or next((p for p in left if p[1] == ends and p[0].kind is arrow.kind), None)
        was = was or next((pair for pair in left if pair[1] == ends), None)
        turned = None if was else next((pair for pair in left if pair[1] == ends[::-1]), None)
        if (found := was or turned) in left:
            left.remove(found)
        words = _words(ends, named, twin)
        if turned:
            yield PartChange(
                part=Part.ARROW,
                change=Change.REVERSED,
                name=name,
                before=_words(ends[::-1], named, twin),
                after=words,
                fields=_differences(turned[0], arrow),
            )
        elif was is None:
            yield PartChange(part=Part.ARROW, change=Change.ADDED, name=name, after=words)
        elif fields := _differences(was[0], arrow):
            yield PartChange(
                part=Part.ARROW, change=Change.CHANGED, name=name, before=words, after=words, fields=fields
            )
    twins = dict(zip(before.connections, twin_words(before.connections), strict=True))
    for arrow, _ in left:
        ends, twin = (arrow.source, arrow.target), twins[arrow]
        name, words = arrow_name(*ends, twin), _words(ends, once, twin)
        yield PartChange(part=Part.ARROW, change=Change.REMOVED, name=name, before=words)


def _unchanged(arrows: Sequence[_Once], after: DiagramSpec) -> dict[tuple[str, ...], _Once]:
    """The arrows that both plans have, by their identity now."""
    now = {arrow.identity for arrow in after.connections}
    found = {(*ends, *arrow.identity[2:]): (arrow, ends) for arrow, ends in arrows}
    return {identity: once for identity, once in found.items() if identity in now}


def _ends(arrow: Connection, same: dict[str, str]) -> tuple[str, str]:
    """The ends of an arrow by the ids that they have now; of those that are gone, by no id of the plan."""
    source, target = (same.get(end, f"\0{end}") for end in (arrow.source, arrow.target))
    return source, target


def _words(ends: Iterable[str], names: dict[str, str], twin: str = "") -> str:
    return " → ".join(names[end] for end in ends) + (f": {twin}" if twin else "")


def _differences(one: Connection, other: Connection) -> tuple[str, ...]:
    shown = ("label", "kind", "heads", "tip", "heavy")
    return tuple(name for name in shown if getattr(one, name) != getattr(other, name))


def _looks(one: Styling, other: Styling, same: dict[str, str]) -> Iterator[PartChange]:
    before, after = asdict(one), asdict(other)
    before["emphasis"] = tuple(same.get(name, name) for name in one.emphasis)
    for name, value in before.items():
        if value != after[name]:
            yield PartChange(
                part=Part.LOOK, change=Change.CHANGED, name=name, before=_said(value), after=_said(after[name])
            )


def _titles(one: str, other: str) -> Iterator[PartChange]:
    if one != other:
        yield PartChange(part=Part.LOOK, change=Change.CHANGED, name="title", before=one, after=other)


def _said(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
