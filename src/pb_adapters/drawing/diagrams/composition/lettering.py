"""The words of a composition: titles above panels, labels in blocks and below pictograms, labels beside arrows."""

from pb_adapters.drawing.diagrams.attempt import Attempt
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Typography, badge_width, front
from pb_adapters.drawing.diagrams.composition.leaf_sizes import GLYPH_GAP, LABEL, LITTLE, WORDS_GAP, words_extent
from pb_adapters.drawing.diagrams.composition.panel_titles import title_extent, title_lines
from pb_adapters.drawing.diagrams.composition.picture_places import is_stacked, picture_rect
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.text_runs import Badge, Lettering, Run, badge_at, label_runs, middle_to_baseline
from pb_adapters.drawing.shared import typefaces
from pb_core.domain.diagrams.box_outlines import notch
from pb_core.domain.diagrams.spec import Group
from pb_core.domain.plane import Rect

_TITLE_ABOVE, _TITLE_CLOSE = 0.55, 0.3  # ems between the frame and its title; where labels are small
_TITLE_EDGE = 0.9 * LABEL  # points between a title and the side of its panel
_POINTS = ("• ", "– ", "- ", "* ")  # before what is listed
_ROUND = frozenset({"circle", "ellipse", "rings"})  # which have no corner
_BADGE_EDGE = 2.5  # points between a badge and the corner of its block


def letter_composition(attempt: Attempt, leaves: dict[str, Leaf], tints: Tints) -> Lettering:
    """Set all words of a composition."""
    runs: list[Run] = []
    badges: list[Badge] = []
    for name, rect in attempt.boxes.items():
        lines, badge = _words(leaves[name], rect, attempt, tints)
        runs += lines
        badges += badge
    for group in attempt.stock.groups:
        if group.id in attempt.titles:
            title, badge = _title(group, attempt.titles[group.id], attempt, tints)
            runs += title
            badges += badge
    runs += label_runs(attempt, tints.colours, attempt.stock.typography.small)
    return Lettering(tuple(runs), tuple(badges))


def title_room(group: Group, frame: Rect, typography: Typography) -> Rect:
    """What the title of a panel covers, with its badge: always on the left, or readers take its place for chance."""
    wide, high = title_extent(group.title, typography.title)
    wide += 0.6 * LABEL + badge_width(f"×{group.repeat}", typography) if group.repeat else 0.0
    above = _TITLE_ABOVE if typography.label >= LABEL else _TITLE_CLOSE
    return Rect(frame.x + _TITLE_EDGE, frame.y + above * LABEL, wide, high)


def words_place(leaf: Leaf, rect: Rect) -> tuple[float, float]:
    """The middle and the top of the words of a leaf."""
    plan = leaf.plan
    if plan is None:
        raise ValueError(f"{leaf.name} has no words")
    high = words_extent(plan.lines)[1]
    face = front(plan, rect)
    middle, top = face.x + face.width / 2, face.y + (face.height - high) / 2
    if leaf.picture is None:
        return middle, top + (2.5 if plan.shape == "cylinder" else 0.0)
    glyph = picture_rect(leaf, face)
    if leaf.picture.free or is_stacked(leaf, face):
        return middle, glyph.bottom + (WORDS_GAP if leaf.picture.free else 0.4) * LABEL
    return glyph.right + GLYPH_GAP * LABEL + words_extent(plan.lines)[0] / 2, top


def _words(leaf: Leaf, rect: Rect, attempt: Attempt, tints: Tints) -> tuple[list[Run], list[Badge]]:
    plan, typography = attempt.stock.plans[leaf.name], attempt.stock.typography
    middle, top = words_place(leaf, rect)
    middle += {"actor": 0.95 * LABEL}.get(plan.shape, 0.0)
    listed = _first_of_list(plan)
    wide = max((line.width for line in plan.lines[listed:]), default=0.0)
    ink, muted, ground = tints.words(plan)
    runs = []
    for place, (owner, line) in enumerate(zip(plan.owners, plan.lines, strict=True)):
        runs.append(
            Run(
                owner=owner,
                text=line.text,
                x=middle - wide / 2 if place >= listed else middle,
                y=top + line.pitch / 2 + middle_to_baseline(line.text, line.size),
                size=line.size,
                colour=muted if line.muted else ink,
                ground=ground,
                bold=line.bold,
                start=place >= listed,
            )
        )
        top += line.pitch
    if not plan.badge:
        return runs, []
    return runs, [badge_at(plan.id, plan.badge, _corner(plan, rect, typography), LITTLE, tints.colours.muted)]


def _first_of_list(plan: BoxPlan) -> int:
    """The place of the first line that begins at the edge of a list of points, or of all; past the end if none does."""
    if plan.left_aligned:
        return 0
    points = [place for place, line in enumerate(plan.lines) if line.text.startswith(_POINTS)]
    return points[0] if len(points) > 1 else len(plan.lines)


def _corner(plan: BoxPlan, rect: Rect, typography: Typography) -> tuple[float, float]:
    """The middle of a badge: in the lower right corner within the outline, or beside the words of a round block."""
    face = front(plan, rect)
    cut = notch(plan.shape, face)
    half = badge_width(plan.badge, typography) / 2
    if plan.shape == "diamond":
        return face.x + face.width / 2, face.bottom - face.height / 5
    if plan.shape in _ROUND:
        x, y = face.middle
        return (x + words_extent(plan.lines)[0] / 2 + face.right) / 2, y
    across, down = (0.0, cut) if plan.shape == "cylinder" else (cut, 0.0)
    return face.right - across - half - _BADGE_EDGE, face.bottom - down - 0.62 * LITTLE - _BADGE_EDGE


def _title(group: Group, room: Rect, attempt: Attempt, tints: Tints) -> tuple[list[Run], list[Badge]]:
    colour, ground = tints.title(group.id)
    size = attempt.stock.typography.title
    first = room.y + typefaces.ASCENT * size
    runs = [
        Run(
            owner=group.id, text=line, x=room.x, y=first + index * typefaces.LEADING * size, size=size, colour=colour,
            ground=ground, bold=True, start=True,
        )
        for index, line in enumerate(title_lines(group.title, size))
    ]  # fmt: skip
    if not group.repeat:
        return runs, []
    mark = f"×{group.repeat}"
    middle = (room.right - badge_width(mark, attempt.stock.typography) / 2, first - 0.33 * size)
    return runs, [badge_at(group.id, mark, middle, LITTLE, tints.colours.muted)]
