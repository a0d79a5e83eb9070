"""Turning an SVG panel into a PDF page through Typst: vectors stay vectors, and text stays text."""

import functools

import typst

from pb_adapters.composite import svg_panel, svg_tree
from pb_adapters.composite.refusal import unreadable
from pb_adapters.composite.sources import Panel
from pb_adapters.composite.svg_faces import name_faces
from pb_adapters.typefaces.faces import SANS, face_path, installed_faces
from pb_core.panels import Box

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
        inputs = {"svg": svg_tree.written(canvas).decode("utf-8")}
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
