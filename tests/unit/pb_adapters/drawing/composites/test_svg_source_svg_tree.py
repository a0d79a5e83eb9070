import pytest

from pb_adapters.drawing.composites.svg_source import parse, points, view_box
from pb_core.errors import UnreadablePanel

HEAD = '<svg xmlns="http://www.w3.org/2000/svg"'


def size(attributes: str) -> tuple[float, float]:
    return points(1, parse(1, f"{HEAD} {attributes}/>".encode()))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="96" height="48"', (72, 36)),
        ('width="72pt" height="36pt"', (72, 36)),
        ('width="1in" height="25.4mm"', (72, 72)),
        ('viewBox="0 0 96 192"', (72, 144)),
        ('width="100%" height="100%" viewBox="0 0 96 96"', (72, 72)),
        ('width="192px" viewBox="0 0 10 20"', (144, 288)),
        ('height="192px" viewBox="0,0,10,20"', (72, 144)),
    ],
)
def test_the_size_in_print(attributes: str, expected: tuple[float, float]) -> None:
    assert size(attributes) == pytest.approx(expected)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'width="0" height="10"',
        'width="1e999" height="1"',
        'viewBox="0 0 0 10"',
        'viewBox="a b c d"',
        'viewBox="0 0 nan 10"',
        'viewBox="0 0 inf 10"',
        'viewBox="1 2 3"',
        'viewBox="nan 0 10 10"',
        'viewBox="0 0 1e300 1e300"',
        'width="1e300" viewBox="0 0 1 1e300"',
        'width="5e6" height="10"',
    ],
)
def test_an_svg_without_a_size_is_refused(attributes: str) -> None:
    with pytest.raises(UnreadablePanel, match="panel 1"):
        size(attributes)


def test_the_view_box_is_what_is_shown() -> None:
    assert view_box(1, parse(1, f'{HEAD} viewBox="-5 -6 70 80"/>'.encode())) == (-5, -6, 70, 80)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg", "not well-formed"),
        (b"<html/>", "it is XML, but no SVG"),
        (b"<svg/>", "it is XML, but no SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "declares entities"),
        (b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><s>&x;</s>', "declares entities"),
        (b'<!DOCTYPE s [<!ENTITY % x SYSTEM "http://127.0.0.1/x">%x;]><s/>', "declares entities"),
        (HEAD.encode() + b">" + b"<g>" * 500 + b"</g>" * 500 + b"</svg>", "nested too deeply"),
        (b'<?xml version="1.0" encoding="no-such"?><svg/>', "not well-formed"),
    ],
)
def test_hostile_and_broken_xml_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePanel, match=f"panel 4 cannot be used: .*{reason}"):
        parse(4, data)


def test_a_document_type_without_entities_is_fine() -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert parse(1, f'<?xml version="1.0"?>{doctype}{HEAD} width="1" height="1"/>'.encode()).get("width") == "1"


def test_a_hundred_megabytes_are_not_read() -> None:
    with pytest.raises(UnreadablePanel, match="panel 2 cannot be used: its SVG has 100 MB; at most 34 are allowed"):
        parse(2, b"<svg>" + b" " * 100_000_000)


def test_a_style_sheet_beside_the_panel_is_refused() -> None:
    with pytest.raises(UnreadablePanel, match="style sheet outside"):
        parse(1, f'<?xml-stylesheet href="a.css"?>{HEAD} width="1" height="1"/>'.encode())
