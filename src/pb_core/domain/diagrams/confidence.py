"""Confidence: what share of what a text lays out and repeats is drawn and supported."""

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache

from msgspec import Struct

from pb_core.domain.diagrams.mentions import same_name
from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.diagrams.skeleton.outlines import Form, Item, Skeleton
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.domain.diagrams.turns import is_verb
from pb_core.domain.diagrams.words import fold, stem, words
from pb_core.domain.findings import Check, Finding

SKETCH = 0.4
"""Below this confidence a figure is called a sketch."""
_LONGEST = 3  # words of a term
_MOST_TERMS = 8
_CENTRAL = 4
"""What an item of a central outline weighs; one of a list aside weighs 1."""
_TERM = 2
"""What a repeated term weighs: the author's own outline counts most."""
_JOINED, _ALL, _FILLED = 0.65, 0.4, 0.3
"""What a figure loses that has no arrow at all, the same if it shows all, and one that has no box of all it could."""
_WAY = 0.5
"""Arrows for each box but one that are enough for a figure that shows all."""
_STEPS, _FEWEST_STEPS = 0.2, 3
"""What of the rest steps gain that are joined as the author puts them, and how many steps there must be more than."""
_FEW, _THIN = 4, 0.7
"""Names without an order between them, below which little is known of what should be shown, and what is left then."""
_ENOUGH = 5
"""Boxes that a figure has if the text names as much."""
_ALMOST = 0.99
"""The most that is shown as long as anything is not."""
_REPEATED, _OFTEN = 2, 4  # times in the text
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s]")
_SHORTEST = 3  # letters of a word
_FIRST = 200_000  # characters of a text that are looked at
_NO_TERM = frozenset(re.findall(r"\w+", (
    "figure fig overview illustration structure diagram schematic proposed our the and its paper method approach work "
    "system model framework pipeline architecture study new novel different show shown given based left right top "
    "bottom see both used two three four five first second how what between over under through during cannot either "
    "applied learn relative"
)))  # fmt: skip
"""Words that captions have and that name no part of a method."""


