"""Writing a composite as PDF: pixels placed by hand, SVG panels as pages whose vectors and text stay what they are."""

import ctypes
import io
import struct
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from msgspec import Struct

from pb_adapters.drawing.composites import svg_panel
from pb_adapters.drawing.composites.label_text import line_start, run_width, runs
from pb_adapters.drawing.composites.panels import Job, Panel
from pb_adapters.drawing.composites.pixels import chunks
from pb_adapters.drawing.composites.refusals import unreadable
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, pdf_file, stream
from pb_adapters.drawing.composites.svg_to_pdf.painter import page_of
from pb_adapters.drawing.composites.vector_pixels import embedded_png
from pb_adapters.drawing.shared.embedded_fonts import truetype_subset, used_faces
from pb_core.domain.composites import Box, PlacedLabel
from pb_core.domain.pictures import Picture
from pb_core.errors import CannotDraw


def svg_page(panel: Panel, box: Box, points_per_pixel: float) -> bytes | None:
    """A PDF whose only page is the panel, as large as its box; ``None`` if it draws what PDF has no vectors for.

    Raises:
        UnreadablePanel: it has no SVG, or one that draws with HTML.
    """
    if panel.svg is None:
        raise unreadable(panel.number, "it has no SVG")
    shown = svg_panel.nested(panel.number, panel.svg, Box(0, 0, box.width, box.height))
    points = box.width * points_per_pixel, box.height * points_per_pixel
    try:
        return page_of(shown, (box.width, box.height), points)
    except NotVectors:
        return None


class PlacedImage(Struct, frozen=True):
    """An 8-bit RGB PNG that is not interlaced, and its place in points; ``y`` is the lower edge, from below."""

    png: bytes
    x: float
    y: float
    width: float
    height: float


def page_with_images(width: float, height: float, images: Sequence[PlacedImage]) -> bytes:
    """A PDF whose page is this large in points (source: ISO 32000-1, 7.3 to 7.5 and 8.9)."""
    names = " ".join(f"/Im{i} {i + 5} 0 R" for i in range(len(images)))
    drawing = "\n".join(
        f"q {i.width:.4f} 0 0 {i.height:.4f} {i.x:.4f} {i.y:.4f} cm /Im{n} Do Q" for n, i in enumerate(images)
    )
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]/Contents 4 0 R"
        f"/Resources<</XObject<<{names}>>>>>>"
    )
    return pdf_file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page.encode(),
            stream("", drawing.encode()),
            *(_image_object(image.png) for image in images),
        ]
    )


def _image_object(png: bytes) -> bytes:
    """An image XObject; PNG's row filters are Flate's predictors (ISO 32000-1, 7.4.4.4)."""
    parts = list(chunks(png))
    width, height = struct.unpack(">II", parts[0][1][:8])
    entries = (
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        f"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/BitsPerComponent 8/Columns {width}>>"
    )
    return stream(entries, b"".join(body for kind, body in parts if kind == b"IDAT"))


def write_pdf(job: Job) -> Picture:
    """Compose the PDF.

    Raises:
        UnreadablePanel: a panel cannot be used.
    """
    width, height = job.points()
    pages = [_page(panel, placed.box, job.points_per_pixel) for panel, placed in job.placed()]
    images = [
        _image(panel, placed.box, job)
        for (panel, placed), page in zip(job.placed(), pages, strict=True)
        if page is None
    ]
    with pypdfium2.PdfDocument(page_with_images(width, height, images)) as document:
        page = document[0]
        for (_, placed), vectors in zip(job.placed(), pages, strict=True):
            if vectors is not None:
                page.insert_obj(_vectors(document, vectors, _in_points(placed.box, job)))
        _Lettering(document, page, job).set_labels()
        page.gen_content()
        buffer = io.BytesIO()
        document.save(buffer)
    return Picture(
        format="pdf",
        media_type="application/pdf",
        data=buffer.getvalue(),
        width=round(width),
        height=round(height),
    )


def _page(panel: Panel, box: Box, points_per_pixel: float) -> bytes | None:
    """The panel as a PDF page, unless it is to be pixels."""
    if panel.pdf is None and panel.svg is not None:
        return svg_page(panel, box, points_per_pixel)
    return panel.pdf


def _image(panel: Panel, box: Box, job: Job) -> PlacedImage:
    return PlacedImage(embedded_png(panel, box, job.arrangement.resolution), *_in_points(box, job))


def _in_points(box: Box, job: Job) -> tuple[float, float, float, float]:
    """Left, lower edge from below, width and height."""
    scale, bottom = job.points_per_pixel, job.arrangement.height - box.y - box.height
    return box.x * scale, bottom * scale, box.width * scale, box.height * scale


def _vectors(
    document: pypdfium2.PdfDocument, data: bytes, area: tuple[float, float, float, float]
) -> pypdfium2.PdfObject:
    """The panel's page as one object, in its aspect ratio, in the middle of its area."""
    x, y, width, height = area
    with pypdfium2.PdfDocument(data) as source:
        wide, high = source.get_page_size(0)
        captured = source.page_as_xobject(0, document)
    scale = min(width / wide, height / high)
    # The captured page is upright already, with its corner at the origin.
    matrix = pypdfium2.PdfMatrix().scale(scale, scale)
    shown = captured.as_pageobject()
    shown.set_matrix(matrix.translate(x + (width - wide * scale) / 2, y + (height - high * scale) / 2))
    return shown


class _Lettering:
    def __init__(self, document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, job: Job) -> None:
        self._document, self._page = document, page
        self._labels, self._size = job.labels(), job.arrangement.font_size
        self._height, self._scale = job.points()[1], job.points_per_pixel
        lines = [(line, True) for label in self._labels for line in label.lines]
        self._fonts = {face: self._loaded(face, chars) for face, chars in used_faces(lines).items()}

    def _loaded(self, face: str, chars: str) -> pdfium.FPDF_FONT:
        data = truetype_subset(face, chars)
        array = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        font = pdfium.FPDFText_LoadFont(self._document, array, len(data), pdfium.FPDF_FONT_TRUETYPE, True)
        if not font:
            raise CannotDraw(f"the face {face} cannot be embedded")
        return font

    def set_labels(self) -> None:
        for label in self._labels:
            for line, baseline in zip(label.lines, label.baselines, strict=True):
                self._set(line, label, self._height - baseline * self._scale)

    def _set(self, line: str, label: PlacedLabel, y: float) -> None:
        x = line_start(line, label, self._size)
        for text, face in runs(line):
            run = pdfium.FPDFPageObj_CreateTextObj(self._document, self._fonts[face], self._size * self._scale)
            encoded = ctypes.create_string_buffer(text.encode("utf-16-le") + b"\0\0")
            pdfium.FPDFText_SetText(run, ctypes.cast(encoded, pdfium.FPDF_WIDESTRING))
            pdfium.FPDFPageObj_Transform(run, 1, 0, 0, 1, x * self._scale, y)
            pdfium.FPDFPage_InsertObject(self._page, run)
            x += run_width(text, face) * self._size
