"""How the numbers at items are written."""

from msgspec.structs import replace

from pb_core.plot.expecting.resolved import Resolved
from pb_core.plot.grammar import FieldType, Format, MarkType, Style
from pb_core.plot.layering.bases import axis_of
from pb_core.plot.layering.layers import LayerData


def label_format(resolved: Resolved, layer: LayerData) -> Format | None:
    """The number format of a layer's texts, ``None`` where they are no numbers.

    That of the value axis; of cells and arcs that of the legend, the shares of arcs being percentages unless it
    says otherwise.
    """
    text, mark, legend = layer.layer.encoding.text, layer.layer.mark, resolved.spec.legend.format
    if text is not None and text.type is not FieldType.QUANTITATIVE:
        return None
    if text is None and mark.type is MarkType.ARC:
        return replace(legend, style=Style.PERCENT) if legend.style is Style.PLAIN else legend
    if text is None and mark.type is MarkType.RECT:
        return legend
    return axis_of(resolved.spec, layer.layer, layer.value).format
