import pytest

from pb_adapters.drawing.composites.svg_source import check, parse
from pb_core.errors import UnreadablePanel

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'


def checked(body: str) -> None:
    check(7, parse(7, f"{HEAD}{body}</svg>".encode()))


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a xlink:href=" javascript:alert(1)"><rect/></a>',
    ],
)
def test_scripts_are_refused(body: str) -> None:
    with pytest.raises(UnreadablePanel, match="panel 7 cannot be used: its SVG holds a script"):
        checked(body)


@pytest.mark.parametrize(
    "body",
    [
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="a.png"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<use href="b.svg#a"/>',
        '<rect fill="url(b.svg#a)"/>',
        '<rect style="fill: URL( //example.org )"/>',
        "<style>@import 'a.css';</style>",
        "<style>@font-face{font-family:F;src:url(https://example.org/a.woff2)}</style>",
        '<filter><feImage href="http://127.0.0.1/"/></filter>',
    ],
)
def test_what_needs_something_from_outside_is_refused(body: str) -> None:
    with pytest.raises(UnreadablePanel, match=r"panel 7 cannot be used: its SVG .*outside"):
        checked(body)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org"><text>a link</text></a>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<use xlink:href="#a"/><rect id="a" fill="url(#b)" style="mask:url(\'#c\')"/>',
        "<style>/* url(x) */ @font-face{src:url(data:font/ttf;base64,AA==)} a{fill:url(#b)}</style>",
        "<text>url(https://example.org) javascript:alert(1)</text>",
        '<metadata><x xmlns="http://x.example" href="http://x.example"/></metadata>',
        '<g id="a"><use href="#a"/><g clip-path="url(#c)"><clipPath id="c"/></g></g>',
    ],
)
def test_what_a_panel_holds_itself_is_fine(body: str) -> None:
    checked(body)


def layered(part: str, count: int) -> str:
    """Layers that each draw the one below several times."""
    return '<path id="a0"/>' + "".join(f'<g id="a{i}">{part.format(i - 1) * count}</g>' for i in range(1, 12))


@pytest.mark.parametrize(
    ("part", "count"), [('<use href="#a{}"/>', 40), ('<rect fill="url(#a{})"/>', 9), ('<g style="mask:url(#a{})"/>', 9)]
)
def test_a_drawing_that_multiplies_itself_is_refused(part: str, count: int) -> None:
    with pytest.raises(UnreadablePanel, match="panel 7 cannot be used: its SVG draws more than 1000000 elements"):
        checked(layered(part, count))


def test_a_chain_without_end_is_refused() -> None:
    with pytest.raises(UnreadablePanel, match="panel 7"):
        checked("".join(f'<use id="a{i}" href="#a{i + 1}"/>' for i in range(10_000)))


def test_a_text_without_end_and_texts_without_number_are_refused() -> None:
    checked(f"<text>{'x' * 10_000}</text>" + "<text>a</text>" * 1_000)
    with pytest.raises(UnreadablePanel, match=r"panel 7 .* a text of more than 10000 characters"):
        checked(f"<text>{'x' * 5_000}<tspan>{'x' * 5_001}</tspan></text>")
    with pytest.raises(UnreadablePanel, match="draws more than"):
        checked("<text>a</text>" * 50_000)
