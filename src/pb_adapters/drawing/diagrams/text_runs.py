"""Every line of text of a drawing: where it stands, in which size and colour."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import Attempt, title_rect, title_text
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, badge_width, front
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_adapters.drawing.shared.palettes import Colours, Tint
from pb_core.domain.diagrams.scene import DrawnText
from pb_core.domain.diagrams.spec import Group
from pb_core.domain.plane import Rect
from pb_core.domain.plots.colours import contrast


class Run(Struct, frozen=True, kw_only=True):
    """One line of text; ``x`` is its centre, or its start where ``start`` is set; ``y`` its baseline."""

    owner: str
    text: str
    x: float
    y: float
    size: float
    colour: str
    ground: str
    bold: bool = False
    start: bool = False

    @property
    def rect(self) -> Rect:
        """The rectangle from ascenders to descenders."""
        wide = text_metrics.text_width(self.text, self.size, bold=self.bold)
        above, below = typefaces.ASCENT * self.size, typefaces.DESCENT * self.size
        if text_metrics.is_math(self.text):
            tall, deep = text_metrics.math_height(self.text, self.size)
            above, below = max(above, tall), max(below, deep)
        left = self.x if self.start else self.x - wide / 2
        return Rect(left, self.y - above, wide, above + below)


class Badge(Struct, frozen=True):
    """A repetition mark: its pill and the words in it."""

    rect: Rect
    run: Run


class Lettering(Struct, frozen=True):
    """All text of a drawing."""

    runs: tuple[Run, ...]
    badges: tuple[Badge, ...]

    def drawn(self) -> tuple[DrawnText, ...]:
        """The text as the scene reports it, one entry a line."""
        return tuple(
            DrawnText(owner=r.owner, text=r.text, rect=r.rect, size=r.size, contrast=contrast(r.colour, r.ground))
            for r in self.all_runs()
        )

    def all_runs(self) -> tuple[Run, ...]:
        """Every line, those in badges last."""
        return (*self.runs, *(badge.run for badge in self.badges))


def letter(attempt: Attempt, colours: Colours, emphasis: tuple[str, ...]) -> Lettering:
    """Set all words of a attempt."""
    runs: list[Run] = []
    badges: list[Badge] = []
    for name, rect in attempt.boxes.items():
        plan = attempt.stock.plans[name]
        tint = tint_of(plan, colours, emphasis)
        lines, badge = _box(plan, rect, attempt, colours, tint)
        runs += lines
        badges += badge
    for group in attempt.stock.groups:
        title, badge = _title(group, attempt, colours)
        runs += [title] if title.text else []
        badges += badge
    runs += label_runs(attempt, colours, attempt.stock.typography.small)
    return Lettering(tuple(runs), tuple(badges))


def tint_of(plan: BoxPlan, colours: Colours, emphasis: tuple[str, ...]) -> Tint:
    """The colours of a box."""
    if plan.id in emphasis:
        return colours.accent
    return Tint(colours.frame.fill, colours.frame.edge) if plan.group else colours.tints[plan.kind]


def _box(plan: BoxPlan, rect: Rect, attempt: Attempt, colours: Colours, tint: Tint) -> tuple[list[Run], list[Badge]]:
    typography = attempt.stock.typography
    rect = front(plan, rect)
    height = sum(line.pitch for line in plan.lines)
    wide = max(line.width for line in plan.lines)
    extra = badge_width(plan.badge, typography) + 0.4 * typography.label if plan.badge else 0.0
    middle = rect.x + rect.width / 2 - extra / 2 + _lean(plan, typography.label)
    top = rect.y + (rect.height - height) / 2 + (2.5 if plan.shape == "cylinder" else 0.0)
    runs = []
    for owner, line in zip(plan.owners, plan.lines, strict=True):
        baseline = top + line.pitch / 2 + middle_to_baseline(line.text, line.size)
        x = middle - wide / 2 if plan.left_aligned else middle
        colour = colours.muted if line.muted else colours.ink
        runs.append(
            Run(
                owner=owner,
                text=line.text,
                x=x,
                y=baseline,
                size=line.size,
                colour=colour,
                ground=tint.fill,
                bold=line.bold,
                start=plan.left_aligned,
            )
        )
        top += line.pitch
    if not plan.badge:
        return runs, []
    place = middle + wide / 2 + extra - badge_width(plan.badge, typography) / 2
    y = rect.y + rect.height / 2 if not plan.left_aligned else runs[0].y - 0.25 * typography.label
    return runs, [badge_at(plan.id, plan.badge, (place, y), typography.small, colours.muted)]


def middle_to_baseline(text: str, size: float) -> float:
    """How far below the middle of a line its baseline is."""
    if text_metrics.is_math(text):
        tall, deep = text_metrics.math_height(text, size)
        return (tall - deep) / 2
    return 0.33 * size


def _lean(plan: BoxPlan, size: float) -> float:
    return {"actor": 0.95 * size}.get(plan.shape, 0.0)


def badge_at(owner: str, text: str, middle: tuple[float, float], size: float, colour: str) -> Badge:
    """A repetition mark about ``middle``."""
    wide = text_metrics.text_width(text, size, bold=True) + 0.7 * size
    rect = Rect(middle[0] - wide / 2, middle[1] - 0.62 * size, wide, 1.24 * size)
    run = Run(
        owner=owner,
        text=text,
        x=middle[0],
        y=middle[1] + 0.33 * size,
        size=size,
        colour="#ffffff",
        ground=colour,
        bold=True,
    )
    return Badge(rect, run)


def _title(group: Group, attempt: Attempt, colours: Colours) -> tuple[Run, list[Badge]]:
    size = attempt.stock.typography.small
    rect = title_rect(attempt.stock, group, attempt.frames[group.id])
    baseline = rect.y + typefaces.ASCENT * size
    run = Run(
        owner=group.id,
        text=title_text(group),
        x=rect.x,
        y=baseline,
        size=size,
        colour=colours.muted,
        ground=colours.frame.fill,
        bold=True,
        start=True,
    )
    if not group.repeat:
        return run, []
    mark = f"×{group.repeat}"
    wide = badge_width(mark, attempt.stock.typography)
    middle = (rect.right + 0.5 * size + wide / 2, baseline - 0.33 * size)
    return run, [badge_at(group.id, mark, middle, size, colours.muted)]


def label_runs(attempt: Attempt, colours: Colours, size: float) -> Iterator[Run]:
    """The words beside arrows."""
    for index, tag in attempt.tags.items():
        if tag is None:
            continue
        name = attempt.stock.connections[index].name
        y = tag.rect.y
        for line in tag.lines:
            tall = text_metrics.math_height(line, size)[0] if text_metrics.is_math(line) else 0.0
            y += max(typefaces.ASCENT * size, tall)
            ground = colours.frame.fill
            yield Run(
                owner=name,
                text=line,
                x=tag.rect.x + tag.rect.width / 2,
                y=y,
                size=size,
                colour=colours.muted,
                ground=ground,
            )
            y += (typefaces.LEADING - typefaces.ASCENT) * size
