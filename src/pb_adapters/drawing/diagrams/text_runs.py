"""Every line of text of a drawing: where it stands, in which size and colour."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import Attempt
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.scene import DrawnText
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
        """The rectangle from ascenders to descenders, that of a formula from its top to its foot."""
        wide = text_metrics.text_width(self.text, self.size, bold=self.bold)
        above, below = typefaces.ASCENT * self.size, typefaces.DESCENT * self.size
        if text_metrics.is_math(self.text):
            above, below = text_metrics.math_height(self.text, self.size)
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


def middle_to_baseline(text: str, size: float) -> float:
    """How far below the middle of a line its baseline is."""
    if text_metrics.is_math(text):
        tall, deep = text_metrics.math_height(text, size)
        return (tall - deep) / 2
    return 0.33 * size


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


def label_runs(attempt: Attempt, colours: Colours, size: float) -> Iterator[Run]:
    """The words beside arrows."""
    owners = [line.name for line in attempt.lines]
    for index, tag in attempt.tags.items():
        if tag is not None:
            yield from tag_runs(owners[index], tag, colours, size)


def tag_runs(owner: str, tag: ArrowLabel, colours: Colours, size: float) -> Iterator[Run]:
    """The words of one placed label."""
    x, y, ground = tag.rect.x + tag.rect.width / 2, tag.rect.y, colours.frame.fill
    for line in tag.lines:
        tall = text_metrics.math_height(line, size)[0] if text_metrics.is_math(line) else 0.0
        y += max(typefaces.ASCENT * size, tall)
        yield Run(owner=owner, text=line, x=x, y=y, size=size, colour=colours.muted, ground=ground)
        y += (typefaces.LEADING - typefaces.ASCENT) * size
