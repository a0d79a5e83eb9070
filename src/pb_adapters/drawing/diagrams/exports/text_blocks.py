"""The lines of a part as one block of text, with the breaks of the figure: what formats for editing place at once."""

from collections.abc import Sequence

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from msgspec import Struct

from pb_adapters.drawing.diagrams.box_sizes import Line
from pb_adapters.drawing.diagrams.text_runs import Run, middle_to_baseline
from pb_adapters.drawing.shared import math_text, text_metrics, typefaces
from pb_core.domain.plane import Rect


class TextBlock(Struct, frozen=True, kw_only=True):
    """Lines that stand below each other, each as high as its pitch; ``rect`` is what they cover together."""

    rect: Rect
    runs: tuple[Run, ...]
    pitches: tuple[float, ...]

    @property
    def is_centred(self) -> bool:
        """Whether its lines are centred, and do not begin at its left."""
        return not self.runs[0].start


def text_block(runs: Sequence[Run]) -> TextBlock | None:
    """The block of some lines; ``None`` for no lines. Only within ``text_metrics.settings``."""
    return _block(runs) if runs else None


def line_block(run: Run) -> TextBlock:
    """The block of a single line. Only within ``text_metrics.settings``."""
    return _block((run,))


def _block(runs: Sequence[Run]) -> TextBlock:
    pitches = tuple(Line(run.text, run.size, run.bold).pitch for run in runs)
    first = runs[0]
    top = first.y - middle_to_baseline(first.text, first.size) - pitches[0] / 2
    left, right = min(run.rect.x for run in runs), max(run.rect.right for run in runs)
    return TextBlock(rect=Rect(left, top, right - left, sum(pitches)), runs=tuple(runs), pitches=pitches)


def is_outlined(run: Run) -> bool:
    """Whether a line holds mathematics that only matplotlib sets, so that formats with text show its outlines."""
    return text_metrics.is_mathtext(run.text) and math_text.typeset(run.text, bold=run.bold) is None


def outline_of(run: Run) -> Path:
    """The outlines of the characters of a line, where they stand."""
    face = FontProperties(family=list(typefaces.stack(bold=run.bold)))
    path = TextPath((0, 0), run.text, size=run.size, prop=face)
    box = path.get_extents()
    left = run.x if run.start else run.x - (box.x0 + box.width / 2)
    return path.transformed(Affine2D().scale(1, -1).translate(left, run.y))
