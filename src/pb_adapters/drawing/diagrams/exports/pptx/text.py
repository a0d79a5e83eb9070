"""Text in shapes: a paragraph for each line, with exact distances, and insets that put the block where it stands."""

from collections.abc import Iterator

from pb_adapters.drawing.diagrams.exports.pptx.looks import solid
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import Node, emu, node, text_of
from pb_adapters.drawing.diagrams.exports.text_blocks import TextBlock, is_outlined
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared.math_runs import MathRun, math_runs
from pb_core.domain.plane import Rect

MATHEMATICS = "Cambria"
_SCRIPT = 0.25  # of the size, by which scripts are lowered or raised
_WHOLE = 100_000
_HUNDREDTHS = 100  # of a point


def text_body(block: TextBlock | None, room: Rect, inset: float = 0.0, lower: float = 0.0) -> Node:
    """The text of a shape whose ``room`` is its rectangle; by itself it keeps text as its geometry says.

    Nothing is wrapped and nothing shrunk: the breaks are those of the figure.
    """
    if block is None:
        return node("p:txBody", node("a:bodyPr", node("a:noAutofit")), node("a:lstStyle"), node("a:p"))
    paragraphs = (_paragraph(run, pitch, block) for run, pitch in zip(block.runs, block.pitches, strict=True))
    return node("p:txBody", _body(block, room, inset, lower), node("a:lstStyle"), *paragraphs)


def _body(block: TextBlock, room: Rect, inset: float, lower: float) -> Node:
    rect = block.rect
    left, top, right, bottom = 0.0, 0.0, 0.0, 0.0
    if block.is_centred:
        across = rect.x + rect.width / 2 - (room.x + room.width / 2)
        down = rect.y + rect.height / 2 - (room.y + room.height / 2) - lower
        left, right = max(0.0, 2 * across), max(0.0, -2 * across)
        top, bottom = max(0.0, 2 * down), max(0.0, -2 * down)
    else:
        left, top = max(0.0, rect.x - room.x - inset), max(0.0, rect.y - room.y - inset)
    return node(
        "a:bodyPr",
        node("a:noAutofit"),
        wrap="none",
        lIns=emu(left),
        tIns=emu(top),
        rIns=emu(right),
        bIns=emu(bottom),
        anchor="ctr" if block.is_centred else "t",
        rtlCol=0,
    )


def _paragraph(run: Run, pitch: float, block: TextBlock) -> Node:
    look = node(
        "a:pPr",
        node("a:lnSpc", node("a:spcPts", val=round(pitch * _HUNDREDTHS))),
        node("a:spcBef", node("a:spcPts", val=0)),
        algn="ctr" if block.is_centred else "l",
    )
    if is_outlined(run):
        return node("a:p", look, _face(run, "a:endParaRPr"))
    return node("a:p", look, *_runs(run))


def _runs(run: Run) -> Iterator[Node]:
    for piece in math_runs(run.text) or (MathRun(run.text, "label"),):
        words = node("a:t")
        words.text = text_of(piece.text)
        yield node("a:r", _face(run, "a:rPr", piece), words)


def _face(run: Run, tag: str, piece: MathRun | None = None) -> Node:
    style = piece.style if piece else "label"
    level = piece.level if piece else 0
    is_plain = style == "label"
    face = node("a:latin", typeface="+mn-lt" if is_plain else MATHEMATICS)
    return node(
        tag,
        solid(run.colour),
        face,
        lang="en-US",
        sz=round(run.size * _HUNDREDTHS),
        b=1 if (run.bold if is_plain else "bold" in style) else 0,
        i=1 if "italic" in style else 0,
        baseline=round(level * _SCRIPT * _WHOLE) or None,
        dirty=0,
    )
