import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.figure_parts import FigureParts, Mark, Outline, Part, Pictogram, Shape
from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_adapters.drawing.diagrams.search import best_drawing
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.box_outlines import outline
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Heads, Styling, Tip
from pb_core.domain.plane import border_distance
from pb_core.ports.images import DrawRequest
from support.edited_figures import RICH, parts_of


@pytest.fixture(scope="module")
def figure() -> FigureParts:
    return parts_of(RICH)


def named(figure: FigureParts, kind: str) -> dict[str, Part]:
    return {part.id: part for part in figure.parts if part.kind == kind}


def test_a_figure_has_a_part_for_everything_in_its_plan(figure: FigureParts) -> None:
    assert set(named(figure, "element")) == {element.id for element in RICH.elements}
    assert set(named(figure, "arrow")) == {connection.name for connection in RICH.connections}
    assert set(named(figure, "panel")) == {"training"}
    assert [part.kind for part in figure.parts][-1] == "legend"
    assert figure.title == "Figure 1: <An> overview & more"


def test_parts_are_called_as_people_call_them(figure: FigureParts) -> None:
    elements, arrows = named(figure, "element"), named(figure, "arrow")
    assert (elements["mix"].title, elements["encoder"].about) == ("Denoiser ϵθ", "Model: Encoder")
    assert arrows["good->cache"].title == "Good enough? → Registry: yes"
    assert arrows["good->encoder"].about == "Feedback: Good enough? → Encoder: no"


def test_an_arrow_ends_at_the_parts_that_it_joins(figure: FigureParts) -> None:
    elements = named(figure, "element")
    for arrow in named(figure, "arrow").values():
        assert arrow.line is not None
        for name, point in zip(arrow.ends, (arrow.line.points[0], arrow.line.points[-1]), strict=True):
            part = elements[name]
            if part.body and not part.behind:
                assert border_distance(outline(part.body.shape, part.body.rect), point) < 0.1


def test_a_key_part_in_a_strong_colour_still_has_the_sign_of_its_kind() -> None:
    steps = " --> ".join(f"s{i}[Step {i}]" for i in range(30))
    spec = read(f"flowchart LR\nencoder[[Encoder]] --> {steps}").spec
    spec = replace(spec, elements=(replace(spec.elements[0], kind=ElementKind.MODEL, shape=None), *spec.elements[1:]))
    styling = Styling(emphasis=("encoder",))
    with settings():
        drawn = figure_parts(best_drawing(spec, styling, None, None), styling, "")
    encoder = named(drawn, "element")["encoder"]
    assert encoder.body is not None
    assert encoder.body.stroke is not None
    assert encoder.body.fill == encoder.body.stroke.colour
    (spine,) = (item for item in encoder.front if isinstance(item, Outline))
    assert spine.fill not in {None, encoder.body.fill}


def test_heads_and_tips_are_those_of_the_plan(figure: FigureParts) -> None:
    arrows = named(figure, "arrow")
    both, cross = arrows["notes->cache"].line, arrows["notes->good"].line
    assert both is not None
    assert cross is not None
    assert (both.heads, cross.tip) == (Heads.BOTH, Tip.CROSS)


def test_words_marks_and_pictograms_are_in_the_part_of_their_element(figure: FigureParts) -> None:
    encoder = named(figure, "element")["encoder"]
    assert [run.text for run in encoder.words] == ["Encoder", "12 layers"]
    assert [item.run.text for item in encoder.front if isinstance(item, Mark)] == ["×6"]
    assert len([item for item in encoder.behind if isinstance(item, Shape)]) == 2
    drawn = [item.name for item in encoder.front if isinstance(item, Pictogram)]
    assert drawn == ["encoder"]
    assert not any(map(is_painted, drawn))


def test_what_has_no_outline_has_no_body(figure: FigureParts) -> None:
    elements = named(figure, "element")
    assert elements["loss"].body is None
    assert elements["good"].body is not None
    assert elements["good"].body.shape == "diamond"


def test_a_panel_that_is_an_end_holds_its_mark() -> None:
    spec = read("flowchart LR\na --> b & c --> x\nb --> y\nsubgraph Results\nx\ny\nend").spec
    panel = named(parts_of(spec), "panel")["Results"]
    assert [item.name for item in panel.front if isinstance(item, Pictogram)] == ["end"]


def test_an_element_may_be_called_as_a_connection_is() -> None:
    names = ("a", "b", "a->b")
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name.upper()) for name in names),
        connections=(Connection(source="a", target="b"), Connection(source="b", target="a->b")),
    )
    drawn = render(DrawRequest(spec=spec, description="", styling=Styling())).scene
    assert drawn is not None
    assert {text.owner for text in drawn.texts} >= {*names}
    assert len(drawn.lines) == len(spec.connections)
