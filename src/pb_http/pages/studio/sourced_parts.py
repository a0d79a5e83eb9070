"""Sourced parts: each box, arrow and frame of a diagram beside the words of its source, and the text with its marks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.figure_trace import ShownElsewhere
from pb_core.domain.diagrams.drawn_names import ELEMENT, drawn_names, identifiers
from pb_core.domain.diagrams.quotations import Place, compiled
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, names_of
from pb_core.domain.diagrams.support import PartSupport
from pb_core.domain.diagrams.twins import arrow_names
from pb_core.domain.tasks import DiagramRecord

_WHOLE = 60_000
"""Characters of a text that is shown without gaps; of a longer one what no part rests on is cut short."""
_AROUND = 600
_NOTHING_ELSEWHERE = ShownElsewhere()
NOT_HELD = "not held"
"""The verdict on parts that there was no text for."""


class SourcedPart(Struct, frozen=True, kw_only=True):
    """A part of a diagram: its ``key`` on the page, what it is, its verdict and the words that it rests on.

    ``subject`` is its id, the name of an arrow; ``passages`` are the numbers of the marks in the text.
    """

    key: str
    subject: str
    sort: str
    name: str
    kind: str = ""
    detail: str = ""
    verdict: str = NOT_HELD
    why: str = ""
    quotation: str = ""
    passages: tuple[int, ...] = ()


class Passage(Struct, frozen=True, kw_only=True):
    """A piece of the text, and the keys of the parts that rest on it; ``omitted`` characters of it are not shown."""

    text: str
    number: int = 0
    parts: tuple[str, ...] = ()
    omitted: int = 0


Groups = Mapping[str, Mapping[str, str]]
"""Attributes of the groups of an SVG by their ids."""


class SourcedFigure(Struct, frozen=True, kw_only=True):
    """The parts of a figure, what each group of its SVG shows, and its source and caption in passages.

    ``drawn`` are keys by the names of groups: that of the part, then of those that are drawn as lines in its box.
    """

    parts: tuple[SourcedPart, ...]
    drawn: Mapping[str, tuple[str, ...]]
    source: tuple[Passage, ...] = ()
    caption: tuple[Passage, ...] = ()

    def looked_at(self, part: str = "", passage: int = 0) -> tuple[SourcedPart, ...]:
        """The part with this key, or all that rest on a passage."""
        return tuple(one for one in self.parts if one.key == part or (passage and passage in one.passages))

    def groups(self, chosen: Collection[str]) -> Groups:
        """How the groups of the SVG are marked on the page; ``chosen`` are the keys of what is looked at."""
        parts = {part.key: part for part in self.parts}
        return {name: _marked(name, keys, parts[keys[0]], chosen) for name, keys in self.drawn.items()}


def _marked(name: str, keys: tuple[str, ...], part: SourcedPart, chosen: Collection[str]) -> Mapping[str, str]:
    return {
        "data-part": " ".join(keys),
        "data-kind": "box" if name.startswith(ELEMENT) else part.sort,
        "data-verdict": part.verdict,
        "class": "" if set(keys).isdisjoint(chosen) else "chosen",
    }


def sourced(
    record: DiagramRecord, source: str, caption: str, elsewhere: ShownElsewhere = _NOTHING_ELSEWHERE
) -> SourcedFigure:
    """A diagram beside its source, as its plan was held against it; ``elsewhere`` are parts that others stand for.

    Reading a long text takes seconds: call it in a thread.
    """
    parts = tuple(_parts(record))
    text = f"{source}\n\n{caption}" if caption else source  # as support was checked
    index = compiled(text) if source else None
    marks = {part.key: index.marked(part.quotation) if index and part.quotation else () for part in parts}
    pieces = tuple(_pieces(text, marks, len(source)))
    in_source = [piece for piece, (start, _) in pieces if start < len(source)]
    in_caption = [piece for piece, (start, _) in pieces if start >= len(source)]
    return SourcedFigure(
        parts=tuple(_with_passages(part, pieces) for part in parts),
        drawn=_drawn(record.spec, parts, elsewhere),
        source=tuple(_shortened(in_source)),
        caption=tuple(in_caption),
    )


def _drawn(spec: DiagramSpec, parts: Sequence[SourcedPart], elsewhere: ShownElsewhere) -> Mapping[str, tuple[str, ...]]:
    """What each group of an SVG shows: a part, or those that share it; after it those drawn as lines in its box."""
    drawn: dict[str, tuple[str, ...]] = {}
    named = drawn_names(spec, elsewhere.continuations, elsewhere.gatherings)
    for names, part in zip(named, parts, strict=True):
        drawn |= {name: (*drawn.get(name, ()), part.key) for name in names}
    keys = {part.subject: part.key for part in reversed(parts) if part.sort != "arrow"}
    for fold in elsewhere.folds:
        name = identifiers()(ELEMENT, fold.into)  # the box of a group that is folded is drawn as an element's
        if {fold.element, fold.into} <= keys.keys():
            drawn[name] = (*drawn.get(name, (keys[fold.into],)), keys[fold.element])
    return drawn


def subject_of(spec: DiagramSpec, key: str) -> tuple[str, str] | None:
    """Which sort of part a key stands for, and the part's id, or name of an arrow; ``None`` for no part."""
    found = (
        *((f"element-{number}", "box", element.id) for number, element in enumerate(spec.elements)),
        *((f"arrow-{number}", "arrow", name) for number, name in enumerate(arrow_names(spec.connections))),
        *((f"group-{number}", "frame", group.id) for number, group in enumerate(spec.groups)),
    )
    return next(((sort, subject) for name, sort, subject in found if name == key), None)


