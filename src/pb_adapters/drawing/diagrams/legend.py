"""The legend of a drawing: what its line styles, hues and marks mean, in rows under the panels."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.box_sizes import clean
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import PAPER, Colours, Tint
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind
from pb_core.domain.plane import Rect

OWNER = "(legend)"
SIZE = 7.0  # points
GAP = 6.0  # points above it
_ROW, _PAD = 12.0, 4.0
_SWATCH = (1.9 * SIZE, 0.95 * SIZE)
_BESIDE, _BETWEEN = 0.55 * SIZE, 1.9 * SIZE
_MEANINGS = {"feedback": "feedback", "skip": "skip connection", "control": "control", "loss": "loss"}
"""What the kinds of arrows say by themselves; of the others a legend only says how they look."""
_LOOKS = {"reference": "dashed", "heavy flow": "heavy"}
_LONGEST = 24  # characters of a label that names a style
_BY_SHAPE = frozenset({ElementKind.OBJECTIVE, ElementKind.DECISION})  # told by their shape or colour of words
_WITH_A_LOOK = frozenset({ElementKind.MODEL, ElementKind.PROCESS, ElementKind.OPERATION})
_SELF_EVIDENT = frozenset({"circle", "ellipse", "rings", "diamond", "text"})  # white, or nothing, whatever the kind
_ORDER = [kind.value for kind in ElementKind]
_FLOW = ConnectionKind.FLOW.value
_ORDER_OF_LINES = [*(kind.value for kind in ConnectionKind), "loss"]
_MARKS = {"snowflake": "frozen", "flame": "trained"}


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: an arrow, the colours of a block, the accent or a mark, and what it means."""

    words: str
    arrow: ArrowStyle | None = None
    tint: Tint | None = None
    shape: str = "rounded"
    accent: bool = False
    mark: str = ""

    @property
    def width(self) -> float:
        """Its width in points."""
        return _SWATCH[0] + _BESIDE + text_metrics.text_width(self.words, SIZE)


class Legend(Struct, frozen=True, kw_only=True):
    """A placed legend: its frame, and each entry with its swatch and words."""

    rect: Rect
    entries: tuple[tuple[Entry, Rect, Run], ...]


def needed(stock: DiagramParts, tints: Tints, states: Iterable[str]) -> tuple[Entry, ...]:
    """What a drawing needs to explain: two or more styles of arrows, marks of state, and looks that tell kinds.

    One style of arrow explains itself, and so does a single look; panels explain their hues by their titles.
    """
    lines, drawn = list(_lines(stock, tints.colours)), set(states)
    marks = [Entry(words=words, mark=mark) for mark, words in _MARKS.items() if mark in drawn]
    blocks = list(_blocks(stock, tints))
    found = (*lines, *marks, *(blocks if len(blocks) > 1 else ()))
    return (*found, *_accent(stock, tints)) if found else ()


def _lines(stock: DiagramParts, colours: Colours) -> Iterator[Entry]:
    """An entry for each style of arrow; none where the labels of all arrows that are no plain flow explain them.

    A label that all arrows of a style share names it, else what its kind means, else how it looks.
    """
    styles: dict[str, ArrowStyle] = {}
    labels: dict[str, set[str]] = {}
    for style, connection in zip(arrow_styles(stock, colours), stock.connections, strict=True):
        styles[style.kind] = style
        labels.setdefault(style.kind, set()).add(clean(connection.label))
    special = [kind for kind in styles if kind != _FLOW]
    if len(styles) == 1 or all("" not in labels[kind] and kind not in _MEANINGS for kind in special):
        return
    names = {kind: _MEANINGS.get(kind) or _shared(labels[kind]) for kind in styles}
    plain = "flow" if all(names[kind] for kind in special) else "solid"
    for kind in sorted(styles, key=lambda kind: (kind != _FLOW, _ORDER_OF_LINES.index(kind.removeprefix("heavy ")))):
        yield Entry(words=names[kind] or (plain if kind == _FLOW else _look(kind)), arrow=styles[kind])


def _shared(labels: set[str]) -> str:
    """The one label of all arrows of a style, if it is short."""
    label = next(iter(labels)) if len(labels) == 1 else ""
    return label if len(label) <= _LONGEST else ""


def _look(kind: str) -> str:
    name = kind.removeprefix("heavy ")
    return _LOOKS.get(kind) or f"heavy, {_LOOKS.get(name) or _MEANINGS[name]}"


def _accent(stock: DiagramParts, tints: Tints) -> Iterator[Entry]:
    if any(name in stock.plans for name in tints.emphasis):
        yield Entry(words="emphasised", accent=True)


def _blocks(stock: DiagramParts, tints: Tints) -> Iterator[Entry]:
    """An entry for each look of blocks, named by the kinds that have it.

    Where hues tell stages, only for what no title names: steps, models, chamfers, and sheets beside models.
    """
    kinds: dict[tuple[Tint, str], list[str]] = {}
    for plan in stock.plans.values():
        if plan.id in tints.emphasis or plan.group or plan.kind in _BY_SHAPE or plan.shape in _SELF_EVIDENT:
            continue
        sheet = "sheet" if tints.stages and tints.steps_white and plan.shape == "sheet" else ""
        if tints.stages and plan.kind not in _WITH_A_LOOK and not sheet:
            continue
        tint = tints.box(plan) if plan.kind in _WITH_A_LOOK else tints.role(plan)
        if tints.stages:
            neutral = tints.colours.neutral
            tint = Tint(PAPER if tints.is_white(plan) else neutral.fill, neutral.stroke)
        is_subroutine = plan.kind is ElementKind.MODEL and plan.shape == "bars" and not tints.steps_white
        kind = ElementKind.PROCESS if is_subroutine else plan.kind
        shape = "chamfer" if plan.shape == "chamfer" else sheet or "rounded"
        kinds.setdefault((tint, shape), []).append(kind.value)
    for (tint, shape), found in sorted(kinds.items(), key=lambda item: _ORDER.index(item[1][0])):
        yield Entry(words=", ".join(sorted(set(found), key=_ORDER.index)), tint=tint, shape=shape)


def height_of(found: tuple[Entry, ...], width: float) -> float:
    """How much higher a page of a content ``width`` points wide is with a legend; 0 without entries."""
    return GAP + 2 * _PAD + _ROW * len(_rows(found, width)) if found else 0.0


def placed(found: tuple[Entry, ...], left: float, top: float, width: float, colours: Colours) -> Legend:
    """The legend below ``top``: its rows, and a frame about them in the middle of the page."""
    rows = _rows(found, width)
    wide = min(width, max(map(_length, rows)) + 4 * _PAD)
    rect = Rect(left + (width - wide) / 2, top + GAP, wide, 2 * _PAD + _ROW * len(rows))
    middles = [rect.y + _PAD + _ROW * (index + 0.5) for index in range(len(rows))]
    items = (item for row, middle in zip(rows, middles, strict=True) for item in _row(row, rect, middle, colours))
    return Legend(rect=rect, entries=tuple(items))


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
        swatch = Rect(x, middle - _SWATCH[1] / 2, *_SWATCH)
        run = Run(
            owner=OWNER, text=entry.words, x=swatch.right + _BESIDE, y=middle + 0.33 * SIZE, size=SIZE,
            colour=colours.ink, ground=colours.paper, start=True,
        )  # fmt: skip
        yield entry, swatch, run
        x += entry.width + _BETWEEN
