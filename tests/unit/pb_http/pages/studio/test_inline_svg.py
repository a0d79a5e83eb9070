"""A stored SVG in the markup of a page: what is harmless is kept with its looks, nothing else."""

import pytest

from pb_http.pages.studio.inline_svg import LARGEST, Unfit, inline_svg, typefaces_of

HEAD = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 10 10" onload="alert(1)">'
)


def shown(inner: str, **parts: dict[str, str]) -> str:
    """What is made of the inside of a picture, without its root."""
    text = str(inline_svg(f"{HEAD}{inner}</svg>".encode(), "A figure", parts))
    assert text.startswith('<svg class="drawing" viewBox="0 0 10 10" role="img" aria-label="A figure"')
    return text.partition(">")[2].removesuffix("</svg>")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)"><path d="M 0 0"/></a>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
        "<style>* { fill: red }</style>",
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<set attributeName="onclick" to="alert(1)"/>',
        '<image href="https://elsewhere.example/x.png"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<use href="https://elsewhere.example/x.svg#a"/>',
        '<svg><path d="M 0 0"/></svg>',
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
        "<metadata>words</metadata>",
        "<?php echo 1 ?><!-- words -->",
    ],
)
def test_what_could_run_or_reach_out_is_left_out_with_all_that_is_in_it(hostile: str) -> None:
    assert shown(hostile) == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<path d="M 0 0" onclick="alert(1)"/>', '<path d="M 0 0"></path>'),
        ('<path style="fill: #fff; stroke-width: 0.9"/>', '<path fill="#fff" stroke-width="0.9"></path>'),
        ('<path style="fill: url(https://a.example/b); stroke: red"/>', '<path stroke="red"></path>'),
        ('<path style="background: red; fill: expression(1)"/>', "<path></path>"),
        ('<g id="content" clip-path="url(#c)"/>', '<g id="figure-content" clip-path="url(#figure-c)"></g>'),
        ('<text style="font: bold 8px \'A B\', serif">x</text>',
         '<text font-weight="bold" font-size="8px" font-family="&#39;A B&#39;, serif">x</text>'),
        ("<text>&lt;script>alert(1)&lt;/script></text>", "<text>&lt;script&gt;alert(1)&lt;/script&gt;</text>"),
        ("<title>A &amp; B</title>", "<title>A &amp; B</title>"),
        ('<path d="M 0 0&quot; onclick=&quot;alert(1)"/>', "<path></path>"),
        ('<image xlink:href="data:image/png;base64,AA=="/>', '<image href="data:image/png;base64,AA=="></image>'),
    ],
)  # fmt: skip
def test_what_is_kept_has_its_looks_as_attributes(given: str, kept: str) -> None:
    assert shown(given) == kept


def test_a_shape_is_repeated_and_a_group_is_not() -> None:
    shape = '<path id="p" d="M 0 0"></path>'
    assert '<use href="#figure-p">' in shown(f'{shape}<use href="#p"/>')
    assert "<use" not in shown(f'<g id="g">{shape}</g><use href="#g"/>')


def test_a_part_has_its_attributes_and_an_arrow_room_to_be_pointed_at() -> None:
    text = shown(
        '<g id="arrow-a"><path d="M 0 0" style="fill: none"/></g>',
        **{"arrow-a": {"data-part": 'arrow-0"', "data-kind": "arrow"}},
    )
    assert text == (
        '<g data-part="arrow-0&#34;" data-kind="arrow"><path class="reach" d="M 0 0"></path>'
        '<path d="M 0 0" fill="none"></path></g>'
    )


@pytest.mark.parametrize(
    "data",
    [
        b"not XML",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'>&a;</svg>",
        HEAD.encode() + b"<g>" * 200 + b"</g>" * 200 + b"</svg>",
        b" " * (LARGEST + 1),
    ],
)
def test_what_is_no_picture_of_ours_is_unfit(data: bytes) -> None:
    with pytest.raises(Unfit):
        inline_svg(data, "", {})


def test_only_rules_of_typefaces_are_taken_from_a_style_sheet() -> None:
    face = "@font-face{font-family:'Source Sans Pro';src:url(data:font/ttf;base64,AA==)}"
    strange = "@font-face{font-family:'x';src:url(https://a.example/f.ttf)} @import url(x); * { color: red }"
    assert typefaces_of(f"<style>{face}{strange}</style>".encode()) == face
