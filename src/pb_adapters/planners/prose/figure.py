"""The figure in the making: which outlines and entities become boxes, and which links arrows."""

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec.structs import replace

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.boxes import Arrow, Box, Figure, Frame
from pb_adapters.planners.prose.entities import Entity
from pb_adapters.planners.prose.kinds import kind_of
from pb_adapters.planners.prose.parts import lay_out_parts
from pb_adapters.planners.prose.reading import Link, Told, is_void
from pb_adapters.planners.prose.selection import PART_NOUN, SHORT_TEXT, chosen_outlines, concise, key_of_item
from pb_core.domain.diagrams.markup import readable
from pb_core.domain.diagrams.skeleton import Form, Item, Outline, is_elsewhere
from pb_core.domain.diagrams.spec import ElementKind

_BOXES = 10
"""Boxes of a figure, unless the author lists more."""
_MOST_BOXES, _BESIDE = 14, 8
"""Most boxes of a figure that sentences bring in, and most of them beside those that the author lists."""
_OFTEN, _FEWEST = 3, 3
_ELLIPSIS, _MOST_QUOTES = " … ", 3
_OBJECT = re.compile(r"\w+ (?:the|an?|all|each|every|its|their|our)\b", re.IGNORECASE)
_NO_FRAME = re.compile(r"[_^=\\$]|\b(?:considerations?|details?|discussion)\b", re.IGNORECASE)
_REST = re.compile(r"\s*(?:[:–—]\s+)?(?P<rest>(?!(?:and|or|,)\b)[a-z][^.,;:()–—]*?)(?=\s+and\b|[.,;:()–—]|$)")
_HANGING = re.compile(r"(?: (?:for|to|of|in|on|with|by|from|into|the|an?|and|or|as|at|that|which))+$")
_PARALLEL = re.compile(r"\b(?:in parallel|concurrently|side by side)\b")
_LONGEST_DETAIL, _LONGEST_ROW, _LONGEST_TITLE = 60, 160, 100  # characters
_GENERIC = re.compile(rf"(?:the|our|proposed|main|key|following|different|research|overview|\s|methods?|methodology|"
                      rf"approach|{PART_NOUN.pattern})+", re.IGNORECASE)  # fmt: skip


class Basis(StrEnum):
    """What a figure is built on."""

    OUTLINES = "outlines"
    """What the author lays out; headings only where sentences say what goes to or from most of what they name."""
    HEADINGS = "headings"
    """The same, with headings even where no sentence does."""
    CLAUSES = "clauses"
    """Only what sentences state."""


def sketch(told: Told, refused: Collection[str] = (), built_on: Basis = Basis.OUTLINES) -> Figure:
    """Boxes and arrows of a text: the author's outlines first, then what its clauses add.

    ``refused`` names boxes and arrows (``from->to``) by their keys that may not be in it.
    """
    figure = Figure(boxes={}, arrows=[], frames=[], brief=told.document.is_sentence)
    chosen = chosen_outlines(told, by_headings=built_on is Basis.HEADINGS) if built_on is not Basis.CLAUSES else []
    for outline in chosen:
        _lay_out(told, figure, outline, several=len(chosen) > 1)
    lay_out_parts(told, figure, refused)
    _add_links(told, figure, refused)
    _open_boxes(figure)
    _sort(told, figure)
    return figure


def _sort(told: Told, figure: Figure) -> None:
    """Put the boxes in the order of the text, those of a frame together."""
    places = {key: _place(told, box) for key, box in figure.boxes.items()}
    homes: dict[int, int] = {}
    for key, box in figure.boxes.items():
        if box.group is not None:
            homes[box.group] = min(places[key], homes.get(box.group, places[key]))
    order = sorted(figure.boxes, key=lambda key: (homes.get(_group(figure, key), places[key]), places[key]))
    figure.boxes = {key: figure.boxes[key] for key in order}


def _group(figure: Figure, key: str) -> int:
    group = figure.boxes[key].group
    return -1 if group is None else group


