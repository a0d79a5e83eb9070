"""The legend of a drawing: what its marks, line styles and hues mean, in rows."""

import string
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.legend_keys import key_runs, keys_height
from pb_adapters.drawing.diagrams.line_names import named_styles
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import PAPER, Colours, Tint
from pb_core.domain.diagrams.scene import LEGEND, LabelKey
from pb_core.domain.diagrams.spec import ElementKind, Heads
from pb_core.domain.plane import Rect

SIZE = 7.0  # points
GAP = 6.0  # points above it
_ROW, _PAD = 12.0, 4.0
_SWATCH = (1.9 * SIZE, 0.95 * SIZE)
_BESIDE, _BETWEEN = 0.55 * SIZE, 1.9 * SIZE
_BY_SHAPE = frozenset({ElementKind.OBJECTIVE, ElementKind.DECISION})  # told by their shape or colour of words
_OPEN = frozenset({ElementKind.INPUT, ElementKind.OUTPUT})  # told by a mark where they have one
_WITH_A_LOOK = frozenset({ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION})
_SELF_EVIDENT = frozenset(  # white, or nothing, whatever the kind; and what says itself what it is
    {"circle", "ellipse", "rings", "diamond", "text", "cylinder", "actor", "picture"}
)
_OUTLINES = frozenset(
    {"chamfer", "sheet", "slant", "slant-left", "pill", "hexagon", "trapezoid", "funnel", "flag"}
)  # told by the outline alone, in the accent colour too
_FORMS = _OUTLINES | {"block", "bars"}  # that a swatch shows
_ROUNDED = "rounded"  # the swatch of every other shape
_MOST_HUES = 4  # that a swatch shows beside each other
_MODULE = "module"  # a box with bars that is no model among steps
_ORDER = [*(kind.value for kind in ElementKind), _MODULE]
_MARKS = {"snowflake": "frozen", "flame": "trained"}
_LETTERS = f"{string.ascii_uppercase} "  # of tags, beside their signs
_ARROWS = frozenset("→↘↓↙←↖↑↗")
_MEANINGS, _LINKED = {"→": "goes on at"}, "is linked with"
_EACH, _EVERY = "each", "every"  # before and behind what a letter means that leaves from, or goes on at, several


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: an arrow, the colours of a block, the accent, a mark alone or on a block, a tag, and what it means.

    The arrow of an ``edge`` leads there to, or from, that of a panel. Behind the words of a ``tag`` stands its
    ``partner``, both with these ``dashes``. ``hues`` are shown beside each other in place of ``tint``.
    """

    words: str
    arrow: ArrowStyle | None = None
    heads: Heads = Heads.TARGET
    tint: Tint | None = None
    hues: tuple[Tint, ...] = ()
    shape: str = _ROUNDED
    accent: bool = False
    mark: str = ""
    tag: str = ""
    partner: str = ""
    dashes: tuple[float, ...] = ()
    edge: str = ""

    @property
    def lead(self) -> float:
        """The points that a mark before the colours of a block takes, or a tag more than other swatches."""
        if self.tag:
            return tag_width(self.tag) - _SWATCH[0]
        return _SWATCH[1] + _BESIDE / 2 if self.mark and self.tint else 0.0

    @property
    def width(self) -> float:
        """Its width in points."""
        behind = _BESIDE + tag_width(self.partner) if self.partner else 0.0
        return self.lead + _SWATCH[0] + _BESIDE + text_metrics.text_width(self.words, SIZE) + behind

    def partner_left(self, swatch: Rect) -> float:
        """Where the second tag begins, behind the words."""
        return swatch.x + self.width - tag_width(self.partner)


class TagPair(Struct, frozen=True, kw_only=True):
    """The words of the two tags of an arrow, and whether their letter leaves from several things or goes on at them.

    Both have the ``dashes`` of the arrow.
    """

    leaves: str
    arrives: str
    sources: bool = False
    targets: bool = False
    dashes: tuple[float, ...] = ()

    @property
    def is_straight(self) -> bool:
        """Whether the arrows of both point the same way."""
        return sorted(self.leaves) == sorted(self.arrives)


class Legend(Struct, frozen=True, kw_only=True):
    """A placed legend: its frame, each entry with its swatch and words, and the words of the keys below these."""

    rect: Rect
    entries: tuple[tuple[Entry, Rect, Run], ...]
    keys: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All of its words."""
        return (*(run for _, _, run in self.entries), *self.keys)


