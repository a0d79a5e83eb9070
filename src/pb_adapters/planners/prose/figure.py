"""The figure in the making: the author's outlines as boxes, arrows and frames, then what sentences add."""

import itertools
import re
import textwrap
from collections.abc import Collection
from enum import StrEnum

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.boxes import Arrow, Box, Figure, Frame
from pb_adapters.planners.prose.flows import add_flows
from pb_adapters.planners.prose.parts import lay_out_parts
from pb_adapters.planners.prose.reading import Told
from pb_adapters.planners.prose.selection import PART_NOUN, aliases_of, chosen_outlines, key_of_item, label_of
from pb_core.domain.diagrams.kinds import kind_of
from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.skeleton.outlines import Form, Item, Outline
from pb_core.domain.diagrams.spec import ElementKind

_NO_FRAME = re.compile(r"[_^=\\$]|\b(?:considerations?|details?|discussion)\b", re.IGNORECASE)
_REST = re.compile(r"\s*(?:[:–—]\s+)?(?P<rest>(?!(?:and|or|,)\b)[a-z][^.,;:()–—]*?)(?=\s+and\b|[.,;:()–—]|$)")
_HANGING = re.compile(r"(?: (?:for|to|of|in|on|with|by|from|into|the|an?|and|or|as|at|that|which))+$")
_CASE = re.compile(r"\W*(?:if|otherwise|unless)\b", re.IGNORECASE)  # a step so told follows only at times
_PARALLEL = re.compile(r"\b(?:in parallel|concurrently|side by side)\b")
_CHOICE = re.compile(r"\b(?:any of|one of|either|alternatives?|options?|optional(?:ly)?)\b", re.IGNORECASE)
_LONGEST_DETAIL, _LONGEST_ROW, _LONGEST_TITLE = 60, 160, 100  # characters
_GENERIC = re.compile(rf"(?:the|our|proposed|main|key|following|different|research|overview|\s|methods?|methodology|"
                      rf"approach|{PART_NOUN.pattern})+", re.IGNORECASE)  # fmt: skip


class Basis(StrEnum):
    """What a figure is built on."""

    OUTLINES = "outlines"
    """What the author lays out, but for headings."""
    HEADINGS = "headings"
    """The same, with headings."""
    CLAUSES = "clauses"
    """Only what sentences state."""


def sketch(told: Told, refused: Collection[str] = (), built_on: Basis = Basis.OUTLINES) -> Figure:
    """Boxes and arrows of a text: the author's outlines first, then what its clauses add.

    ``refused`` names boxes and arrows (``from->to``) by their keys that may not be in it.
    """
    document = told.document
    brief = sum(sentence.start < document.caption_at for sentence in document.sentences) == 1
    figure = Figure(boxes={}, arrows=[], frames=[], brief=brief)
    chosen = chosen_outlines(told, by_headings=built_on is Basis.HEADINGS) if built_on is not Basis.CLAUSES else []
    for outline in chosen:
        _lay_out(told, figure, outline, several=len(chosen) > 1)
    lay_out_parts(told, figure, refused)
    add_flows(told, figure, refused)
    _open_boxes(figure)
    _sort(told, figure)
    return figure


def _sort(told: Told, figure: Figure) -> None:
    """Put the boxes in the order of the text, those of a frame together."""
    places = {key: _place(told, box) for key, box in figure.boxes.items()}
    homes: dict[int | None, int] = {}
    for key, box in figure.boxes.items():
        if box.group is not None:
            homes[box.group] = min(places[key], homes.get(box.group, places[key]))
    order = sorted(figure.boxes, key=lambda key: (homes.get(figure.boxes[key].group, places[key]), places[key]))
    figure.boxes = {key: figure.boxes[key] for key in order}


def _place(told: Told, box: Box) -> int:
    entity = told.registry.entities.get(box.key)
    if not box.listed and entity is not None:
        return entity.mentions[0].start
    # a heading's words may stand in a sentence before it
    line = re.search(rf"^[^\n]{{0,16}}({re.escape(box.evidence)})\W*$", told.document.source, re.MULTILINE)
    at = line.start(1) if line is not None else max(told.document.source.find(box.evidence), 0)
    return max(told.document.text.find(box.label, at, at + len(box.evidence)), at)


