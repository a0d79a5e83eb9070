from lxml import etree

from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import emu, node, text_of, transform
from pb_core.domain.plane import Rect


def test_an_element_has_its_namespace_attributes_and_children() -> None:
    made = node("p:sp", node("a:ln", w=3, cap=None), None, r_embed="rId1")
    assert etree.QName(made).localname == "sp"
    assert len(made) == 1
    assert dict(made[0].attrib) == {"w": "3"}
    assert next(iter(made.attrib)).endswith("relationships}embed")


def test_what_no_xml_may_hold_is_left_out() -> None:
    assert text_of("a\x00\x07b\ufffe\ud800\tc") == "ab\tc"
    assert node("p:cNvPr", name="a\x00 & <b>").get("name") == "a & <b>"


def test_places_are_in_emu() -> None:
    frame = transform(Rect(1, 2, 3, 4), turn=5_400_000, mirrored=(True, False))
    assert emu(72) == 914_400
    assert [dict(child.attrib) for child in frame] == [
        {"x": "12700", "y": "25400"},
        {"cx": "38100", "cy": "50800"},
    ]
    assert dict(frame.attrib) == {"rot": "5400000", "flipH": "1"}
