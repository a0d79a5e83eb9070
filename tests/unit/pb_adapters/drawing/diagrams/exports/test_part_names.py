from pb_adapters.drawing.diagrams.exports.part_names import part_names
from support.edited_figures import HOSTILE, RICH, parts_of


def test_names_say_kind_and_id() -> None:
    names = part_names(parts_of(RICH))
    assert names["encoder"] == "element-encoder"
    assert names["training"] == "panel-training"


def test_names_are_plain_and_given_once() -> None:
    names = part_names(parts_of(HOSTILE))
    assert {element.id for element in HOSTILE.elements} <= set(names)
    assert len(set(names.values())) == len(names)
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names.values())
