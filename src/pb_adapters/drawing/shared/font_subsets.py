"""Subsets of font files by HarfBuzz: the glyphs that a figure uses and no more.

fontTools reads the tables that shape text as Python objects, a tenth of a second for each face of each picture;
HarfBuzz does the same in a thousandth.
"""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

import uharfbuzz
from msgspec import Struct
from uharfbuzz import SubsetFlags, SubsetInput, SubsetInputSets

_SHAPING = ("BASE", "GDEF", "GPOS", "GSUB", "MATH", "VORG", "kern", "vhea", "vmtx")
_NEVER = ("FFTM",)  # FontForge's time stamp


class FontSubset(Struct, frozen=True):
    """A font file, and which glyph of the whole font became which of its glyphs."""

    data: bytes
    glyphs: Mapping[int, int]


def font_subset(
    path: Path, number: int = 0, *, chars: str = "", glyphs: Iterable[int] = (), shaping: bool = True
) -> FontSubset:
    """The font with the glyphs of these characters and these glyphs (by index), without names and hinting.

    ``number`` is the font's place in a collection. Without ``shaping`` the tables that kern and join are left out.

    Raises:
        OSError: the file cannot be read, or HarfBuzz finds no font in it.
    """
    wanted = SubsetInput()
    wanted.flags = SubsetFlags.NO_HINTING | SubsetFlags.NOTDEF_OUTLINE
    wanted.unicode_set.update(map(ord, chars))
    wanted.glyph_set.update(glyphs)
    wanted.name_id_set.clear()
    dropped = _NEVER if shaping else (*_NEVER, *_SHAPING)
    wanted.sets(SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag.encode(), "big") for tag in dropped)
    plan = uharfbuzz.SubsetPlan(_face(path, number), wanted)
    data = plan.execute().blob.data
    return FontSubset(data, dict(plan.old_to_new_glyph_mapping))


@functools.lru_cache(maxsize=64)
def _face(path: Path, number: int) -> uharfbuzz.Face:
    try:
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number)
    except uharfbuzz.HarfBuzzError as error:
        raise OSError(f"{path.name} cannot be read: {error}") from error
    if face.glyph_count == 0:
        raise OSError(f"{path.name} holds no font {number}")
    return face
