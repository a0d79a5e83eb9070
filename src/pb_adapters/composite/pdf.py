"""Writing a composite as PDF: PDF and SVG panels stay vectors, labels stay text in embedded faces."""

import ctypes
import io

import pypdfium2
import pypdfium2.raw as pdfium

from pb_adapters.composite.embedded import embedded_png
from pb_adapters.composite.job import Job
from pb_adapters.composite.lettering import run_width, runs, text_width
from pb_adapters.composite.pdf_page import PlacedImage, page_with_images
from pb_adapters.composite.sources import Panel
from pb_adapters.composite.svg_page import svg_page
from pb_adapters.typefaces.embedding import used_faces
from pb_adapters.typefaces.truetype import truetype_subset
from pb_core.errors import CannotDraw
from pb_core.panels import Box, PlacedLabel
from pb_core.ports.images import Picture


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
    """The panel as a PDF page, unless it has pixels only."""
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
            message = f"the face {face} cannot be embedded"
            raise CannotDraw(message)
        return font

    def set_labels(self) -> None:
        for label in self._labels:
            for line, baseline in zip(label.lines, label.baselines, strict=True):
                self._set(line, label, self._height - baseline * self._scale)

    def _set(self, line: str, label: PlacedLabel, y: float) -> None:
        x = label.box.x + (label.box.width - text_width(line) * self._size) / 2
        for text, face in runs(line):
            run = pdfium.FPDFPageObj_CreateTextObj(self._document, self._fonts[face], self._size * self._scale)
            encoded = ctypes.create_string_buffer(text.encode("utf-16-le") + b"\0\0")
            pdfium.FPDFText_SetText(run, ctypes.cast(encoded, pdfium.FPDF_WIDESTRING))
            pdfium.FPDFPageObj_Transform(run, 1, 0, 0, 1, x * self._scale, y)
            pdfium.FPDFPage_InsertObject(self._page, run)
            x += run_width(text, face) * self._size