def _place(told: Told, box: Box) -> int:
    entity = told.registry.entities.get(box.key)
    if not box.listed and entity is not None:
        return entity.mentions[0].start
    at = max(told.document.source.find(box.evidence), 0)
    return max(told.document.text.find(box.label, at, at + len(box.evidence)), at)


# --- outlines


def _lay_out(told: Told, figure: Figure, outline: Outline, *, several: bool) -> None:
    frame = _frame(told, figure, outline, several=several)
    keys = []
    for item in outline.items:
        key = key_of_item(told, item)
        keys.append(key)
        if key not in figure.boxes:
            label = concise(item.name)
            aliases = _aliases(told, key, item.name)
            figure.boxes[key] = Box(
                key=key, label=label, evidence=item.evidence, group=frame,
                aliases=aliases if label == item.name else (item.name, *aliases[:11]),
                listed=True, kind=_kind(told, key, outline, item.name), detail=_detail(item),
            )  # fmt: skip
    if outline.ordered and not _is_parallel(told, outline):
        for (one, other), item in zip(itertools.pairwise(keys), outline.items[1:], strict=True):
            if one != other and not any((a.source, a.target) == (one, other) for a in figure.arrows):
                figure.arrows.append(Arrow(source=one, target=other, evidence=item.evidence))
    figure.outlines = (*figure.outlines, outline)


def _is_parallel(told: Told, outline: Outline) -> bool:
    """Whether a sentence says of one of them that it goes on beside others."""
    names = [item.name.casefold() for item in outline.items]
    for sentence in told.document.sentences:
        said = " ".join(told.document.text[sentence.start : sentence.end].split()).casefold()
        found = _PARALLEL.search(said)
        if found is not None and any(name in said[: found.start()] for name in names):
            return True
    return False


def _detail(item: Item) -> str:
    """What the author goes on to say of an item right behind its name, if it is short."""
    text = " ".join(readable(item.evidence).split())
    at = text.casefold().find(item.name.casefold())
    found = _REST.match(text, at + len(item.name)) if at >= 0 else None
    detail = _HANGING.sub("", found["rest"].strip()) if found else ""
    telling = len(re.findall(r"[^\W_]{3}", detail)) > 1 or any(sign.isdigit() for sign in detail)
    return detail if telling and len(detail) <= _LONGEST_DETAIL else ""


def _kind(told: Told, key: str, outline: Outline, name: str) -> ElementKind:
    """What a listed item is; what is named by a verb is done."""
    opening = words.verb_form(name.split(maxsplit=1)[0].casefold())
    known = key in told.registry.entities or outline.form in (Form.CHAIN, Form.LIST)
    governs = opening is not None and opening[1] is not words.Form.ING and _OBJECT.match(name) is not None
    done = governs or (opening is not None and opening[1] is not words.Form.PAST and opening[0] not in words.NOUN_TOO)
    kind = kind_of(name) if known and not done else ElementKind.PROCESS
    step = outline.ordered and outline.form is not Form.CHAIN and kind is ElementKind.DATA
    return ElementKind.PROCESS if step else kind


def _frame(told: Told, figure: Figure, outline: Outline, *, several: bool) -> int | None:
    """A frame where the author gives a title: that of a list, or the heading over one of several rows of steps."""
    title = outline.title
    if outline.ordered:
        title = _heading(told, outline) if several else ""
    name = title.casefold()
    if (
        not name
        or _NO_FRAME.search(name)
        or len(name) > _LONGEST_TITLE
        or _GENERIC.fullmatch(name)
        or is_elsewhere(f"{name} overview")
    ):
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
                box.detail = _row([figure.boxes.pop(key).label for key in list(figure.boxes) if key in members])
                break


def _row(labels: Sequence[str]) -> str:
    """As many labels as a second line has room for."""
    shown = ""
    for label in labels:
        longer = f"{shown}, {label}" if shown else label
        shown = longer if len(longer) <= _LONGEST_ROW else shown
    return shown


def _aliases(told: Told, key: str, label: str) -> tuple[str, ...]:
    entity = told.registry.entities.get(key)
    if entity is None:
        return ()
    return tuple(text for text in entity.spellings if text.casefold() != label.casefold())[:12]