def needed(stock: DiagramParts, tints: Tints, states: Iterable[str]) -> tuple[Entry, ...]:
    """What a drawing needs to explain: two or more styles of arrows, marks of state, and looks that tell kinds.

    One style of arrow explains itself, and so does a single look that is no class of its author's; panels explain
    their hues by their titles.
    """
    drawn = set(states)
    ends = [_terminal(mark, stock, tints) for mark in tints.terminals.words]
    styles = named_styles(stock, tints.colours)
    lines = [Entry(words=style.words, arrow=style.look, heads=style.heads) for style in styles]
    marks = [Entry(words=words, mark=mark) for mark, words in _MARKS.items() if mark in drawn]
    blocks = list(_blocks(stock, tints, ends))
    found = (*ends, *lines, *marks, *(blocks if len(blocks) > 1 or tints.categories.names else ()))
    return (*found, *_accent(stock, tints)) if found else ()


def at_edges(stock: DiagramParts, tints: Tints) -> Entry:
    """What an arrow at the edge of a panel means that stands for those of all its blocks, as the first one is drawn."""
    pairs = zip(stock.connections, arrow_styles(stock, tints.colours), strict=True)
    framed = [(c, style) for c, style in pairs if c.source_group or c.target_group]
    leaves, arrives = (any(c.source_group for c, _ in framed), any(c.target_group for c, _ in framed))
    way = "to or from" if leaves and arrives else "from" if leaves else "to"
    edge = "to" if arrives else "from"
    return Entry(words=f"{way} each block of the panel", arrow=framed[0][1], edge=edge)


def letters(tags: Iterable[TagPair]) -> tuple[Entry, ...]:
    """What tags with a letter mean: an entry for each sign of those given, with the first of its letters.

    It says whether any letter leaves from several things, or goes on at several. Its sample is a pair without dashes if
    there is one, of the letters that have several tags, and whose arrows point the same way.
    """
    found: dict[str, list[TagPair]] = {}
    for pair in tags:
        found.setdefault(_sign(pair.leaves), []).append(pair)
    return tuple(_letter(sign, pairs) for sign, pairs in sorted(found.items()))


def _letter(sign: str, pairs: list[TagPair]) -> Entry:
    sample = min(
        pairs,
        key=lambda p: (bool(p.dashes), not (p.sources or p.targets), not p.is_straight, p.leaves),
    )
    before, behind = any(pair.sources for pair in pairs), any(pair.targets for pair in pairs)
    words = (_EACH * before, _MEANINGS.get(sign, _LINKED), _EVERY * behind)
    return Entry(words=" ".join(filter(None, words)), tag=sample.leaves, partner=sample.arrives, dashes=sample.dashes)


def _sign(tag: str) -> str:
    """The sign of a tag, whichever way its arrow points."""
    sign = tag.strip(_LETTERS)
    return "→" if sign in _ARROWS else sign


def tag_width(words: str) -> float:
    """How wide the sample of a tag is, in points."""
    return text_metrics.text_width(words, SIZE, bold=True) + 0.9 * SIZE


def _terminal(mark: str, stock: DiagramParts, tints: Tints) -> Entry:
    """A mark of where the figure starts or ends, on the colours of its blocks if they say so and are the same.

    Where colours do not say it, it stands on the outline of the kind that it names, if that has one.
    """
    words = tints.terminals.words[mark]
    looks = _terminal_looks(mark, stock, tints) or _outlines(words, stock, tints)
    hues, shapes = {tint for tint, _ in looks}, {shape for _, shape in looks}
    if len(hues) != 1:
        return Entry(words=words, mark=mark)
    return Entry(words=words, mark=mark, tint=hues.pop(), shape=shapes.pop() if len(shapes) == 1 else _ROUNDED)