def _lay_out(told: Told, figure: Figure, outline: Outline, *, several: bool) -> None:
    frame = _frame(told, figure, outline, several=several)
    keys = []
    for item in outline.items:
        key = key_of_item(told, item)
        if key in figure.boxes and outline.form is Form.CHAIN and kind_of(item.name) is ElementKind.OPERATION:
            key = f"{key} {len(figure.boxes)}"  # each chain has a normalisation of its own
        keys.append(key)
        if key not in figure.boxes:
            label = label_of(told, item.name)
            aliases = aliases_of(told, key, item.name)
            figure.boxes[key] = Box(
                key=key, label=label, evidence=item.evidence, group=frame,
                aliases=aliases if label == item.name else (item.name, *aliases[:11]),
                listed=True, kind=_kind(outline, item.name), detail=_detail(item, label),
            )  # fmt: skip
    if outline.ordered and not _is_parallel(told, outline):
        for (one, other), item in zip(itertools.pairwise(keys), outline.items[1:], strict=True):
            known = any((arrow.source, arrow.target) == (one, other) for arrow in figure.arrows)
            if one != other and not known and not _CASE.match(item.evidence):
                figure.arrows.append(Arrow(source=one, target=other, evidence=item.evidence))
    figure.outlines = (*figure.outlines, outline)


def _is_parallel(told: Told, outline: Outline) -> bool:
    """Whether the sentence before them offers a choice, or one says of them that it goes on beside others."""
    text, at = told.document.text, told.document.text.find(outline.items[0].evidence[:80])
    before = next((s for s in reversed(told.document.sentences) if s.end <= at), None)
    if before is not None and _CHOICE.search(text, before.start, before.end):
        return True
    names = [re.compile(rf"\b{re.escape(item.name.casefold())}\b") for item in outline.items]
    for sentence in told.document.sentences:
        said = " ".join(told.document.text[sentence.start : sentence.end].split()).casefold()
        found = _PARALLEL.search(said)
        named = sum(name.search(said, 0, found.start()) is not None for name in names) if found is not None else 0
        if found is not None and named > (0 if said.startswith((" with ", " to "), found.end()) else 1):
            return True
    return False


def _detail(item: Item, label: str) -> str:
    """What the author goes on to say of an item right behind its name, if it is short."""
    text = " ".join(readable(item.evidence).split())
    name = label if item.name.startswith(label) else item.name
    at = text.casefold().find(name.casefold())
    found = _REST.match(text, at + len(name)) if at >= 0 else None
    detail = _HANGING.sub("", found["rest"].strip()) if found else ""
    telling = len(re.findall(r"[^\W_]{3}", detail)) > 1 or any(sign.isdigit() for sign in detail)
    return detail if telling and len(detail) <= _LONGEST_DETAIL else ""


def _kind(outline: Outline, name: str) -> ElementKind:
    """What a listed item is; what is named by a verb is done."""
    opening = next((words.verb_form(word) for word in name.casefold().split() if not word.endswith("ly")), None)
    noun = (
        opening is None
        or opening[1] is words.Form.PAST
        or (opening[1] is words.Form.BASE and opening[0] in words.NOUN_TOO)
    )
    kind = kind_of(name) if noun else ElementKind.PROCESS
    step = outline.ordered and outline.form is not Form.CHAIN and kind is ElementKind.DATA
    return ElementKind.PROCESS if step else kind


def _frame(told: Told, figure: Figure, outline: Outline, *, several: bool) -> int | None:
    """A frame where the author gives a title: that of a list, or the heading over one of several rows of steps."""
    title = outline.title
    if outline.ordered:
        title = _heading(told, outline) if several else ""
    name = title.casefold()
    if not name or _NO_FRAME.search(name) or len(name) > _LONGEST_TITLE or _GENERIC.fullmatch(name):
        return None
    known = next((place for place, frame in enumerate(figure.frames) if frame.title.casefold() == name), None)
    if known is None:
        figure.frames.append(Frame(title=title))
    return len(figure.frames) - 1 if known is None else known


def _heading(told: Told, outline: Outline) -> str:
    at = told.document.source.find(outline.items[0].evidence[:80])
    return next((s.heading for s in told.document.sentences if s.start <= at < s.end), "")


def _open_boxes(figure: Figure) -> None:
    """A listed part that a row of others stands under becomes the frame around them.

    If an arrow ends at it, it stays a box, and they become its second line: the same name twice would be two things.
    """
    ends = {end for arrow in figure.arrows for end in (arrow.source, arrow.target)}
    for place, frame in enumerate(figure.frames):
        members = {box.key for box in figure.boxes.values() if box.group == place}
        for box in list(figure.boxes.values()):
            if box.key in members or not members or not frame.title.casefold().startswith(box.label.casefold()):
                continue
            if box.key not in ends:
                frame.title, frame.parent = box.label, box.group
                del figure.boxes[box.key]
            elif members.isdisjoint(ends):
                labels = [figure.boxes.pop(key).label for key in list(figure.boxes) if key in members]
                box.detail = textwrap.shorten(", ".join(labels), _LONGEST_ROW, placeholder=" …")
                break