# --- clauses


Ends = tuple[str, str]


def _add_links(told: Told, figure: Figure, refused: Collection[str]) -> None:
    """Arrows between boxes, then those that bring in what the text names again and again, one piece after the other."""
    said = _eligible(told, figure, refused)
    pieces = sorted(_pieces(said), key=lambda piece: _piece_claim(told, figure, said, piece), reverse=True)
    for piece in pieces:
        new = dict.fromkeys(end for ends in piece for end in ends if end not in figure.boxes)
        if not _touches(piece, figure.boxes) and len(figure.boxes) + min(len(new), _FEWEST) > _room(figure):
            _crowd_out(told, figure, new)
            piece.clear()
        _grow(told, figure, said, piece, [ends for ends in piece if not _is_leaf(told, said, piece, ends)])
    for piece in pieces:
        _grow(told, figure, said, piece, piece)


def _grow(
    told: Told, figure: Figure, said: Mapping[Ends, list[Link]], piece: list[Ends], ready: Sequence[Ends]
) -> None:
    """Add those arrows of a piece that are ready, the weightiest of those that touch the figure first."""
    left = list(ready)
    while left:
        pair = max(left, key=lambda ends: _claim(told, figure, said, ends))
        left.remove(pair)
        piece.remove(pair)
        _add_arrow(told, figure, pair, said[pair])


def _is_leaf(told: Told, said: Mapping[Ends, Sequence[Link]], piece: Sequence[Ends], pair: Ends) -> bool:
    """Whether an arrow of a long piece only brings in what is named once and leads nowhere: it waits for room."""
    if len(piece) <= _FEWEST:
        return False
    ends = [end for other in piece for end in other]
    return not said[pair][0].central and any(ends.count(end) == 1 and _weight(told, end) < 2 for end in pair)  # noqa: PLR2004 - twice


def _eligible(told: Told, figure: Figure, refused: Collection[str]) -> dict[Ends, list[Link]]:
    """What sentences state between things that may stand in the figure, by its two ends."""
    brief = len(told.document.sentences) <= SHORT_TEXT
    barred = set(refused)
    homes = _homes(told, figure)
    anchors = set(figure.boxes) if not brief and _has_skeleton(figure) else set()
    titles = {_titled(told, outline.title) for outline in figure.outlines} - figure.boxes.keys()
    through = {link.source for link in told.links} & {link.target for link in told.links}
    said: dict[Ends, list[Link]] = {}
    for stated in told.links:
        link = _at_home(stated, homes)
        if link is None or not titles.isdisjoint((link.source, link.target)):
            continue  # what the boxes are the parts of is no box beside them
        if anchors and any(_is_system(told, end) for end in (link.source, link.target)):
            continue
        apart = barred.isdisjoint((link.source, link.target, f"{link.source}->{link.target}"))
        if apart and _may_stand(told, figure, link, through, brief=brief) and (link.target, link.source) not in said:
            said.setdefault((link.source, link.target), []).append(link)
    if anchors:
        kept = [piece for piece in _pieces(said) if _touches(piece, anchors) or _is_way(told, said, piece)]
        said = {ends: said[ends] for piece in kept for ends in piece}
    return said


def _titled(told: Told, title: str) -> str:
    entity = told.registry.named(title) if title else None
    return entity.key if entity is not None else title.casefold()


def _pieces(said: Iterable[Ends]) -> list[list[Ends]]:
    """Arrows that hang together, piece by piece."""
    pieces: list[tuple[set[str], list[Ends]]] = []
    for ends in said:
        joined = [piece for piece in pieces if not piece[0].isdisjoint(ends)]
        pieces = [piece for piece in pieces if piece not in joined]
        names = set(ends).union(*(names for names, _ in joined))
        pieces.append((names, [*(pair for _, pairs in joined for pair in pairs), ends]))
    return [pairs for _, pairs in pieces]


