from xml.etree.ElementTree import fromstring

import pytest

from pb_adapters.drawing.composites.svg_to_pdf.document import DEFAULTS, StyleSheet, SvgDocument, measures
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors


def style_of(body: str, sheet: str = "", parent: dict[str, str] | None = None) -> dict[str, str]:
    root = fromstring(f"<svg><style>{sheet}</style><g class='outer'>{body}</g></svg>")  # noqa: S314 - written here
    group = root[1]
    return StyleSheet(root).style(group[0], [root, group], parent or DEFAULTS)


@pytest.mark.parametrize(
    ("sheet", "fill"),
    [
        ("rect {fill: red}", "red"),
        ("* {fill: red} .a {fill: blue} rect {fill: green}", "blue"),
        (".a {fill: red} .a {fill: blue}", "blue"),
        ("#i {fill: red} .a {fill: blue}", "red"),
        (".outer .a {fill: red} .a {fill: blue}", "red"),
        ("svg > .a {fill: red}", "gray"),
        ("svg > g > .a {fill: red}", "red"),
        ("g, rect.a {fill: red}", "red"),
        ("rect {fill: red !important} #i {fill: blue}", "red"),
        ("rect:hover {fill: red} rect::after {fill: red}  @font-face {fill: red}", "gray"),
        ("rect + rect {cursor: pointer}", "gray"),
        ('[id="i"][class~=b] {fill: red} rect[fill^=gr] {fill: blue} [fill=blue] {fill: lime}', "red"),
        ("rect {fill: red; fill: no-colour}", "red"),
    ],
)
def test_the_closest_rule_wins(sheet: str, fill: str) -> None:
    assert style_of("<rect id='i' class='a b' fill='gray'/>", sheet)["fill"] == fill


def test_a_selector_that_is_not_understood_is_said() -> None:
    with pytest.raises(NotVectors):
        style_of("<rect/>", "rect:first-child {fill: red}")


def test_a_style_sheet_gives_sizes() -> None:
    rect = fromstring("<rect width='5' height='3'/>")  # noqa: S314 - written here
    style = style_of("<rect width='5' height='3'/>", "rect {width: 9px; fill: red}")
    assert measures(rect, style) == {"width": "9px", "height": "3"}


def test_shorthands_are_no_attributes() -> None:
    style = style_of("<rect font='12px X' marker='url(#m)'/>")
    assert style["font-size"] == DEFAULTS["font-size"]
    assert "marker-end" not in style


def test_the_first_of_equal_ids_and_the_style_where_it_stands() -> None:
    root = fromstring("<svg><g fill='red'><rect id='a'/></g><circle id='a'/></svg>")  # noqa: S314 - written here
    document = SvgDocument(root)
    found = document.named("a")
    assert found is not None
    assert found.tag == "rect"
    assert document.style_in_place(found)["fill"] == "red"


def test_the_style_attribute_goes_before_rules() -> None:
    assert style_of("<rect id='i' style='fill: red'/>", "#i {fill: blue}")["fill"] == "red"


def test_what_is_inherited() -> None:
    parent = {**DEFAULTS, "fill": "red", "opacity": "0.5", "font-size": "10"}
    style = style_of("<rect stroke='inherit' font-size='2em'/>", parent=parent)
    assert (style["fill"], style["stroke"], style["font-size"]) == ("red", "none", "20.0")
    assert "opacity" not in style


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        ("12px 'DejaVu Sans', serif", ("12.0", "'DejaVu Sans', serif", "normal", "normal")),
        ("italic bold 9pt/1.2 X", ("12.0", "X", "italic", "bold")),
        ("600 2em X", ("32.0", "X", "normal", "600")),
    ],
)
def test_the_shorthand_of_fonts(font: str, expected: tuple[str, ...]) -> None:
    style = style_of(f'<text style="font: {font}"/>')
    assert tuple(style[f"font-{name}"] for name in ("size", "family", "style", "weight")) == expected
