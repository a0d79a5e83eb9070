"""The file around the shapes: one slide of the figure's size, in our typeface, without the template's leftovers."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu

from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import Node, emu, text_of
from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from pb_adapters.drawing.shared.typefaces import SANS

_BLANK = 6  # the layout of python-pptx's template without placeholders
_LEAST_SIDE = 72.0  # points: PowerPoint takes no slide below one inch
_EPOCH = datetime(1980, 1, 1)  # noqa: DTZ001 - the first moment of a zip file, which has no zone
_TEMPLATE_FACE = b'<a:latin typeface="Calibri"/>'

Draw = Callable[[FigureParts, Callable[[bytes], str]], Iterator[Node]]


def presentation(figure: FigureParts, draw: Draw) -> bytes:
    """A presentation of one slide with the shapes that ``draw`` makes; the same shapes give the same bytes."""
    document = Presentation()
    document.slide_width = Emu(emu(max(figure.width, _LEAST_SIDE)))
    document.slide_height = Emu(emu(max(figure.height, _LEAST_SIDE)))
    slide = document.slides.add_slide(document.slide_layouts[_BLANK])

    def add_picture(png: bytes) -> str:
        _, relation = slide.part.get_or_add_image_part(io.BytesIO(png))
        return str(relation)

    for shape in draw(figure, add_picture):
        slide.shapes._spTree.append(shape)  # noqa: SLF001 - python-pptx has no call for shapes that are made already
    _describe(document, figure)
    _set_typeface(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _dateless(buffer.getvalue())


def _describe(document: Any, figure: FigureParts) -> None:  # noqa: ANN401 - python-pptx's presentation
    properties = document.core_properties
    properties.title = text_of(figure.title)[:255]
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
        setattr(properties, name, "")
    properties.created = properties.modified = _EPOCH
    properties.revision = 1
    package = document.part.package
    for relation in list(package._rels.values()):  # noqa: SLF001 - the template's thumbnail shows another slide
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.drop_rel(relation.rId)


def _set_typeface(document: Any) -> None:  # noqa: ANN401
    """Make ours the typeface of the theme, so that one choice changes it everywhere."""
    theme = document.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    face = f'<a:latin typeface="{SANS}"/>'.encode()
    theme.blob = theme.blob.replace(_TEMPLATE_FACE, face)


def _dateless(data: bytes) -> bytes:
    """The same archive without the time of its writing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
