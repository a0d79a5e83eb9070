"""Metadata in the files of finished pictures: written beside what is drawn, which stays as it is to the byte.

The same picture and the same metadata always give the same bytes, and a file that has such metadata already gets the
new in their place. Nothing here decodes pixels or draws.
"""

from collections.abc import Callable, Mapping

from pb_core.domain.picture_metadata import pdf, png, svg
from pb_core.domain.provenance import PictureMetadata

_STAMPS: Mapping[str, Callable[[bytes, PictureMetadata], bytes]] = {
    "png": png.stamped,
    "svg": svg.stamped,
    "pdf": pdf.stamped,
}


def stamped(data: bytes, form: str, metadata: PictureMetadata) -> bytes:
    """The file of a picture with metadata; unchanged in a format that is not one of PNG, SVG and PDF.

    It copies the file, so call it in a thread. Raises ``UnreadablePicture`` where the bytes are not of that format, or
    of a kind that cannot be added to.
    """
    stamp = _STAMPS.get(form)
    return data if stamp is None else stamp(data, metadata)
