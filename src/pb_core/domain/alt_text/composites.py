"""What a composite shows: the texts of its panels under their labels."""

from collections.abc import Iterator, Sequence

from pb_core.domain.alt_text import LONG, SHORT, counted, shortened
from pb_core.domain.provenance import FigureText


def composite_text(panels: Sequence[tuple[str, FigureText | None]]) -> FigureText:
    """A composite in words, from each panel's label, ``""`` for none, and its text where that is known."""
    head = f"Composite of {counted(len(panels), 'panel')}"
    titled = [(label, text.title if text else "") for label, text in panels]
    caption = " ".join(f"{f'{label} ' if label else ''}{title}." for label, title in titled if title)
    return FigureText(
        title=head,
        alt_text=_within(f"{head}:", [(label, text.alt_text if text else "") for label, text in panels], SHORT),
        long_description=_within(f"{head}.", [(label, _long(text) if text else "") for label, text in panels], LONG),
        caption=caption,
    )


def _long(text: FigureText) -> str:
    return text.long_description or text.alt_text


def _within(head: str, parts: Sequence[tuple[str, str]], most: int) -> str:
    """The head and all parts, each shortened to its share of the room where they do not fit."""
    whole = " ".join((head, *_told(parts, most)))
    if len(whole) <= most:
        return whole
    share = (most - len(head)) // len(parts) - 1
    return shortened(" ".join((head, *_told(parts, share))), most)


def _told(parts: Sequence[tuple[str, str]], most: int) -> Iterator[str]:
    for number, (label, text) in enumerate(parts, 1):
        name = label or f"panel {number}"
        yield shortened(f"{name} {text}" if text else f"{name} a figure without a plan.", most)
