from xml.etree.ElementTree import Element, tostring

import pytest

from pb_adapters.drawing.composites.svg_panel import nested
from pb_adapters.drawing.composites.svg_source import parse
from pb_core.domain.composites import Box
from pb_core.errors import UnreadablePanel

OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:ink="http://ink.example" width="10" height="20"'
)


def panel(body: str, attributes: str = "", number: int = 1) -> Element:
    return nested(number, parse(number, f"{OPEN} {attributes}>{body}</svg>".encode()), Box(5, 6, 70, 80))


def text(body: str, attributes: str = "") -> str:
    return tostring(panel(body, attributes), "unicode")


def test_a_panel_is_a_group_with_an_svg_in_its_box() -> None:
    group = panel("<rect/>", 'preserveAspectRatio="none" x="3"')
    assert (group.tag, group.get("id")) == ("g", "p1")
    assert group[0].attrib == {"x": "5", "y": "6", "width": "70", "height": "80", "viewBox": "0 0 10 20"}


def test_ids_and_all_references_to_them_are_renamed_together() -> None:
    out = text(
        '<defs><clipPath id="c"/><linearGradient id="g" xlink:href="#h"/><marker id="m"/></defs>'
        '<use href="#c" clip-path="url(#c)" style="fill:url(#g);marker-end:url(\'#m\')" aria-labelledby="c g"/>'
    )
    for name in ("c", "g", "m"):
        assert f'id="p1-{name}"' in out
    assert 'xlink:href="#p1-h"' in out
    assert 'href="#p1-c"' in out
    assert 'clip-path="url(#p1-c)"' in out
    assert "fill: url(#p1-g); marker-end: url(#p1-m)" in out
    assert 'aria-labelledby="p1-c p1-g"' in out


@pytest.mark.parametrize(
    "body",
    [
        "<script>EVIL</script>",
        '<script href="EVIL"/>',
        '<rect onclick="EVIL"/>',
        '<a href="javascript:EVIL"><rect/></a>',
        '<image href="https://EVIL/a.png"/>',
        '<image xlink:href="file:///EVIL"/>',
        '<image href="data:image/svg+xml;base64,EVIL"/>',
        '<use href="EVIL.svg#a"/>',
        '<animate attributeName="href" to="EVIL"/>',
        '<set attributeName="href" to="EVIL"/>',
        '<rect fill="url(EVIL#a)"/>',
        '<rect style="fill:url(//EVIL)"/>',
        '<style>@import "EVIL"; rect { fill: url(EVIL) }</style>',
        '<filter><feImage href="EVIL"/></filter>',
        "<metadata>EVIL</metadata>",
        '<ink:page ink:EVIL="1"/>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="EVIL"/>',
        '<rect xml:base="https://EVIL"/>',
    ],
)
def test_nothing_that_acts_or_reaches_outside_is_kept(body: str) -> None:
    out = text(f"{body}<circle/>")
    assert "EVIL" not in out
    assert "<circle" in out


def test_text_after_something_left_out_is_kept() -> None:
    assert "before after" in "".join(panel("<text>before<script/> after</text>").itertext())
    assert "one two" in "".join(panel("<text><tspan>one</tspan><script/> two</text>").itertext())


def test_pictures_inside_a_panel_are_kept() -> None:
    assert 'xlink:href="data:image/png;base64,AAAA"' in text('<image xlink:href="data:image/png;base64,AAAA"/>')


def test_a_link_becomes_a_group_or_a_part_of_its_text() -> None:
    assert "<g><rect" in text('<a href="https://example.org"><rect/></a>')
    assert "<text>x<tspan>y</tspan>z</text>" in text('<text>x<a href="https://example.org">y</a>z</text>')


def test_html_in_a_panel_is_refused_rather_than_lost() -> None:
    with pytest.raises(UnreadablePanel, match="panel 3 cannot be used: its SVG draws with HTML"):
        panel("<foreignObject><p>x</p></foreignObject>", number=3)


def test_two_panels_share_no_name() -> None:
    body = '<style>.a{fill:red} @font-face{font-family:F;src:url(data:font/ttf;base64,AA)}</style><g id="x" class="a"/>'
    one, two = (tostring(panel(body, number=number), "unicode") for number in (1, 2))
    assert "#p1 .a" in one
    assert "#p2 .a" in two
    assert "'p1 F'" in one
    assert "'p2 F'" in two
    assert 'id="p1-x"' in one
