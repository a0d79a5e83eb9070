"""The parts that a short text names as boxes, in the frames of their wholes."""

from collections.abc import Collection

from pb_adapters.planners.prose.boxes import Arrow, Box, Figure, Frame
from pb_adapters.planners.prose.naming import Part
from pb_adapters.planners.prose.reading import Told
from pb_core.domain.diagrams.kinds import kind_of
from pb_core.domain.diagrams.spec import ElementKind

_LONGEST_DETAIL = 120  # characters


def lay_out_parts(told: Told, figure: Figure, refused: Collection[str] = ()) -> None:
    """Add a box for each part, in the frame of its whole, and an arrow for each *followed by*.

    A whole at which an arrow begins or ends stays a box, and its parts become its second line.
    """
    parts = told.naming.parts
    ends = {parts[at].key for order in told.naming.orders for at in order}
    ends |= {end for link in told.links for end in (link.source, link.target)}
    ends |= {end for arrow in figure.arrows for end in (arrow.source, arrow.target)}
    frames: dict[int, int] = {}
    for at in sorted({part.whole for part in parts if part.whole is not None}):
        inside = [part for part in parts if part.whole == at and part.key not in refused]
        if parts[at].key in ends:
            _into_detail(told, parts[at], [part for part in inside if part.key not in ends])
        elif inside:
            frames[at] = _frame(figure, parts[at], frames)
            for half in _halves(parts[at].name):
                _box(figure, Part(key=half.casefold(), name=half, evidence=parts[at].evidence, end=0), frames[at])
    for at, part in enumerate(parts):
        folded = part.whole is not None and part.whole not in frames and part.key not in ends
        if at not in frames and not folded and part.key not in refused:
            _box(figure, part, frames.get(part.whole) if part.whole is not None else None)
    _arrows(told, figure, refused)
    figure.named = bool(parts)


def _halves(name: str) -> tuple[str, ...]:
    """``encoder`` and ``decoder`` of an ``encoder-decoder``."""
    halves = tuple(name.split("-"))
    return halves if len(halves) == 2 and all(kind_of(half) is ElementKind.MODEL for half in halves) else ()  # noqa: PLR2004 - two


def _into_detail(told: Told, whole: Part, inside: list[Part]) -> None:
    if inside:
        text = " ".join(told.document.text[whole.end : max(part.end for part in inside)].split())
        whole.detail = text if len(text) <= _LONGEST_DETAIL else ", ".join(part.name for part in inside)


def _frame(figure: Figure, part: Part, frames: dict[int, int]) -> int:
    parent = frames.get(part.whole) if part.whole is not None else None
    figure.frames.append(Frame(title=part.name, parent=parent, repeat=part.repeat))
    figure.boxes.pop(part.key, None)
    return len(figure.frames) - 1


def _box(figure: Figure, part: Part, group: int | None) -> None:
    known = figure.boxes.get(part.key)
    if known is not None:
        known.group = group if known.group is None else known.group
        known.repeat = known.repeat or part.repeat
        return
    figure.boxes[part.key] = Box(
        key=part.key, label=part.name, evidence=part.evidence, kind=kind_of(part.name),
        detail=part.detail or part.unit, group=group, repeat=part.repeat, listed=True,
    )  # fmt: skip


def _arrows(told: Told, figure: Figure, refused: Collection[str]) -> None:
    for one, other in told.naming.orders:
        source, target = told.naming.parts[one], told.naming.parts[other]
        stands = {source.key, target.key} <= figure.boxes.keys() and f"{source.key}->{target.key}" not in refused
        known = any((a.source, a.target) == (source.key, target.key) for a in figure.arrows)
        if stands and not known:
            figure.arrows.append(Arrow(source=source.key, target=target.key, evidence=target.evidence))
