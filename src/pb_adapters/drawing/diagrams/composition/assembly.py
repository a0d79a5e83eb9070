"""From places in cells to a drawing in points: rectangles, arrows with their labels, pictograms, words, the scene."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.attempt import Attempt, DiagramParts, title_text
from pb_adapters.drawing.diagrams.box_sizes import Line, front
from pb_adapters.drawing.diagrams.box_words import clean_lines
from pb_adapters.drawing.diagrams.bundles import bundles_of
from pb_adapters.drawing.diagrams.composition.arrows import routed
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH, words_extent
from pb_adapters.drawing.diagrams.composition.lettering import letter_composition, title_room, words_place
from pb_adapters.drawing.diagrams.composition.lone_blocks import bare_inside
from pb_adapters.drawing.diagrams.composition.picture_places import picture_rect
from pb_adapters.drawing.diagrams.composition.rewrapping import rewrapped
from pb_adapters.drawing.diagrams.composition.shared_labels import Labels, placed_labels
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf
from pb_adapters.drawing.diagrams.frame_ends import at_frames
from pb_adapters.drawing.diagrams.label_places import Obstacles
from pb_adapters.drawing.diagrams.placement import ROOT, Area
from pb_adapters.drawing.diagrams.routing import Effort, Stuck
from pb_adapters.drawing.diagrams.spreading import Path
from pb_adapters.drawing.diagrams.text_runs import Lettering
from pb_adapters.drawing.diagrams.wires import Care, Wire
from pb_core.domain.diagrams.box_outlines import nearest_border, outline
from pb_core.domain.diagrams.scene import Continuation, DrawnBox, DrawnGlyph, LabelKey
from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, Element, ElementKind
from pb_core.domain.plane import Point, Rect

_PATIENCE = {ConnectionKind.FLOW: 0, ConnectionKind.BRANCH: 0, ConnectionKind.CONTROL: 1, ConnectionKind.REFERENCE: 1}
_BERTH = 2
_BACK = (1, 0)  # the right side of a box
_LABELLED_BERTH = 3
_AROUND = 3  # cells above and below all else in which arrows may run on a page that may be higher
_BEYOND = 30.0  # points by which labels may reach beyond what they belong to
_CAPTION_GAP = 1.5  # points between the words below a pictogram and arrows at them
_BARELY = 0.01  # points, as coordinates are not exact
_UNEVEN = 1.0  # points of a margin that are too many
_BELOW_LINE = 1.7  # points of a line of words for the descenders that few have
_LOSS_GAP = 2.5  # points between the words of a loss and the arrows that end there


class Composed(Struct, frozen=True, kw_only=True):
    """A composition in points, lettered, with what the scene says of its boxes and pictograms.

    ``badness`` is that of the sketch it was made of; ``continuations`` are the arrows that are told by letter, ``keys``
    the labels that signs stand for; ``ground`` is what labels keep clear of; ``fit`` is where its ``tree`` stands.
    One with the tags of continuations has what it was before as ``untagged``.
    """

    attempt: Attempt
    lettering: Lettering
    boxes: tuple[DrawnBox, ...]
    glyphs: tuple[DrawnGlyph, ...]
    tints: Tints
    ground: Obstacles
    fit: Fitted
    tree: Bands | None = None
    badness: float = 0.0
    continuations: tuple[Continuation, ...] = ()
    keys: tuple[LabelKey, ...] = ()
    untagged: "Composed | None" = None


class Paper(Struct, frozen=True, kw_only=True):
    """The height of a page in points, and what is added above and below; one that ``grows`` makes room for labels.

    What it holds stands ``aside``, so many points to the left; one that is ``narrow`` is cut by as many, where its left
    margin is wider than the others, and any other has equal margins at both sides. ``ways`` are those of its arrows, in
    cells, where they are known already, and ``labels`` theirs, in points from the first cell; else they are routed with
    this ``care``.
    """

    height: float
    above: float = 0.0
    below: float = 0.0
    grows: bool = False
    narrow: bool = False
    aside: float = 0.0
    care: Care = Care.USUAL
    ways: list[Path] | None = None
    labels: Labels | None = None


def assembled(
    spec: DiagramSpec,
    stock: DiagramParts,
    leaves: dict[str, Leaf],
    fit: Fitted,
    paper: Paper,
    tints: Tints,
    effort: Effort,
) -> Composed | Stuck:
    """Route, label and letter a fitted tree on a page; the arrow that finds no way, if one does not."""
    start = MARGIN - paper.aside, paper.above + (paper.height - fit.height * PITCH) / 2
    width, height = 2 * MARGIN + fit.width * PITCH, paper.height + paper.above + paper.below
    width -= paper.aside if paper.narrow else 0.0
    boxes = {name: _rect(area, start) for name, area in fit.leaves.items()}
    frames = {name: _rect(area, start) for name, area in fit.frames.items()}
    leaves = _rewrapped(spec, stock, leaves, boxes)
    tints = tints.on(boxes, width * height)
    stock = structs.replace(stock, plans={name: leaf.plan for name, leaf in leaves.items() if leaf.plan})
    titles = _titles(stock, frames)
    drawn = tuple(_box(leaves[name], rect) for name, rect in boxes.items())
    taken = [_cells(rect, start) for rect in titles.values()]
    around = _AROUND if paper.grows else 0
    paths = paper.ways or routed(fit, leaves, taken, _wires(stock, fit), effort, around, paper.care)
    if isinstance(paths, Stuck):
        return paths
    attached = _attached(paths, stock, {box.id: box for box in drawn}, start)
    lines = at_frames(attached, stock.connections, frames, boxes.values())
    words = {name: _words_rect(leaves[name], rect) for name, rect in boxes.items() if leaves[name].picture}
    solid = (*boxes.values(), *titles.values(), *words.values())
    labels = {i: label for i, c in enumerate(stock.connections) if (label := clean_lines(c.label))}
    beyond = _BEYOND if paper.grows else 0.0
    page = Rect(1, 1 - beyond, width - 2, height - 2 + 2 * beyond)
    ground = Obstacles(page, solid, tuple(frames.values()), lines, _answers(stock), titles=tuple(titles.values()))
    placed = (
        paper.labels.moved(*start)
        if paper.labels
        else placed_labels(stock.connections, labels, stock.typography.small, ground)
    )
    tags = placed.tags
    runs = [Rect(x, y, 0, 0) for path in lines for x, y in path]
    inks = [rect for box in drawn for rect in _inks(leaves[box.id], box, boxes[box.id])]
    marks = [*inks, *frames.values(), *runs, *(tag.rect for tag in tags.values() if tag)]
    above, under = _overhang(marks, height)
    left, right = min(mark.x for mark in marks), width - max(mark.right for mark in marks)
    aside = max(0.0, left - MARGIN) if paper.narrow else (left - right) / 2
    is_high = bool(beyond) and (max(above, under) > _BARELY or min(above, under) < -_UNEVEN)
    if (beyond or paper.ways is None) and (is_high or abs(aside) > _UNEVEN):
        known = placed.moved(-start[0], -start[1])
        room = {"above": above, "below": under} if beyond else {}
        paper = structs.replace(paper, **room, grows=False, aside=aside, ways=paths, labels=known)
        return assembled(spec, stock, leaves, fit, paper, tints, effort)
    attempt = Attempt(
        stock=stock,
        width=width,
        height=height,
        boxes=boxes,
        frames=frames,
        titles=titles,
        paths=lines,
        tags=tags,
        shared=placed.shared,
    )
    lettering = letter_composition(attempt, leaves, tints)
    glyphs = tuple(
        DrawnGlyph(owner=name, name=leaf.picture.name, rect=picture_rect(leaf, front(leaf.plan, boxes[name])))
        for name, leaf in leaves.items()
        if leaf.picture and leaf.plan
    )
    return Composed(
        attempt=attempt, lettering=lettering, boxes=drawn, glyphs=glyphs, tints=tints, ground=ground, fit=fit
    )


def _titles(stock: DiagramParts, frames: dict[str, Rect]) -> dict[str, Rect]:
    """What the titles of the panels cover."""
    return {
        group.id: title_room(group, frames[group.id], stock.typography)
        for group in stock.groups
        if title_text(group) or group.repeat
    }


def _answers(stock: DiagramParts) -> frozenset[int]:
    """The arrows, by index, that leave a decision."""
    return frozenset(i for i, (name, _) in enumerate(stock.ends) if stock.plans[name].kind is ElementKind.DECISION)


def _overhang(rects: list[Rect], height: float) -> tuple[float, float]:
    """How far rectangles reach into the upper and the lower margin of a page; below 0 where the margin is wider."""
    return max(MARGIN - rect.y for rect in rects), max(rect.bottom - height + MARGIN for rect in rects)


def _rect(area: Area, start: Point) -> Rect:
    return Rect(start[0] + area.x * PITCH, start[1] + area.y * PITCH, area.width * PITCH, area.height * PITCH)


def _cells(rect: Rect, start: Point) -> Area:
    """The cells that a rectangle touches."""
    left, upper = int((rect.x - start[0]) / PITCH), int((rect.y - start[1]) / PITCH)
    return Area(left, upper, int((rect.right - start[0]) / PITCH) + 1, int((rect.bottom - start[1]) / PITCH) + 1)


def _rewrapped(
    spec: DiagramSpec, stock: DiagramParts, leaves: dict[str, Leaf], boxes: dict[str, Rect]
) -> dict[str, Leaf]:
    elements: dict[str, Element] = {element.id: element for element in spec.elements}
    members = Counter(stock.homes.values())
    found = {}
    for name, rect in boxes.items():
        leaf = leaves[name]
        if name in elements:
            lone = stock.homes[name] != ROOT and members[stock.homes[name]] == 1
            plan = rewrapped(leaf, elements[name], (rect.width, rect.height), stock.typography, lone=lone)
            again = structs.replace(leaf, plan=plan)
            size = round(rect.width / PITCH), round(rect.height / PITCH)
            leaf = leaf if lone and bare_inside(again, size) > bare_inside(leaf, size) else again
        found[name] = leaf
    return found


def _wires(stock: DiagramParts, fit: Fitted) -> list[Wire]:
    wires = []
    for (source, target), connection, bundle in zip(stock.ends, stock.connections, bundles_of(stock), strict=True):
        a, b = (_frames_around(fit.leaves[name], fit) for name in (source, target))
        common = [name for name in a if name in b]
        berth = _LABELLED_BERTH if connection.label else _BERTH
        patience = _PATIENCE.get(connection.kind, 2)
        avoid = _BACK if _folds(fit.leaves[source], fit.leaves[target]) else None
        wires.append(
            Wire(source, target, patience, frozenset((*a, *b)), berth, avoid, bundle, common[0] if common else "")
        )
    return wires


def _frames_around(box: Area, fit: Fitted) -> list[str]:
    """The frames that hold a box, from the inmost."""
    found = [
        (frame.right - frame.x, name)
        for name, frame in fit.frames.items()
        if frame.x <= box.x and box.right <= frame.right and frame.y <= box.y and box.bottom <= frame.bottom
    ]
    return [name for _, name in sorted(found)]


def _folds(a: Area, b: Area) -> bool:
    """Whether a line leads back to the left in a lower row, where it had better not end beside the arrow onwards."""
    return a.x > b.right and b.y > a.bottom


def _inks(leaf: Leaf, box: DrawnBox, rect: Rect) -> Iterator[Rect]:
    """What of a box has marks: its outline, else its pictogram and its words, without the mostly empty room below."""
    if not box.parts or (leaf.plan and leaf.plan.badge):
        yield box.rect
        return
    words = _words_rect(leaf, rect)
    yield Rect(words.x, words.y, words.width, words.height - _BELOW_LINE)
    yield from box.parts[:-1]


def _words_rect(leaf: Leaf, rect: Rect) -> Rect:
    wide, high = words_extent(leaf.plan.lines) if leaf.plan else (0.0, 0.0)
    middle, top = words_place(leaf, rect)
    return Rect(middle - wide / 2, top, wide, high)


def _box(leaf: Leaf, rect: Rect) -> DrawnBox:
    plan = leaf.plan
    shape = plan.shape if plan else ""
    if plan and shape in {"loss", "text"}:
        if plan.badge:
            return DrawnBox(id=leaf.name, rect=rect, shape=shape, parts=(rect,))  # which has room for the badge as well
        words = _words_rect(leaf, rect)
        bare = Rect(words.x - _LOSS_GAP, words.y - 1, words.width + 2 * _LOSS_GAP, words.height + 2)
        return DrawnBox(id=leaf.name, rect=bare, shape=shape, parts=tuple(_around_lines(plan.lines, bare)))
    if leaf.picture is None or not leaf.picture.free:
        return DrawnBox(id=leaf.name, rect=rect, shape=shape)
    glyph, bare = picture_rect(leaf, rect), _words_rect(leaf, rect)
    words = Rect(bare.x - _CAPTION_GAP, bare.y, bare.width + 2 * _CAPTION_GAP, bare.height + _CAPTION_GAP)
    left, right = min(glyph.x, words.x), max(glyph.right, words.right)
    whole = Rect(left, glyph.y, right - left, words.bottom - glyph.y)
    return DrawnBox(id=leaf.name, rect=whole, shape=shape, parts=(glyph, words))


def _around_lines(lines: Sequence[Line], rect: Rect) -> Iterator[Rect]:
    """What each line of bare words covers of their rectangle, so that arrows end at the words that they meet."""
    margin, top = (rect.height - sum(line.pitch for line in lines)) / 2, rect.y
    for number, line in enumerate(lines, 1):
        high = line.pitch + margin * ((number == 1) + (number == len(lines)))
        wide = line.width + 2 * _LOSS_GAP
        yield Rect(rect.middle[0] - wide / 2, top, wide, high)
        top += high


def _attached(
    paths: list[Path], stock: DiagramParts, boxes: dict[str, DrawnBox], start: Point
) -> tuple[tuple[Point, ...], ...]:
    """The paths in points, their ends on the true outlines of their boxes."""
    found = []
    for corners, (source, target) in zip(paths, stock.ends, strict=True):
        points = [(start[0] + x * PITCH, start[1] + y * PITCH) for x, y in corners]
        upright = points[0][0] == points[1][0], points[-1][0] == points[-2][0]
        first = nearest_border(_polygon(boxes[source]), points[0], vertical=upright[0])
        last = nearest_border(_polygon(boxes[target]), points[-1], vertical=upright[1])
        found.append((first, *points[1:-1], last))
    return tuple(found)


def _polygon(box: DrawnBox) -> tuple[Point, ...]:
    return box.outline if box.parts else outline(box.shape, box.rect)
