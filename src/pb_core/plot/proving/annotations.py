"""Annotations: reference lines and bands, identity lines and notes, where they stand and what they say."""

from collections.abc import Sequence

from pb_core.plot.drawn import DrawnAxis, DrawnPanel, DrawnReference, ReferenceKind
from pb_core.plot.expecting.notes import Reference
from pb_core.plot.parsing import mentions, shows, squeezed
from pb_core.plot.proving.ledger import Ledger

_PLACE = 1e-6


def prove_annotations(ledger: Ledger, expected: Sequence[Reference], drawn: DrawnPanel, where: str) -> None:
    """Compare the annotations of one panel in order."""
    if len(expected) != len(drawn.references):
        ledger.wrong(f"{where}{len(drawn.references)} annotations were drawn, and {len(expected)} are asked for.")
        return
    for place, (wanted, shown) in enumerate(zip(expected, drawn.references, strict=True)):
        what = f"{where}annotation {place + 1} ({wanted.kind.value})"
        ledger.check("annotations", _fault(wanted, shown, drawn, what))


def _fault(wanted: Reference, shown: DrawnReference, panel: DrawnPanel, what: str) -> str | None:
    if wanted.kind is not shown.kind or wanted.axis != shown.axis:
        return f"{what}: a {shown.kind.value} was drawn instead."
    if not _stands(wanted, shown, panel):
        return f"{what}: drawn at {_said(shown.at)}, and it belongs at {_said(wanted.at) or 'y = x'}."
    if not _says(wanted, shown.text):
        return f"{what}: says {shown.text!r}, and should say {wanted.text or wanted.number!r}."
    return None


def _stands(wanted: Reference, shown: DrawnReference, panel: DrawnPanel) -> bool:
    spans = {"x": _span(panel.x), "y": _span(panel.y)}
    if wanted.kind is ReferenceKind.IDENTITY:
        if len(shown.at) != 4 or shown.at[:2] == shown.at[2:]:  # noqa: PLR2004 - two points
            return False
        return all(abs(x - y) <= _PLACE * max(spans.values()) for x, y in (shown.at[:2], shown.at[2:]))
    axes = ("x", "y") if wanted.kind is ReferenceKind.NOTE else (wanted.axis,) * len(wanted.at)
    return len(wanted.at) == len(shown.at) and all(
        abs(there - here) <= _PLACE * min(spans[axis], abs(there) or spans[axis])
        for there, here, axis in zip(wanted.at, shown.at, axes, strict=True)
    )


def _says(wanted: Reference, text: str) -> bool:
    if wanted.text:
        return squeezed(wanted.text) == squeezed(text)
    if wanted.kind is ReferenceKind.NOTE:
        return wanted.number is not None and shows(text, wanted.number, wanted.form)
    if not text.strip():
        return True
    return wanted.number is not None and mentions(text, wanted.number, wanted.form)


def _span(axis: DrawnAxis) -> float:
    return axis.high - axis.low


def _said(at: Sequence[float]) -> str:
    return ", ".join(f"{number:.10g}" for number in at)
