"""The figure in the making: which outlines and entities become boxes, and which links arrows."""

import itertools
import re
from collections.abc import Collection, Iterator, Sequence

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.boxes import Arrow, Box, Figure, Frame
from pb_adapters.planners.prose.entities import Entity
from pb_adapters.planners.prose.kinds import kind_of
from pb_adapters.planners.prose.reading import Link, Told, is_void
from pb_core.domain.diagrams.markup import readable
from pb_core.domain.diagrams.skeleton import Form, Item, Outline, is_elsewhere
from pb_core.domain.diagrams.spec import ElementKind

_BOXES = 9
"""Boxes of a figure, unless the author lists more."""
_MOST_LISTED, _MOST_BOXES = 24, 12
_OFTEN = 3
_ENOUGH = 1.9
"""What an outline must be worth to be drawn; see ``_worth``."""
_WHOLE = re.compile(
    r"\b(?:we|our|framework|system|method|model|architecture|pipeline|approach|network|it|overall|verfahren|methode|"
    r"modell|système|méthode|modèle|sistema|método|modelo)\b|系统|方法|模型"
)
_ELLIPSIS, _MOST_QUOTES = " … ", 3
_AUXILIARY = re.compile(
    r"(?<=\w) (?:(?:can|must|will|may|should|could) be|is|are|was|were|(?:has|have) been) "
    r"(?:then |finally |first )?(?=\w+ed\b)"
)
_OBJECT = re.compile(r"\w+ (?:the|an?|all|each|every|its|their|our)\b", re.IGNORECASE)
_PARTS, _LONG_NAME = 12, 8  # stretches of a text; words
_FINITE = re.compile(r"\w (?:is|are|was|were|can|will|has|have|may|must|should) ")
_NO_FRAME = re.compile(r"[_^=\\$]|\b(?:considerations?|details?|discussion)\b", re.IGNORECASE)
_REST = re.compile(r"\s*(?:[:–—]\s+)?(?P<rest>(?!(?:and|or|,)\b)[a-z][^.,;:()–—]*?)(?=\s+and\b|[.,;:()–—]|$)")
_LONGEST_DETAIL, _LONGEST_TITLE = 60, 100  # characters
_FEW = 3  # sentences that hold a list, and little else
_SHORT_TEXT = 16  # sentences; in a short text what is named once counts
_PART_NOUN = re.compile(
    r"\b(?:components?|modules?|stages?|steps?|phases?|parts?|blocks?|branch(?:es)?|networks?|models?|agents?|layers?|heads?|"
    r"units?|functions?|levels?|streams?|subsystems?|sub-?modules?|tasks?|encoders?|decoders?|activities|operations?|module|"
    r"komponenten|teile|modules|composants|módulos|componentes)\b|模块|部分|阶段|步骤",
    re.IGNORECASE,
)


_GENERIC = re.compile(rf"(?:the|our|proposed|main|key|following|different|research|\s|methods?|methodology|approach|"
                      rf"{_PART_NOUN.pattern})+", re.IGNORECASE)  # fmt: skip


def sketch(told: Told, refused: Collection[str] = (), *, by_headings: bool = False) -> Figure:
    """Boxes and arrows of a text: the author's outlines first, then what its clauses add.

    ``refused`` names boxes and arrows (``from->to``) by their keys that may not be in it. ``by_headings``: headings
    become boxes even if no sentence says what goes to or from what they name.
    """
    figure = Figure(boxes={}, arrows=[], frames=[], brief=told.document.is_sentence)
    chosen = _chosen(told, by_headings=by_headings)
    for outline in chosen:
        _lay_out(told, figure, outline, several=len(chosen) > 1)
    _add_links(told, figure, refused)
    _open_boxes(figure)
    return figure


# --- outlines


