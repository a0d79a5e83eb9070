import base64
import io
import re
from xml.etree.ElementTree import fromstring

from fontTools.ttLib import TTFont

from pb_adapters.drawing.shared.embedded_fonts import font_rules, self_contained


def test_a_rule_for_every_face_holds_exactly_the_characters_used() -> None:
    rules = font_rules([("Ab中🚀", False)])
    found = dict(re.findall(r"font-family:'([^']+)';src:url\(data:font/ttf;base64,([^)]+)\)", rules))
    assert sorted(found) == ["Noto Emoji Medium", "Noto Sans CJK SC", "Source Sans Pro"]
    font = TTFont(io.BytesIO(base64.b64decode(found["Source Sans Pro"])))
    assert set(font.getBestCmap()) == {ord("A"), ord("b")}


def test_bold_text_embeds_the_semibold_face() -> None:
    assert "'Source Sans Pro Semibold'" in font_rules([("A", True)])


def test_an_svg_gets_its_faces_and_relatives_of_them() -> None:
    svg = (
        b'<svg><defs></defs><text style="font-family: Source Sans Pro, Wide">A</text><g style="font: 8px STIX"/></svg>'
    )
    text = self_contained(svg, [("A", False)]).decode()
    assert "<style" in text
    assert (
        "font-family: Source Sans Pro, 'Source Sans 3', 'Arial Narrow', 'Liberation Sans Narrow', Wide, 'Noto" in text
    )
    assert "font: 8px STIX, 'Noto Sans'" in text


def test_what_xml_forbids_becomes_a_replacement_character_with_a_glyph() -> None:
    line = "a\x00b\x1b\ufffe\t\u202e\U0001f600"
    svg = self_contained(f"<svg><defs></defs><text>{line}</text></svg>".encode(), [(line, False)]).decode()
    root = fromstring(svg)  # noqa: S314 - written by us
    assert root.findtext("text") == "a\ufffdb\ufffd\ufffd\t\u202e\U0001f600"
    faces = [TTFont(io.BytesIO(base64.b64decode(data))) for data in re.findall(r"base64,([^)]+)\)", svg)]
    assert any(0xFFFD in face.getBestCmap() for face in faces)
