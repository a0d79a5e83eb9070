"""A panel's SVG as the only page of a PDF."""

from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform

from pb_adapters.drawing.composites.svg_to_pdf.content import Content, Resources
from pb_adapters.drawing.composites.svg_to_pdf.document import SvgDocument
from pb_adapters.drawing.composites.svg_to_pdf.geometry import Rect
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf, numbers
from pb_adapters.drawing.composites.svg_to_pdf.painter import Painter
from pb_adapters.drawing.composites.svg_to_pdf.place import Place
from pb_adapters.drawing.composites.svg_to_pdf.stylesheet import DEFAULTS


def page_of(root: Element, units: tuple[float, float], points: tuple[float, float]) -> bytes:
    """A PDF of one page, so many points large, that shows the user space from the origin on to ``units``.

    ``root`` is a tree of local names that refers to nothing outside.

    Raises:
        NotVectors: it draws something that PDF has no vectors for, or needs shaped letters.
    """
    wide, high = points
    base = Transform(wide / units[0], 0, 0, -high / units[1], 0, high)
    pdf = Pdf()
    catalog, pages, page = pdf.reserve(), pdf.reserve(), pdf.reserve()
    resources, content = Resources(pdf), Content()
    content.move(base)
    painter = Painter(SvgDocument(root), resources, Rect(0, 0, wide, high))
    try:
        painter.draw(root, DEFAULTS, Place(base, base, units), content)
    except RecursionError:
        raise NotVectors("elements nested too deeply") from None
    drawn = pdf.add_stream("", content.written())
    resources.finish()
    pdf.put(catalog, f"<</Type/Catalog/Pages {pages} 0 R>>")
    pdf.put(pages, f"<</Type/Pages/Kids[{page} 0 R]/Count 1>>")
    pdf.put(
        page,
        f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {numbers(wide, high)}]/Contents {drawn} 0 R"
        f"/Resources {resources.number} 0 R/Group<</S/Transparency/CS/DeviceRGB>>>>",
    )
    return pdf.file()
