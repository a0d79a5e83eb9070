"""Labels of draw.io's cells: HTML of our own around escaped text, a block for each line."""

from html import escape

from pb_adapters.drawing.diagrams.exports.drawio.styles import length
from pb_adapters.drawing.diagrams.exports.text_blocks import TextBlock, is_outlined
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared.math_runs import MathRun, math_runs

_MATHEMATICS = "Cambria, STIX Two Text, serif"
_SCRIPT = 72  # percent of the size
_SCRIPTS = {-1: "sub", 1: "sup"}


def label(block: TextBlock | None) -> str:
    """The label of a block of text; empty for none. Lines that are outlined are blank."""
    if block is None:
        return ""
    return "".join(_line(run, pitch) for run, pitch in zip(block.runs, block.pitches, strict=True))


def _line(run: Run, pitch: float) -> str:
    weight = ";font-weight:600" if run.bold else ""
    size = f"font-size:{length(run.size):g}px;line-height:{length(pitch):g}px"
    pieces = math_runs(run.text) or (MathRun(run.text, "label"),)
    words = "&nbsp;" if is_outlined(run) else "".join(map(_piece, pieces))
    return f'<div style="{size};color:{run.colour}{weight};white-space:nowrap">{words}</div>'


def _piece(piece: MathRun) -> str:
    text = escape(piece.text)
    if piece.style != "label":
        weight = "bold" if "bold" in piece.style else "normal"
        slant = "italic" if "italic" in piece.style else "normal"
        text = f'<span style="font-family:{_MATHEMATICS};font-weight:{weight};font-style:{slant}">{text}</span>'
    script = _SCRIPTS.get(piece.level)
    return f'<{script} style="line-height:0;font-size:{_SCRIPT}%">{text}</{script}>' if script else text
