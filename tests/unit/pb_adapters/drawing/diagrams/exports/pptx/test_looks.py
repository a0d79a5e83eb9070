from pb_adapters.drawing.diagrams.exports.pptx.looks import arrowed, outlined, solid
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import NAMESPACES
from pb_adapters.drawing.diagrams.figure_parts import Line, Stroke
from pb_core.domain.diagrams.spec import Heads, Tip

INK = Stroke(colour="#0b62a8", width=0.9, dashes=(4.0, 2.2))
WAY = ((0.0, 0.0), (9.0, 0.0))


def ends(line: Line) -> list[tuple[str, str]]:
    made = arrowed(line)
    tags = {"headEnd": "start", "tailEnd": "end"}
    return [(tags[end.tag.split("}")[1]], end.get("w")) for end in made if end.tag.endswith("End")]


def test_fills_and_lines_have_their_colours() -> None:
    assert solid("#0b62a8")[0].get("val") == "0B62A8"
    assert solid(None).tag.endswith("noFill")
    assert outlined(None)[0].tag.endswith("noFill")
    assert outlined(INK).get("w") == str(round(0.9 * 12700))


def test_dashes_are_multiples_of_the_width() -> None:
    (dash,) = outlined(INK).iterfind("a:custDash/a:ds", NAMESPACES)
    assert (dash.get("d"), dash.get("sp")) == ("400000", "220000")


def test_heads_are_where_the_plan_has_them() -> None:
    assert ends(Line(points=WAY, stroke=INK)) == [("end", "sm")]
    assert ends(Line(points=WAY, stroke=INK, heads=Heads.BOTH, head=1.6)) == [("start", "med"), ("end", "med")]
    assert ends(Line(points=WAY, stroke=INK, heads=Heads.NONE)) == []
    assert ends(Line(points=WAY, stroke=INK, tip=Tip.CROSS)) == []