def _leads_on(piece: Sequence[Ends]) -> bool:
    return not {source for source, _ in piece}.isdisjoint(target for _, target in piece)


def _is_way(told: Told, said: Mapping[Ends, Sequence[Link]], piece: Sequence[Ends]) -> bool:
    """Whether a piece leads on between things of which one is a model, named again, or told where a figure is shown."""
    again = any(_weight(told, end) > 1 or kind_of(end) is ElementKind.MODEL for ends in piece for end in ends)
    central = any(said[ends][0].central for ends in piece)
    return _is_firm(told, piece) or (_leads_on(piece) and (again or central))


def _is_firm(told: Told, piece: Sequence[Ends]) -> bool:
    """Whether a piece joins two things that the text names often, or arrows meet at one."""
    ends = [end for pair in piece for end in pair]
    often = [end for end in ends if _weight(told, end) >= _OFTEN]
    return len(often) == len(ends) or any(often.count(end) > 1 for end in often)


def _touches(piece: Sequence[Ends], boxes: Collection[str]) -> bool:
    return any(end in boxes for ends in piece for end in ends)


def _piece_claim(
    told: Told, figure: Figure, said: Mapping[Ends, Sequence[Link]], piece: Sequence[Ends]
) -> tuple[bool, bool, float]:
    """How much a piece belongs into the figure: whether it touches it, leads on, and what its arrows weigh."""
    weight = sum(1 + said[ends][0].central + min(_weight(told, end) for end in ends) / 8 for ends in piece)
    return _touches(piece, figure.boxes), _leads_on(piece), weight


def _claim(
    told: Told, figure: Figure, said: Mapping[Ends, Sequence[Link]], ends: Ends
) -> tuple[bool, int, bool, float]:
    """How much an arrow does: not of training, touching the figure, told where a figure is pointed at, weighty."""
    links = said[ends]
    touching = sum(end in figure.boxes for end in ends)
    return not links[0].aside, touching, any(link.central for link in links), min(_weight(told, end) for end in ends)


def _has_skeleton(figure: Figure) -> bool:
    """Whether the author's own outline is drawn, to which sentences may only add."""
    listed = sum(box.listed for box in figure.boxes.values())
    return listed >= _FEWEST or (listed > 1 and bool(figure.arrows))


def _is_system(told: Told, key: str) -> bool:
    """Whether a name is the one that the caption shows the system under."""
    caption = told.document.text[told.document.caption_at :]
    entity = told.registry.entities.get(key)
    names = [name for name in entity.spellings if name in caption] if entity is not None else []
    known = " " in key or kind_of(key) is ElementKind.MODEL  # an LLM is a part
    return not known and any(name[1:] != name[1:].lower() for name in names)


def _homes(told: Told, figure: Figure) -> dict[str, str]:
    """``the encoder`` is the one listed box that ends so, *Video Encoder*, unless the text means others by it."""
    homes: dict[str, str] = {}
    for key, entity in told.registry.entities.items():
        ends = [box for box in figure.boxes if box.endswith(f" {key}") and not _opens_with_verb(box)]
        plain = key in words.BARE or key in words.WEAK
        sure = " " in key or (not plain and all(mention.definite for mention in entity.mentions))
        if len(ends) == 1 and sure and key not in figure.boxes:
            homes[key] = ends[0]
            box = figure.boxes[ends[0]]
            box.aliases = (*box.aliases, *(name for name in entity.spellings if name not in box.aliases))[:12]
    return homes


def _opens_with_verb(name: str) -> bool:
    """``identify operator``: whether a name tells what is done to what its last words name."""
    opening = words.verb_form(name.split(maxsplit=1)[0])
    return opening is not None and opening[1] in (words.Form.BASE, words.Form.ING) and opening[0] not in words.NOUN_TOO


def _at_home(link: Link, homes: Mapping[str, str]) -> Link | None:
    """The link between the boxes that its ends stand for; ``None`` if both are one."""
    source, target = homes.get(link.source, link.source), homes.get(link.target, link.target)
    return replace(link, source=source, target=target) if source != target else None