def _chosen(told: Told, *, by_headings: bool) -> list[Outline]:
    """The outlines that are drawn: the best one, and those that belong to it or say an order."""
    ranked = sorted(told.skeleton.outlines, key=lambda outline: -_worth(told, outline))
    chosen: list[Outline] = []
    names: set[str] = set()
    for outline in ranked:
        worth = _worth(told, outline)
        keys = {_key(told, item) for item in outline.items}
        under = outline.title.casefold() in names
        belongs = bool(keys & names) or outline.ordered or outline.in_caption or under
        fits = len(names | keys) <= (_MOST_LISTED if outline.ordered else _MOST_LISTED // 2)
        headings = outline.form is Form.HEADINGS
        loose = headings and not by_headings and not _is_linked(told, outline)
        beside = chosen and (not belongs or not fits or (headings and not (under and by_headings)))
        if loose or worth < _ENOUGH - 3 * (headings and under) or beside:
            continue
        if outline.ordered and len(chosen) == 1 and chosen[0].form is Form.HEADINGS and _alike(chosen[0], outline):
            chosen, names = [], set()  # the headings tell the same steps
        chosen.append(outline)
        names |= keys | {item.name.casefold() for item in outline.items}
    return chosen


def _alike(one: Outline, other: Outline) -> bool:
    return len(one.items) == len(other.items)


def _is_linked(told: Told, outline: Outline) -> bool:
    """Whether most headings name what sentences link."""
    ends = {end for link in told.links for end in (link.source, link.target)}
    return 2 * sum(_key(told, item) in ends for item in outline.items) >= len(outline.items)


def _worth(told: Told, outline: Outline) -> float:
    """How surely an outline is that of the method; below ``_ENOUGH`` it is not drawn."""
    if any(len(item.name) > 80 for item in outline.items):  # noqa: PLR2004 - characters: no name
        return 0
    again = sum(_is_named_again(told, item.name) for item in outline.items)
    worth = 2.0 * again / len(outline.items) + _spread(told, outline)
    worth -= 3.0 * sum(_is_clause(_concise(item.name)) for item in outline.items) / len(outline.items)
    worth += 4 * (outline.form is Form.CHAIN) + 3 * outline.in_caption + 2 * outline.ordered
    if outline.form is Form.HEADINGS:
        worth -= 2 * any(item.name == outline.title for other in told.skeleton.outlines for item in other.items)
        return worth + 1 + (len(outline.items) > 2)  # noqa: PLR2004 - two headings are no overview
    worth += 2 * (_PART_NOUN.search(outline.title) is not None)
    if outline.form is Form.LIST and not outline.title:
        worth += 2 if _is_whole(outline) or len(told.document.sentences) <= _FEW else -1
    if outline.form is Form.PANELS and not outline.ordered:
        worth -= 1
    return worth


def _spread(told: Told, outline: Outline) -> float:
    """How central an outline is: from -1, told of in one place, to 1, its items being named all over the text."""
    if len(told.document.sentences) <= _SHORT_TEXT:
        return 0
    text = told.document.text[: told.document.caption_at].casefold()
    places = [at for item in outline.items for at in _places(text, item.name.casefold())]
    parts = {at * _PARTS // max(len(text), 1) for at in places}
    if outline.form is Form.HEADINGS and parts:
        parts = set(range(min(parts), max(parts) + 1))  # what stands under them is told of there
    return min(2 * len(parts) / _PARTS, 2) - 1


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name) if name else -1
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def _is_clause(name: str) -> bool:
    """Whether a name is a sentence cut short rather than a part or what is done."""
    return len(name.split()) > _LONG_NAME or (len(name.split()) > 3 and _FINITE.search(name) is not None)  # noqa: PLR2004 - words


def _is_named_again(told: Told, name: str) -> bool:
    """Whether the text comes back to an item: by its name, or by every word of it."""
    entity = told.registry.named(name)
    if entity is not None and len(entity.mentions) + entity.in_caption > 1:
        return True
    text = told.document.text.casefold()
    parts = [word for word in re.findall(r"\w+", name.casefold()) if len(word) > 3]  # noqa: PLR2004 - letters
    return bool(parts) and all(text.count(part[:6]) > 2 for part in parts)  # noqa: PLR2004 - itself and again


def _is_whole(outline: Outline) -> bool:
    """Whether what consists of these parts is what the text is about: *the system*, *it*, or a name in the caption."""
    lead = outline.items[0].evidence.casefold()
    head = lead[: max(lead.find(outline.items[0].name.casefold()), 0)]
    return _WHOLE.search(head) is not None


def _key(told: Told, item: Item) -> str:
    entity = told.registry.named(item.name)
    return entity.key if entity is not None else item.name.casefold()


def _lay_out(told: Told, figure: Figure, outline: Outline, *, several: bool) -> None:
    frame = _frame(told, figure, outline, several=several)
    keys = []
    for item in outline.items:
        key = _key(told, item)
        keys.append(key)
        if key not in figure.boxes:
            label = _concise(item.name)
            aliases = _aliases(told, key, item.name)
            figure.boxes[key] = Box(
                key=key, label=label, evidence=item.evidence, group=frame,
                aliases=aliases if label == item.name else (item.name, *aliases[:11]),
                listed=True, kind=_kind(told, key, outline, item.name), detail=_detail(item),
            )  # fmt: skip
    if outline.ordered:
        for (one, other), item in zip(itertools.pairwise(keys), outline.items[1:], strict=True):
            if one != other and not any((a.source, a.target) == (one, other) for a in figure.arrows):
                figure.arrows.append(Arrow(source=one, target=other, evidence=item.evidence))
    figure.outlines = (*figure.outlines, outline)


def _concise(name: str) -> str:
    """``contamination verified`` for ``contamination can be verified``: a box has no finite verb to be."""
    return _AUXILIARY.sub(" ", name, count=1)


def _detail(item: Item) -> str:
    """What the author goes on to say of an item right behind its name, if it is short."""
    text = " ".join(readable(item.evidence).split())
    at = text.casefold().find(item.name.casefold())
    found = _REST.match(text, at + len(item.name)) if at >= 0 else None
    detail = found["rest"].strip() if found else ""
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
    """A listed part that a row of others stands under becomes the frame around them."""
    ends = {end for arrow in figure.arrows for end in (arrow.source, arrow.target)}
    for place, frame in enumerate(figure.frames):
        members = {box.key for box in figure.boxes.values() if box.group == place}
        for box in list(figure.boxes.values()):
            inside = box.key in members or box.key in ends
            if not inside and members and frame.title.casefold().startswith(box.label.casefold()):
                frame.title, frame.parent = box.label, box.group
                del figure.boxes[box.key]


def _aliases(told: Told, key: str, label: str) -> tuple[str, ...]:
    entity = told.registry.entities.get(key)
    if entity is None:
        return ()
    return tuple(text for text in entity.spellings if text.casefold() != label.casefold())[:12]


# --- clauses


def _add_links(told: Told, figure: Figure, refused: Collection[str]) -> None:
    """Arrows between boxes, then those that bring in what the text names again and again."""
    brief = len(told.document.sentences) <= _SHORT_TEXT
    barred = set(refused)
    through = {link.source for link in told.links} & {link.target for link in told.links}
    said: dict[tuple[str, str], list[Link]] = {}
    for link in told.links:
        apart = barred.isdisjoint((link.source, link.target, f"{link.source}->{link.target}"))
        if apart and _may_stand(told, figure, link, through, brief=brief) and (link.target, link.source) not in said:
            said.setdefault((link.source, link.target), []).append(link)
    while said:
        pair = max(
            said,
            key=lambda ends: (
                not said[ends][0].aside,
                any(link.central for link in said[ends]),
                *_claim(told, figure, ends),
            ),
        )
        _add_arrow(told, figure, pair, said.pop(pair))


def _claim(told: Told, figure: Figure, ends: tuple[str, str]) -> tuple[int, float]:
    """How much an arrow belongs into the figure: first whether it touches it, then how weighty its lesser end is."""
    return sum(end in figure.boxes for end in ends), min(_weight(told, end) for end in ends)


def _weight(told: Told, key: str) -> float:
    entity = told.registry.entities.get(key)
    return min(len(entity.mentions), 8) + 2 * entity.in_caption if entity is not None else 0


def _add_arrow(told: Told, figure: Figure, ends: tuple[str, str], links: Sequence[Link]) -> None:
    new = [key for key in ends if key not in figure.boxes]
    listed = sum(box.listed for box in figure.boxes.values())
    if new and len(figure.boxes) + len(new) > min(max(_BOXES, listed + 4), _MOST_BOXES):
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
            end in through or " " in end or _rank(told, figure, end, brief=brief) for end in (link.source, link.target)
        )
    ranks = sorted(_rank(told, figure, key, brief=brief) for key in (link.source, link.target))
    return ranks[0] > 1 or (ranks[0] == 1 and (brief or link.central or ranks[1] > 2))  # noqa: PLR2004 - see _rank


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
    return int(brief or kind_of(entity.label) is not ElementKind.PROCESS)


def _naming(told: Told, entity: Entity) -> str:
    """The first sentence that names an entity and means it."""
    spelled = entity.label.casefold()
    for mention in entity.mentions:
        sentence = told.document.sentences[mention.sentence]
        quote = told.document.quote(sentence.start, sentence.end)
        if not is_void(sentence) and spelled in " ".join(quote.split()).casefold():
            return quote
    sentence = told.document.sentences[entity.mentions[0].sentence]
    return told.document.quote(sentence.start, sentence.end)
