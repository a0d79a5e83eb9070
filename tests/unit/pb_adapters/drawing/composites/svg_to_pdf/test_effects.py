import re
import zlib
from xml.etree.ElementTree import fromstring

import pytest

from pb_adapters.drawing.composites.svg_to_pdf.effects import context_of, in_context
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors
from pb_adapters.drawing.composites.svg_to_pdf.painter import page_of

CLIP = '<clipPath id="c"><rect width="9" height="9"/></clipPath>'
MASK = '<mask id="m"><rect width="9" height="9" fill="white"/></mask>'
SHAPE = '<rect width="5" height="5" {}/>'


def written(body: str) -> str:
    """The whole file with its streams unpacked."""
    data = page_of(fromstring(f"<svg>{body}</svg>"), (100, 100), (100, 100))  # noqa: S314 - written here
    streams = re.findall(rb"stream\n(.*?)\nendstream", data, re.DOTALL)
    return "\n".join([data.decode("latin-1"), *(zlib.decompress(stream).decode("latin-1") for stream in streams)])


def test_one_shape_clips_as_a_path_and_several_as_a_soft_mask() -> None:
    clipped = SHAPE.format('clip-path="url(#c)"')
    assert "W n" in written(CLIP + clipped)
    assert "/SMask" not in written(CLIP + clipped)
    assert "/S/Alpha" in written(CLIP.replace("</clip", '<circle r="3"/></clip') + clipped)


def test_masks_inside_each_other_are_groups_because_a_state_has_one() -> None:
    masked = 'mask="url(#m)"'
    page = written(f"{MASK}<g {masked}>{SHAPE.format(masked)}</g>")
    assert page.count("/S/Luminosity") == 2
    assert page.count("/Subtype/Form") == 4  # two masks, and what each of them shows


@pytest.mark.parametrize(
    ("attributes", "forms"),
    [
        ('opacity=".5"', 0),
        ('opacity=".5" stroke="red"', 1),
        ('style="mix-blend-mode: color-dodge"', 1),
        ('opacity="0"', 0),
    ],
)
def test_a_group_is_made_where_one_is_needed(attributes: str, forms: int) -> None:
    page = written(SHAPE.format(attributes))
    assert page.count("/Subtype/Form") == forms
    assert ("/BM/ColorDodge" in page) == ("blend" in attributes)


def test_the_content_of_a_pattern_begins_at_its_tile() -> None:
    page = written(
        '<pattern id="p" x="30" y="40" width="5" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 0h3v3"/></pattern>' + SHAPE.format('fill="url(#p)"')
    )
    assert "/BBox[0 0 5 6]" in page
    assert "/Matrix[1 0 0 -1 30 60]" in page
    assert "0 0 m 3 0 l 3 3 l f" in page


def test_the_paint_of_a_line_is_that_of_its_marker() -> None:
    style = context_of({"fill": "none", "stroke": "red"})
    assert style == {"context-fill": "none", "context-stroke": "red"}
    assert in_context({**style, "fill": "context-stroke"}, "fill") == "red"
    with pytest.raises(NotVectors):
        in_context({"fill": "context-fill", "context-fill": "url(#g)"}, "fill")