def _weight(told: Told, key: str) -> float:
    entity = told.registry.entities.get(key)
    return min(len(entity.mentions), 8) + 2 * entity.in_caption if entity is not None else 0


def _room(figure: Figure) -> int:
    """How many boxes a figure takes, beside what the author lists."""
    return min(max(_BOXES, sum(box.listed for box in figure.boxes.values()) + _BESIDE), _MOST_BOXES)


def _crowd_out(told: Told, figure: Figure, keys: Iterable[str]) -> None:
    labels = (told.registry.entities[key].label for key in keys)
    figure.crowded_out = tuple(dict.fromkeys((*figure.crowded_out, *labels)))


def _add_arrow(told: Told, figure: Figure, ends: tuple[str, str], links: Sequence[Link]) -> None:
    new = [key for key in ends if key not in figure.boxes]
    if new and len(figure.boxes) + len(new) > _room(figure):
        _crowd_out(told, figure, new)
        return
    for key in new:
        entity = told.registry.entities[key]
        figure.boxes[key] = Box(
            key=key, label=entity.label, evidence=_naming(told, entity), aliases=_aliases(told, key, entity.label),
            kind=kind_of(entity.label), often=len(entity.mentions) + entity.in_caption >= _OFTEN,
        )  # fmt: skip
    if not any((a.source, a.target) == ends for a in figure.arrows):
        arrow = Arrow(source=ends[0], target=ends[1], evidence=_quotations(told, links), label=links[0].label)
        figure.arrows.append(arrow)


def _quotations(told: Told, links: Sequence[Link]) -> str:
    """The sentences that state an arrow, the first few."""
    quotes = dict.fromkeys(told.document.quote(link.start, link.end) for link in links)
    return _ELLIPSIS.join(list(quotes)[:_MOST_QUOTES])


def _may_stand(told: Told, figure: Figure, link: Link, through: set[str], *, brief: bool) -> bool:
    """Whether both ends are things: named again, or named once beside what the text comes back to or leads on from."""
    if not through.isdisjoint((link.source, link.target)) and not link.aside:
        heads = [end.split(" of ")[0].split()[-1] for end in (link.source, link.target)]
        return words.HOLLOW.isdisjoint(heads) and all(
            " " in end
            or (end in through and end not in words.VAGUE)
            or _is_datum(end)
            or _rank(told, figure, end, brief=brief)
            for end in (link.source, link.target)
        )
    ranks = sorted(_rank(told, figure, key, brief=brief) for key in (link.source, link.target))
    return ranks[0] > 1 or (ranks[0] == 1 and (brief or link.central or ranks[1] > 2))  # noqa: PLR2004 - see _rank


def _is_datum(key: str) -> bool:
    """Whether one word says what data are: ``scores``, not ``data``."""
    return kind_of(key) is ElementKind.DATA and key not in words.WEAK | words.BARE


def _rank(told: Told, figure: Figure, key: str, *, brief: bool) -> int:
    """0: no thing; 1: named once, by a noun that says what it is; 2: named again; 3: again and again, or listed."""
    if key in figure.boxes:
        return 3
    entity = told.registry.entities[key]
    parts = key.split()
    if len(parts) == 1 and (parts[0] in words.BARE or (parts[0] in words.WEAK and not brief)):
        return 0
    named = len(entity.mentions) + entity.in_caption
    if named > 1:
        return 2 + (named >= _OFTEN)
    if len(parts) == 1 and not brief:
        return 0
    return int(brief or kind_of(entity.label) is not ElementKind.PROCESS)


def _naming(told: Told, entity: Entity) -> str:
    """The first sentence that names an entity and means it."""
    spelled = entity.label.casefold()
    for mention in entity.mentions:
        sentence = told.document.sentences[mention.sentence]
        said = " ".join(told.document.text[sentence.start : sentence.end].split()).casefold()
        if not is_void(sentence) and spelled in said:
            return told.document.quote(sentence.start, sentence.end)
    sentence = told.document.sentences[entity.mentions[0].sentence]
    return told.document.quote(sentence.start, sentence.end)