def _terminal_looks(mark: str, stock: DiagramParts, tints: Tints) -> set[tuple[Tint, str]]:
    """The colours and forms of the blocks with a mark, if the colours of all say it."""
    marked = [stock.plans.get(name) for name in tints.terminals.at(mark)]
    shown = [plan for plan in marked if plan and tints.shows_terminal(plan)]
    return {(tints.box(plan), _form(plan)) for plan in shown} if len(shown) == len(marked) else set()


def _outlines(kind: str, stock: DiagramParts, tints: Tints) -> set[tuple[Tint, str]]:
    """The look of a kind if that is drawn with one outline of its own; white where hues tell stages."""
    plans = [plan for plan in stock.plans.values() if plan.kind.value == kind and plan.shape in _OUTLINES]
    beside = Tint(PAPER, tints.colours.neutral.stroke)
    found = {(beside if tints.stages else _tint(plan, tints), plan.shape) for plan in plans}
    return found if len(found) == 1 else set()


def _form(plan: BoxPlan) -> str:
    """The shape of the swatch of a block: its own if a swatch can show that."""
    return plan.shape if plan.shape in _FORMS else _ROUNDED


def _accent(stock: DiagramParts, tints: Tints) -> Iterator[Entry]:
    if any(name in stock.plans for name in tints.emphasis):
        yield Entry(words="key part", accent=True)


def _blocks(stock: DiagramParts, tints: Tints, ends: list[Entry]) -> Iterator[Entry]:
    """An entry for each look of blocks, named by their author's sorts or by the kinds that have it; no name twice.

    Where hues tell stages, only for what no title names: steps, models, and shapes of their own; not for subroutines
    that have their panels for themselves. What the marks of ``ends`` name has that entry alone.
    """
    for name in tints.categories.names:
        if not any((entry.words, entry.tint) == (name, tints.category(name)) for entry in ends):
            yield Entry(words=name, tint=tints.category(name), hues=_hues(name, stock, tints))
    kinds: dict[tuple[Tint, str], list[str]] = {}
    panels: dict[str, set[int | None]] = {}
    for plan in stock.plans.values():
        if _explains_itself(plan, tints) or (tints.categories.names and _form(plan) == _ROUNDED):
            continue
        if tints.stages and plan.kind not in _WITH_A_LOOK and _form(plan) == _ROUNDED:
            continue
        is_module = plan.kind is ElementKind.MODEL and plan.shape == "bars" and not tints.steps_white
        kind = _MODULE if is_module else plan.kind.value
        kinds.setdefault((_tint(plan, tints), _form(plan)), []).append(kind)
        panels.setdefault(kind, set()).add(tints.stages.get(plan.id))
    seen = {*tints.categories.names, *(entry.words for entry in ends)}
    others = set().union(*(found for kind, found in panels.items() if kind != _MODULE))
    if tints.stages and panels.get(_MODULE, set()).isdisjoint(others):
        seen.add(_MODULE)
    for (tint, shape), found in sorted(kinds.items(), key=_form_first):
        fresh = sorted(set(found) - seen, key=_ORDER.index)
        seen.update(fresh)
        if fresh:
            yield Entry(words=", ".join(fresh), tint=tint, shape=shape)


def _hues(category: str, stock: DiagramParts, tints: Tints) -> tuple[Tint, ...]:
    """The colours of a sort where those of panels are its own, if they are few enough for one swatch."""
    plans = [plan for plan in stock.plans.values() if plan.category == category and not _explains_itself(plan, tints)]
    found = tuple(dict.fromkeys(tints.box(plan) for plan in plans if plan.id not in tints.emphasis))
    return found if tints.stages and len(found) <= _MOST_HUES else ()


def _tint(plan: BoxPlan, tints: Tints) -> Tint:
    """The colours of a block that is no key part; grey where hues tell stages."""
    neutral = tints.colours.neutral
    tint = Tint(neutral.fill, neutral.stroke) if tints.stages else tints.role(plan)
    return Tint(PAPER, tint.edge) if tints.is_white(plan) else tint