class Coverage(Struct, frozen=True, kw_only=True):
    """What a text lays out and repeats, and what of it a figure does not show.

    ``total`` weighs the author's items, every two of them that follow each other, and repeated terms beside them.
    ``hand_overs`` are neighbours of which both are shown and no arrow leads from the first to the second.
    """

    total: int = 0
    items: tuple[Item, ...] = ()
    hand_overs: tuple[tuple[Item, Item], ...] = ()
    terms: tuple[str, ...] = ()
    lost: int = 0
    """How much of the total is not shown."""
    body: float = 1.0
    """Up to 1: less where hardly an arrow joins the boxes, where they are few, or where the text names little."""

    steps: float = 0.0
    """The share of the author's neighbours that arrows join, where there are enough of them."""

    @property
    def share(self) -> float | None:
        """The share that is shown, 0 to 1; ``None`` where the text lays out and repeats nothing."""
        if not self.total:
            return None
        share = (1 - self.lost / self.total) * self.body
        share += _STEPS * self.steps * (1 - share)
        return 1.0 if share == 1 else min(round(share, 2), _ALMOST)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each item of the author that is not shown, and for each arrow between two that are."""
        lacking = "The author lists '{}'; the figure does not show it."
        items = (
            Finding(check=Check.MISSING, subject=item.name, detail=lacking.format(item.name)) for item in self.items
        )
        arrows = (
            Finding(
                check=Check.MISSING,
                subject=f"{one.name}->{other.name}",
                detail=f"The author puts '{other.name}' after '{one.name}'; the figure has no arrow for it.",
            )
            for one, other in self.hand_overs
        )
        return (*items, *arrows)


def coverage(
    spec: DiagramSpec,
    report: SupportReport,
    skeleton: Skeleton,
    terms: tuple[str, ...],
    folded: Collection[str] = (),
    *,
    dropped: int = 0,
) -> Coverage:
    """Compare a diagram with what its text lays out and repeats.

    Only supported parts count. ``report`` is that of the spec; ``folded`` names arrows whose ends share a box, which
    count as not drawn. ``dropped`` arrows were planned and not supported.
    """
    shown = _Shown(spec, report, folded)
    weights = _weights(skeleton, terms)
    items = tuple(item for item in skeleton.items if not shown.has(item.name))
    pairs = tuple(dict.fromkeys(skeleton.neighbours()))
    unjoined = tuple(pair for pair in pairs if not shown.joins(*pair))
    names = list(dict.fromkeys(item.name for item in skeleton.items))
    beside = [term for term in terms if not any(same_name(term, name) for name in names)]
    silent = tuple(term for term in beside if not shown.says(term))
    thin = len(names) + len(beside) < _FEW and not pairs
    lost = sum(weights[item.name.casefold()] for item in items)
    lost += sum(weights[other.name.casefold()] for _, other in unjoined)
    total = sum(weights.values()) + sum(weights[other.name.casefold()] for _, other in pairs)
    return Coverage(
        total=total + _TERM * len(beside),
        items=items,
        hand_overs=tuple(pair for pair in unjoined if not set(pair) & set(items)),
        terms=silent,
        lost=lost + _TERM * len(silent),
        body=shown.body(len(names) + len(beside) if lost or silent else 0, dropped) * (_THIN if thin else 1),
        steps=1 - len(unjoined) / len(pairs) if len(pairs) >= _FEWEST_STEPS else 0,
    )


def _weights(skeleton: Skeleton, terms: tuple[str, ...]) -> dict[str, int]:
    """What each item weighs: in full where its outline is central, a quarter where it is a list aside.

    Central are the outlines of the caption, those in an order, the largest set of headings, and those of which half
    the items are told again by another outline or a repeated term.
    """
    largest = max((len(o.items) for o in skeleton.outlines if o.form is Form.HEADINGS), default=0)
    weights: dict[str, int] = {}
    for outline in skeleton.outlines:
        known = [*terms, *(i.name for other in skeleton.outlines if other is not outline for i in other.items)]
        echoed = sum(any(same_name(item.name, name) for name in known) for item in outline.items)
        headed = outline.form is Form.HEADINGS and len(outline.items) == largest
        central = outline.in_caption or outline.ordered or headed or 2 * echoed >= len(outline.items)
        for item in outline.items:
            name = item.name.casefold()
            weights[name] = max(weights.get(name, 0), _CENTRAL if central else 1)
    if weights and max(weights.values()) < _CENTRAL:
        return dict.fromkeys(weights, _CENTRAL)
    return weights


class _Shown:
    """The supported parts of a diagram by what they say."""

    def __init__(self, spec: DiagramSpec, report: SupportReport, folded: Collection[str]) -> None:
        elements = [e for e, part in zip(spec.elements, report.elements, strict=True) if _holds(part)]
        arrows = [c for c, part in zip(spec.connections, report.connections, strict=True) if _holds(part)]
        self._names = {e.id: (e.label, *e.aliases) for e in elements}
        self._titles = [g.title for g, part in zip(spec.groups, report.groups, strict=True) if _holds(part)]
        self._rows = [part for e in elements for part in e.detail.split(", ") if "," in e.detail]
        self._texts = [*(e.detail for e in elements), *(c.label for c in arrows)]
        self._arrows = {(c.source, c.target) for c in arrows if c.name not in folded}

    def has(self, name: str) -> bool:
        """Whether a box, a frame or an item of a second line carries the name."""
        return bool(self._elements(name)) or any(same_name(name, title) for title in (*self._titles, *self._rows))

    def says(self, term: str) -> bool:
        """Whether any text of the figure has the term."""
        return self.has(term) or any(text and same_name(term, text) for text in self._texts)

    def joins(self, one: Item, other: Item) -> bool:
        """Whether an arrow leads from the one to the other."""
        ends = itertools.product(self._elements(one.name), self._elements(other.name))
        return any(end in self._arrows for end in ends)

    def body(self, known: int, dropped: int) -> float:
        """How far a figure is more than a few loose boxes, where a text of so many names is not shown in full."""
        boxes = len(self._names)
        joined = min(1, len(self._arrows) / ((1 if known else _WAY) * (boxes - 1) + dropped)) if boxes > 1 else 1
        filled = min(1, boxes / max(1, min(_ENOUGH, known)))
        return (1 - (_JOINED if known else _ALL) * (1 - joined)) * (1 - _FILLED * (1 - filled))

    def _elements(self, name: str) -> list[str]:
        return [e for e, names in self._names.items() if any(same_name(name, known) for known in names)]


def _holds(part: PartSupport) -> bool:
    return part.support is not Support.UNSUPPORTED


@lru_cache(maxsize=4)
def repeated_terms(source: str, caption: str) -> tuple[str, ...]:
    """The terms of up to three words that an English text repeats: those of the caption first, then compounds.

    What the caption has must stand twice in the text, another compound of several words four times.
    """
    index = compiled(source)
    if not index.is_english:
        return ()
    text = index.readable[:_FIRST]
    places = Counter(" ".join(map(_stem, term)) for term in _terms(text))
    captioned = sorted(_terms(caption), key=len, reverse=True)
    told = [(term, _REPEATED) for term in captioned] + [(term, _OFTEN) for term in _terms(text) if term[1:]]
    told.sort(key=lambda entry: (entry[1], -places[" ".join(map(_stem, entry[0]))] if entry[1] == _OFTEN else 0))
    chosen: list[str] = []
    for term, times in told:
        name = " ".join(term)
        if places[" ".join(map(_stem, term))] >= times and not any(same_name(name, other) for other in chosen):
            chosen.append(name)
        if len(chosen) == _MOST_TERMS:
            break
    return tuple(chosen)


def _stem(word: str) -> str:
    return "-".join(map(stem, word.split("-")))


def _terms(text: str) -> Iterator[tuple[str, ...]]:
    """Runs of up to three words that carry meaning; a verb neither opens nor ends one."""
    found = _WORD.findall(fold(text))
    for start, length in itertools.product(range(len(found)), range(1, _LONGEST + 1)):
        run = tuple(found[start : start + length])
        weighty = len(run) == length and all(len(word) >= _SHORTEST and any(words(word)) for word in run)
        if weighty and _NO_TERM.isdisjoint(run) and not (is_verb(run[0]) or is_verb(run[-1])):
            yield run
