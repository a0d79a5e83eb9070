import pytest

from pb_adapters.drawing.diagrams.exports.pptx.text import MATHEMATICS, text_body
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import NAMESPACES, Node
from pb_adapters.drawing.diagrams.exports.text_blocks import text_block
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.plane import Rect

ROOM = Rect(0, 0, 100, 60)


def body(*texts: str, x: float = 50, y: float = 33.3, start: bool = False, bold: bool = False) -> Node:
    runs = [
        Run(
            owner="a",
            text=text,
            x=x,
            y=y + 12 * number,
            size=10,
            colour="#112233",
            ground="#ffffff",
            bold=bold,
            start=start,
        )
        for number, text in enumerate(texts)
    ]
    with settings():
        return text_body(text_block(runs), ROOM)


def insets(made: Node) -> list[float]:
    frame = made.find("a:bodyPr", NAMESPACES)
    return [int(frame.get(name)) / 12700 for name in ("lIns", "tIns", "rIns", "bIns")]


def test_each_line_is_a_paragraph_of_its_own_height_and_nothing_is_wrapped() -> None:
    made = body("First <line> & more", "second")
    words = ["".join(t.text for t in p.iterfind("a:r/a:t", NAMESPACES)) for p in made.iterfind("a:p", NAMESPACES)]
    assert words == ["First <line> & more", "second"]
    assert {node.get("val") for node in made.iterfind("a:p/a:pPr/a:lnSpc/a:spcPts", NAMESPACES)} == {"1200"}
    assert made.find("a:bodyPr", NAMESPACES).get("wrap") == "none"
    assert made.find("a:bodyPr/a:noAutofit", NAMESPACES) is not None


def test_a_line_has_its_size_weight_and_colour() -> None:
    face = body("Words", bold=True).find("a:p/a:r/a:rPr", NAMESPACES)
    assert (face.get("sz"), face.get("b"), face.get("i")) == ("1000", "1", "0")
    assert face.find("a:solidFill/a:srgbClr", NAMESPACES).get("val") == "112233"


def test_text_in_the_middle_needs_no_insets() -> None:
    assert insets(body("Words")) == pytest.approx([0, 0, 0, 0])


def test_text_beside_the_middle_is_moved_by_twice_its_distance() -> None:
    assert insets(body("Words", x=55, y=30.3)) == pytest.approx([10, 0, 0, 6], abs=0.01)


def test_text_that_begins_at_a_place_stands_there() -> None:
    made = body("Title", x=8, y=13.3, start=True)
    assert insets(made)[:2] == pytest.approx([8, 4], abs=0.01)
    assert made.find("a:bodyPr", NAMESPACES).get("anchor") == "t"


def test_mathematics_is_runs_with_scripts() -> None:
    faces = list(body("x_t").iterfind("a:p/a:r/a:rPr", NAMESPACES))
    assert [(face.get("i"), face.get("baseline")) for face in faces] == [("1", None), ("1", "-25000")]
    assert {face.find("a:latin", NAMESPACES).get("typeface") for face in faces} == {MATHEMATICS}


def test_mathematics_that_is_outlined_leaves_its_line_empty() -> None:
    made = body(r"$\sqrt{1-t}$", "below")
    assert [len(list(p.iterfind("a:r", NAMESPACES))) for p in made.iterfind("a:p", NAMESPACES)] == [0, 1]