def _parts(record: DiagramRecord) -> Iterator[SourcedPart]:
    spec, support = record.spec, record.support
    names = names_of(spec)
    for number, (element, verdict) in enumerate(zip_longest(spec.elements, support.elements)):
        yield _part(f"element-{number}", "box", element.label, element, verdict)
    subjects = arrow_names(spec.connections)
    for number, (arrow, verdict) in enumerate(zip_longest(spec.connections, support.connections)):
        ends = " → ".join(names[end] for end in arrow.ends)
        yield replace(_part(f"arrow-{number}", "arrow", ends, arrow, verdict), subject=subjects[number])
    for number, (group, verdict) in enumerate(zip_longest(spec.groups, support.groups)):
        yield _part(f"group-{number}", "frame", group.title, group, verdict)


def _part(
    key: str, sort: str, name: str, part: Element | Connection | Group, verdict: PartSupport | None
) -> SourcedPart:
    return SourcedPart(
        key=key,
        subject=part.name if isinstance(part, Connection) else part.id,
        sort=sort,
        name=" ".join(name.split()),
        kind="" if isinstance(part, Group) else part.kind.value,
        detail=part.detail if isinstance(part, Element) else part.label if isinstance(part, Connection) else "",
        verdict=verdict.support.value if verdict else NOT_HELD,
        why=verdict.why if verdict else "",
        quotation=(verdict.quotation if verdict else "") or part.evidence,
    )


def _pieces(text: str, marks: Mapping[str, Sequence[Place]], cut: int) -> Iterator[tuple[Passage, Place]]:
    """The text cut wherever a mark begins or ends, and at ``cut``; each piece with the parts whose marks hold it."""
    bounds = sorted({0, cut, len(text), *(edge for places in marks.values() for place in places for edge in place)})
    number = 0
    for start, end in pairwise(bounds):
        holding = tuple(
            key for key, places in marks.items() if any(one <= start and end <= other for one, other in places)
        )
        number += bool(holding)
        yield Passage(text=text[start:end], number=number if holding else 0, parts=holding), (start, end)


def _with_passages(part: SourcedPart, pieces: Sequence[tuple[Passage, Place]]) -> SourcedPart:
    found = tuple(piece.number for piece, _ in pieces if part.key in piece.parts)
    return replace(part, passages=found)


def _shortened(pieces: Sequence[Passage]) -> Iterator[Passage]:
    """The pieces of a text; of a long one, the unmarked are cut in their middle."""
    is_long = sum(len(piece.text) for piece in pieces) > _WHOLE
    for piece in pieces:
        rest = len(piece.text) - 2 * _AROUND
        if not is_long or piece.parts or rest <= 0:
            yield piece
            continue
        yield Passage(text=piece.text[:_AROUND])
        yield Passage(text="", omitted=rest)
        yield Passage(text=piece.text[-_AROUND:])