def _form_first(item: tuple[tuple[Tint, str], list[str]]) -> tuple[int, bool]:
    """By kind, and of the looks of one kind that with a form of its own first."""
    (_, shape), kinds = item
    return _ORDER.index(kinds[0]), shape == _ROUNDED


def _explains_itself(plan: BoxPlan, tints: Tints) -> bool:
    """Whether the look of a block needs no words: its title, its shape, its picture or its mark says what it is."""
    by_shape = plan.kind in _BY_SHAPE or plan.shape in _SELF_EVIDENT
    by_accent = plan.id in tints.emphasis and plan.shape not in _OUTLINES
    by_shape |= plan.kind in _OPEN and plan.id in tints.terminals.marks
    return bool(plan.hue or by_accent or plan.group or by_shape or tints.shows_terminal(plan))


def height_of(found: tuple[Entry, ...], width: float, keys: Sequence[LabelKey] = ()) -> float:
    """How much higher a page of a content ``width`` points wide is with a legend; 0 without entries and keys."""
    if not found and not keys:
        return 0.0
    return GAP + 2 * _PAD + _ROW * len(_rows(found, width)) + keys_height(keys, width - 4 * _PAD)


def frames_of(found: tuple[Entry, ...], width: float) -> Iterator[tuple[float, float]]:
    """The widths and heights that a legend may have, from the fewest rows in ``width`` to one row for each entry."""
    for count in range(1, len(found) + 1):
        size = -(-len(found) // count)
        rows = [list(found[i : i + size]) for i in range(0, len(found), size)]
        wide = max(map(_length, rows)) + 4 * _PAD + 0.01
        if wide <= width:
            yield wide, 2 * _PAD + _ROW * len(rows)


def placed(
    found: tuple[Entry, ...],
    left: float,
    top: float,
    width: float,
    colours: Colours,
    *,
    keys: Sequence[LabelKey] = (),
    whole: bool = False,
) -> Legend:
    """The legend below ``top``: its rows, then its keys, and a frame about them.

    The frame stands in the middle of the page or, if ``whole`` or with keys, reaches across.
    """
    rows = _rows(found, width)
    wide = width if whole or keys else min(width, max(map(_length, rows)) + 4 * _PAD)
    rect = Rect(left + (width - wide) / 2, top + GAP, wide, height_of(found, width, keys) - GAP)
    middles = [rect.y + _PAD + _ROW * (index + 0.5) for index in range(len(rows))]
    items = (item for row, middle in zip(rows, middles, strict=True) for item in _row(row, rect, middle, colours))
    upper = rect.y + _PAD + _ROW * len(rows)
    room = Rect(rect.x + 2 * _PAD, upper, wide - 4 * _PAD, rect.bottom - _PAD - upper)
    return Legend(rect=rect, entries=tuple(items), keys=tuple(key_runs(keys, room, colours)))


def _rows(found: tuple[Entry, ...], width: float) -> list[list[Entry]]:
    """Entries in as few rows as hold them, about as many in each."""
    room = width - 4 * _PAD
    for count in range(1, len(found) + 1):
        size = -(-len(found) // count)
        rows = [list(found[i : i + size]) for i in range(0, len(found), size)]
        if all(_length(row) <= room for row in rows):
            return rows
    return [[entry] for entry in found]


def _length(row: list[Entry]) -> float:
    return sum(entry.width for entry in row) + _BETWEEN * (len(row) - 1)


def _row(row: list[Entry], rect: Rect, middle: float, colours: Colours) -> Iterator[tuple[Entry, Rect, Run]]:
    x = rect.x + (rect.width - _length(row)) / 2
    for entry in row:
        swatch = Rect(x, middle - _SWATCH[1] / 2, entry.lead + _SWATCH[0], _SWATCH[1])
        run = Run(
            owner=LEGEND, text=entry.words, x=swatch.right + _BESIDE, y=middle + 0.33 * SIZE, size=SIZE,
            colour=colours.ink, ground=colours.paper, start=True,
        )  # fmt: skip
        yield entry, swatch, run
        x += entry.width + _BETWEEN
