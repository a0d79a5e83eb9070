"""Figures in formats that people edit: written of the parts that PNG, SVG and PDF are drawn of."""

from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from pb_core.domain.pictures import EXPORT_TYPES, Picture


def exported(figure: FigureParts, kind: str) -> Picture:
    """A figure in a format that people edit; its size is that in print, in points. Same figure, same bytes.

    Only within ``text_metrics.settings``.
    """
    wide, high = round(figure.width), round(figure.height)
    return Picture(format=kind, media_type=EXPORT_TYPES[kind], data=_written(figure, kind), width=wide, height=high)


def _written(figure: FigureParts, kind: str) -> bytes:
    match kind:
        case "pptx":
            from pb_adapters.drawing.diagrams.exports import pptx  # noqa: PLC0415 - loads python-pptx

            return pptx.written(figure)
        case "drawio":
            from pb_adapters.drawing.diagrams.exports import drawio  # noqa: PLC0415 - loaded where it is asked for

            return drawio.written(figure)
        case "tikz":
            from pb_adapters.drawing.diagrams.exports import tikz  # noqa: PLC0415 - loaded where it is asked for

            return tikz.written(figure)
        case _:
            raise ValueError(f"'{kind}' is no format that is exported")
