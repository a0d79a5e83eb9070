"""What sentences state as arrows of a figure: piece by piece, the weightiest first, as long as there is room."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.boxes import Arrow, Box, Figure
from pb_adapters.planners.prose.entities import Entity
from pb_adapters.planners.prose.reading import Link, Told, is_void
from pb_adapters.planners.prose.selection import SHORT_TEXT, aliases_of
from pb_core.domain.diagrams.contrary import objection
from pb_core.domain.diagrams.kinds import kind_of
from pb_core.domain.diagrams.quotations import words_of
from pb_core.domain.diagrams.spec import ElementKind

_BOXES, _BESIDE, _MOST_BOXES = 10, 8, 14
"""Boxes of a figure; if the author lists some, so many beside those; and the most that sentences bring in."""
_OFTEN, _FEWEST = 3, 3
_DOER_END = re.compile(r"(?:er|or)$")
_ELLIPSIS, _MOST_QUOTES = " … ", 3
Ends = tuple[str, str]


def add_flows(told: Told, figure: Figure, refused: Collection[str]) -> None:
    """Add arrows between boxes, then those that bring in what the text names again and again.

    ``refused`` names boxes and arrows (``from->to``) by their keys that may not be in it.
    """
    _Flows(told, figure, refused).add()


class _Flows:
    """What may become arrows of one figure, by its two ends."""

    def __init__(self, told: Told, figure: Figure, refused: Collection[str]) -> None:
        self.told, self.figure = told, figure
        self.brief = len(told.document.sentences) <= SHORT_TEXT
        self.through = {link.source for link in told.links} & {link.target for link in told.links}
        self.said = self._eligible(set(refused))

    def add(self) -> None:
        """Add the pieces that touch what is laid out, then one other piece; of a short text every piece."""
        pieces = sorted(_pieces(self.said), key=self._piece_claim, reverse=True)
        near = pieces if self.brief else [piece for piece in pieces if _touches(piece, self.figure.boxes)]
        beside = [p for p in pieces if p not in near and (not self.figure.boxes or self._is_way(p))][:1]
        self._add_pieces(near)
        self._add_pieces(beside)
        stated = ((link.source, link.target) for link in self.told.links) if self.brief else self.said
        named = self.told.registry.entities
        self.figure.stated = tuple(dict.fromkeys(named[key].label for ends in stated for key in ends if key in named))

    def _add_pieces(self, pieces: Sequence[Sequence[Ends]]) -> None:
        """Add whole pieces as long as there is room."""
        for piece in pieces:
            new = {end for ends in piece for end in ends if end not in self.figure.boxes}
            crowd = len(self.figure.boxes) + min(len(new), _FEWEST) > self._room()
            if not crowd or _touches(piece, self.figure.boxes):
                self._grow(piece)

    def _is_way(self, piece: Sequence[Ends]) -> bool:
        """Whether a piece has a model or what is named again for an end, or is told where the method is shown."""
        known = any(self._weight(end) > 1 or kind_of(end) is ElementKind.MODEL for ends in piece for end in ends)
        return len(piece) > 1 and (known or any(self.said[ends][0].central for ends in piece))

    def _grow(self, piece: Sequence[Ends]) -> None:
        """Add the arrows of a piece, the weightiest of those that touch the figure first."""
        left = list(piece)
        while left:
            pair = max(left, key=self._claim)
            left.remove(pair)
            self._add_arrow(pair)

    def _eligible(self, barred: set[str]) -> dict[Ends, list[Link]]:
        """What sentences state between things that may stand in the figure."""
        homes = self._homes()
        titled = [self.told.registry.named(outline.title) for outline in self.figure.outlines]
        titles = {entity.key for entity in titled if entity is not None} - self.figure.boxes.keys()
        said: dict[Ends, list[Link]] = {}
        for stated in self.told.links:
            link = _at_home(stated, homes)
            if link is None or not titles.isdisjoint((link.source, link.target)):
                continue  # what the boxes are the parts of is no box beside them
            if self.figure.outlines and not self.brief and any(map(self._is_system, (link.source, link.target))):
                continue
            apart = barred.isdisjoint((link.source, link.target, f"{link.source}->{link.target}"))
            if apart and self._may_stand(link) and (link.target, link.source) not in said:
                said.setdefault((link.source, link.target), []).append(link)
        return said

    def _is_system(self, key: str) -> bool:
        """Whether a name is the one that the caption shows the system under; a model is a part."""
        caption = self.told.document.text[self.told.document.caption_at :]
        entity = self.told.registry.entities.get(key)
        names = [name for name in entity.spellings if name in caption] if entity is not None else []
        known = " " in key or kind_of(key) is ElementKind.MODEL
        return not known and any(name[1:] != name[1:].lower() for name in names)

    def _homes(self) -> dict[str, str]:
        """``the encoder`` is the one listed box that ends so, *Video Encoder*; a generator does *Generate*."""
        homes: dict[str, str] = {}
        for key, entity in self.told.registry.entities.items():
            ends = [box for box in self.figure.boxes if box.endswith(f" {key}") and " the " not in box]
            doing = [box for box in self.figure.boxes if _DOER_END.sub("", key) == box.removesuffix("e") != key]
            plain = key in words.BARE or key in words.WEAK
            sure = " " in key or doing or (not plain and all(mention.definite for mention in entity.mentions))
            ends = doing or ends
            if len(ends) == 1 and sure and key not in self.figure.boxes:
                homes[key] = ends[0]
                box = self.figure.boxes[ends[0]]
                box.aliases = (*box.aliases, *(name for name in entity.spellings if name not in box.aliases))[:12]
        return homes

    def _may_stand(self, link: Link) -> bool:
        """Whether both ends are things: named again, or once beside what the text comes back to or leads on from."""
        ends = (link.source, link.target)
        if not self.through.isdisjoint(ends):
            data = {end for end in ends if kind_of(end) is ElementKind.DATA} - words.WEAK - words.BARE
            heads = [end.split(" of ")[0].split()[-1] for end in ends]
            named = words.HOLLOW.isdisjoint(heads) and not any(_is_class(end) or self._is_shared(end) for end in ends)
            return named and all(
                " " in end or (end in self.through and end not in words.VAGUE) or end in data or self._rank(end)
                for end in ends
            )
        ranks = sorted(map(self._rank, ends))
        return ranks[0] > 1 or (ranks[0] == 1 and (self.brief or link.central or ranks[1] > 2))  # noqa: PLR2004 - see _rank

    def _rank(self, key: str) -> int:
        """0: no thing; 1: named once, by a noun that says what it is; 2: named again; 3: again and again, or listed."""
        if key in self.figure.boxes:
            return 3
        entity = self.told.registry.entities[key]
        parts = key.split()
        kin = [other for other in self.told.registry.entities if f" {other}".endswith(f" {key}")]
        if self._is_shared(key) or (_is_class(key) and (len(kin) > 1 or not self.brief)):
            return 0  # "the neural net" may be the second one as well
        if len(parts) == 1 and (parts[0] in words.BARE or (parts[0] in words.WEAK and not self.brief)):
            return 0
        named = len(entity.mentions) + entity.in_caption
        if named > 1:
            return 2 + (named >= _OFTEN)
        if len(parts) == 1 and not self.brief:
            return 0
        return int(self.brief or kind_of(entity.label) is not ElementKind.PROCESS)

    def _is_shared(self, key: str) -> bool:
        """Whether a bare noun is either of two things named again and again: a home server, a guest server."""
        entities = self.told.registry.entities
        kin = [len(entities[other].mentions) for other in entities if other.endswith(f" {key}") and " of " not in other]
        apart = sum(count >= _OFTEN for count in kin) > 1 and sum(kin) > len(entities[key].mentions)
        return key not in self.figure.boxes and " " not in key and apart

    def _piece_claim(self, piece: Sequence[Ends]) -> tuple[bool, bool, float]:
        """How much a piece belongs into the figure: whether it touches it, leads on, and what its arrows weigh."""
        weight = sum(1 + self.said[ends][0].central + min(map(self._weight, ends)) / 8 for ends in piece)
        return _touches(piece, self.figure.boxes), _leads_on(piece), weight

    def _claim(self, ends: Ends) -> tuple[int, bool, float]:
        """How much an arrow does: touching the figure, told where a figure is pointed at, weighty."""
        links = self.said[ends]
        touching = sum(end in self.figure.boxes for end in ends)
        return touching, any(link.central for link in links), min(map(self._weight, ends))

    def _weight(self, key: str) -> float:
        entity = self.told.registry.entities.get(key)
        return min(len(entity.mentions), 8) + 2 * entity.in_caption if entity is not None else 0

    def _room(self) -> int:
        return min(max(_BOXES, sum(box.listed for box in self.figure.boxes.values()) + _BESIDE), _MOST_BOXES)

    def _add_arrow(self, ends: Ends) -> None:
        figure, told, links = self.figure, self.told, self.said[ends]
        new = [key for key in ends if key not in figure.boxes]
        if new and len(figure.boxes) + len(new) > self._room():
            return
        for key in new:
            entity = told.registry.entities[key]
            figure.boxes[key] = Box(
                key=key, label=entity.label, evidence=_naming(told, entity), kind=kind_of(entity.label),
                aliases=aliases_of(told, key, entity.label),
            )  # fmt: skip
        if not any((a.source, a.target) == ends for a in figure.arrows):
            quotes = dict.fromkeys(told.document.quote(link.start, link.end) for link in links)
            evidence = _ELLIPSIS.join(list(quotes)[:_MOST_QUOTES])
            figure.arrows.append(Arrow(source=ends[0], target=ends[1], evidence=evidence, label=links[0].label))


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


def _touches(piece: Sequence[Ends], boxes: Collection[str]) -> bool:
    return any(end in boxes for ends in piece for end in ends)


def _at_home(link: Link, homes: Mapping[str, str]) -> Link | None:
    """The link between the boxes that its ends stand for; ``None`` if both are one."""
    source, target = homes.get(link.source, link.source), homes.get(link.target, link.target)
    return replace(link, source=source, target=target) if source != target else None


def _is_class(key: str) -> bool:
    """Whether a name says only that it is a network."""
    return words.CLASSES.issuperset(key.split())


def _naming(told: Told, entity: Entity) -> str:
    """The first sentence that names an entity and means it, best one to which the core has no objection at all."""
    rows = [told.document.sentences[mention.sentence] for mention in entity.mentions]
    texts = [" ".join(told.document.text[row.start : row.end].split()).casefold() for row in rows]
    means = [not is_void(row) and entity.label.casefold() in text for row, text in zip(rows, texts, strict=True)]
    plain = (at for at, text in enumerate(texts) if means[at] and not objection(said := words_of(text), (0, len(said))))
    at = next(plain, means.index(True) if True in means else 0)
    return told.document.quote(rows[at].start, rows[at].end)
