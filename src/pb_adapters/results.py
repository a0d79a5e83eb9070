"""Figure and Plot: what a caller gets, with its pictures in memory; notebooks show them."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from msgspec import Struct

from pb_adapters.whole_file import write_whole
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.requests import DiagramFormat
from pb_core.errors import InvalidRequest


class Figure(Struct, frozen=True, kw_only=True):
    """One finished figure: ``pictures`` by format, a description, and ``notes``, sentences that a reader should know.

    ``task_id`` names its run in the data folder; it is empty for figures that were drawn without one. ``confidence``
    is what share, 0 to 1, of what a text lays out and repeats its diagram shows; ``None`` for other figures.
    ``alt_text`` says what it shows to those who do not see it; ``""`` for figures that were drawn without a folder.
    Where several ``candidates`` were asked for, those that could be made stand there; the figure is the best of them.
    """

    pictures: Mapping[str, bytes]
    description: str = ""
    notes: tuple[str, ...] = ()
    task_id: str = ""
    confidence: float | None = None
    alt_text: str = ""
    candidates: "tuple[Figure, ...]" = ()

    def data(self, fmt: str) -> bytes:
        """The picture in a format; raises ``InvalidRequest`` for one that was not asked for."""
        try:
            return self.pictures[fmt]
        except KeyError:
            made, known = ", ".join(self.pictures), get_args(DiagramFormat)
            advice = f"ask for it with formats=({fmt!r},)" if fmt in known else f"there are {', '.join(known)}"
            raise InvalidRequest(f"this figure was made as {made}, not as {fmt}: {advice}") from None

    def save(self, path: str | Path) -> Path:
        """Write the picture that the file's ending names, whole or not at all, and return the path.

        Raises:
            InvalidRequest: the name ends in no format, or in one that the figure was not made in.
            StorageError: the file cannot be written.
        """
        if not isinstance(path, str | Path):
            raise InvalidRequest(f"a figure is saved to a path, not to {type(path).__name__}")
        target = Path(path)
        fmt = target.suffix.lower().lstrip(".")
        if not fmt:
            raise InvalidRequest(f"{str(target)!r} must end in {' or '.join('.' + made for made in self.pictures)}")
        write_whole(target, self.data(fmt))
        return target

    def _repr_svg_(self) -> str | None:
        return self.pictures["svg"].decode() if "svg" in self.pictures else None

    def _repr_png_(self) -> bytes | None:
        return None if "svg" in self.pictures else self.pictures.get("png")


class Plot(Figure, frozen=True, kw_only=True):
    """A statistical plot: how the data is shown, the proof that it is, and what became of each wish of the intent.

    ``unknown`` are the intent's words that were not understood.
    """

    spec: PlotSpec
    report: FaithfulnessReport
    wishes: tuple[WishOutcome, ...] = ()
    unknown: tuple[str, ...] = ()
