"""Writing a composite as PDF: pixels placed by hand, SVG panels as pages whose vectors and text stay what they are."""

import ctypes
import functools
import io
import re
import struct
from collections.abc import Collection, Sequence
from xml.etree.ElementTree import Element

import pypdfium2
import pypdfium2.raw as pdfium
import typst
from msgspec import Struct

from pb_adapters.drawing.composites import svg_panel, svg_source
from pb_adapters.drawing.composites.label_text import run_width, runs, text_width
from pb_adapters.drawing.composites.panels import Job, Panel
from pb_adapters.drawing.composites.pixels import chunks
from pb_adapters.drawing.composites.refusals import unreadable
from pb_adapters.drawing.composites.vector_pixels import embedded_png
from pb_adapters.drawing.shared.typefaces import SANS, SEMIBOLD, face_path, installed_faces, truetype_subset, used_faces
from pb_core.domain.composites import Box, PlacedLabel
from pb_core.domain.pictures import Picture
from pb_core.errors import CannotDraw

_TEXT = {"text", "tspan", "textPath"}
_GENERIC = {"monospace": "DejaVu Sans Mono", "serif": "STIXGeneral"}
_FONT = r"(?:^|;)\s{0,9}font\s{0,9}:[^;,]{0,60}?"
_FAMILIES = re.compile(rf"(?:(?:^|;)\s{{0,9}}font-family\s{{0,9}}:|{_FONT}\dpx\s)([^;]+)")
_SIZE = re.compile(rf"(?:(?:^|;)\s{{0,9}}font-size\s{{0,9}}:\s{{0,9}}|{_FONT}\b)(\d{{1,9}}(?:\.\d{{1,9}})?)px")
_ANCHOR = re.compile(r"(?:^|;)\s{0,9}text-anchor\s{0,9}:\s{0,9}(\w+)")
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of a line, how much stands before its anchor


def name_faces(root: Element, families: Collection[str]) -> None:
    """Put each run of text into a ``tspan`` that names the one face that draws it.

    ``families`` are those that the program has. Text in one of them that is not our house face is left as it
    is; all else becomes our house face, and what that has no glyph for, the faces that stand in for it. Only
    attributes are regarded, not style sheets. Tags are local names.
    """
    _walk(root, "", frozenset(families))


def _walk(element: Element, inherited: str, families: frozenset[str]) -> None:
    family = _family(element, families) or inherited
    for child in list(element):
        _walk(child, family, families)
    if element.tag in _TEXT and family in {"", SANS, SEMIBOLD}:
        _split(element, bold=family == SEMIBOLD)


def _family(element: Element, families: frozenset[str]) -> str:
    """The first family of the element's own list that there is; ``""`` if it has no list or none of them."""
    styled = _FAMILIES.search(element.get("style", ""))
    names = styled[1] if styled else element.get("font-family", "")
    cleaned = (name.strip().strip("'\"") for name in names.split(","))
    known = (name if name in families or name == SEMIBOLD else _GENERIC.get(name, "") for name in cleaned)
    return next((name for name in known if name), "")


def _split(element: Element, *, bold: bool) -> None:
    children = list(element)
    for child in children:
        element.remove(child)
    faces = runs(element.text or "", bold=bold)
    parts = [_run(text, face) for text, face in faces]
    if not children:
        _place(element, parts, faces)
    for child in children:
        parts += [child, *(_run(text, face) for text, face in runs(child.tail or "", bold=bold))]
        child.tail = None
    element.text = None
    element.extend(parts)


def _run(text: str, face: str) -> Element:
    weight = {"font-weight": "600"} if face == SEMIBOLD else {}
    run = Element("tspan", {"font-family": SANS if face == SEMIBOLD else face, **weight})
    run.text = text
    return run


def _place(element: Element, parts: list[Element], faces: list[tuple[str, str]]) -> None:
    """Give the runs of a line of several faces places of their own.

    Typst sets a line that stays together in one face if that has all its letters, whatever its runs say.
    """
    style = element.get("style", "")
    size, anchor = _SIZE.search(style), _ANCHOR.search(style)
    before = _BEFORE.get(anchor[1] if anchor else element.get("text-anchor", "start"))
    try:
        x = float(element.get("x", ""))
    except ValueError:
        return
    if len(parts) < 2 or size is None or before is None:  # noqa: PLR2004 - one run needs no place
        return
    widths = [run_width(text, face) * float(size[1]) for text, face in faces]
    x -= before * sum(widths)
    for part, width in zip(parts, widths, strict=True):
        part.attrib |= {"x": f"{x:.4f}", "text-anchor": "start"}
        x += width


_PAGE = """#set page(width: {width:.4f}pt, height: {height:.4f}pt, margin: 0pt)
#set text(font: "{family}")
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)
"""


def svg_page(panel: Panel, box: Box, points_per_pixel: float) -> bytes:
    """A PDF whose only page is the panel, as large as its box.

    Raises:
        UnreadablePanel: its SVG cannot be drawn.
    """
    if panel.svg is None:
        raise unreadable(panel.number, "it has no SVG")
    shown = svg_panel.nested(panel.number, panel.svg, Box(0, 0, box.width, box.height))
    name_faces(shown, _fonts().families())
    width, height = box.width * points_per_pixel, box.height * points_per_pixel
    canvas = svg_panel.canvas(box.width, box.height, (width, height))
    canvas.append(shown)
    page = _PAGE.format(width=width, height=height, family=SANS)
    try:
        # The panel is handed over as a value: nothing in it can become a part of the program.
        inputs = {"svg": svg_source.written(canvas).decode("utf-8")}
        compiler = typst.Compiler(page.encode(), font_paths=_fonts(), sys_inputs=inputs)
        pages = compiler.compile(format="pdf", pdf_tags=False, timestamp=0)
    except typst.TypstError as error:
        raise unreadable(panel.number, f"its SVG cannot be drawn ({error.message})") from error
    if not isinstance(pages, bytes):
        raise unreadable(panel.number, "its SVG cannot be drawn")
    return pages


@functools.cache
def _fonts() -> typst.Fonts:
    """Our faces, in the order in which they stand in for each other, and none of the machine."""
    folders = [str(folder) for folder in dict.fromkeys(face_path(name).parent for name in installed_faces())]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


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
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page.encode(),
            _stream("", drawing.encode()),
            *(_image_object(image.png) for image in images),
        ]
    )


def _file(objects: list[bytes]) -> bytes:
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    offsets, at = [], len(parts[0])
    for number, body in enumerate(objects, 1):
        offsets.append(at)
        parts += [f"{number} 0 obj\n".encode(), body, b"\nendobj\n"]
        at += sum(map(len, parts[-3:]))
    count = len(objects) + 1
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF"
    )
    return b"".join([*parts, trailer.encode()])


def _stream(entries: str, data: bytes) -> bytes:
    return b"".join([f"<<{entries}/Length {len(data)}>>\nstream\n".encode(), data, b"\nendstream"])


def _image_object(png: bytes) -> bytes:
    """An image XObject; PNG's row filters are Flate's predictors (ISO 32000-1, 7.4.4.4)."""
    parts = list(chunks(png))
    width, height = struct.unpack(">II", parts[0][1][:8])
    entries = (
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        f"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/BitsPerComponent 8/Columns {width}>>"
    )
    return _stream(entries, b"".join(body for kind, body in parts if kind == b"IDAT"))


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
            raise CannotDraw(f"the face {face} cannot be embedded")
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
