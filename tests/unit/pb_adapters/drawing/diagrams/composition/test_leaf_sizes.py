import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import (
    LABEL,
    LITTLE,
    TITLE,
    alone,
    leaf_of,
    typography,
)
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_core.domain.diagrams.spec import Element, ElementKind, Hue, Shape

KIND = typography(8.0)


def leaf(label: str, kind: ElementKind, *, strong: bool = False) -> Leaf:
    return leaf_of(Element(id="x", label=label, kind=kind), KIND, strong=strong, arrows=2)


def area(found: Leaf) -> float:
    return found.wide.preferred * found.high.preferred


def test_size_follows_the_role() -> None:
    process, model = leaf("Aligner", ElementKind.PROCESS), leaf("Aligner", ElementKind.MODEL)
    assert area(process) < area(model) < area(leaf("Aligner", ElementKind.PROCESS, strong=True))


def test_only_the_contribution_is_bold_and_in_the_size_of_titles() -> None:
    for strong in (True, False):
        plan = leaf("Aligner", ElementKind.PROCESS, strong=strong).plan
        assert plan is not None
        assert [(line.bold, line.size) for line in plan.lines] == [(strong, TITLE if strong else LABEL)]


def test_a_datum_with_a_type_stands_free_and_a_process_has_it_inside() -> None:
    datum, process = leaf("Input image", ElementKind.INPUT), leaf("Image encoder", ElementKind.PROCESS)
    assert datum.picture is not None
    assert process.picture is not None
    assert (datum.picture.free, process.picture.free) == (True, False)
    assert leaf("Thing", ElementKind.DATA).picture is None


@pytest.mark.parametrize(
    ("shape", "kind", "drawn", "place"),
    [
        (None, ElementKind.DATA, "picture", "free"),
        (Shape.FLAG, ElementKind.DATA, "picture", "free"),
        (None, ElementKind.OPERATION, "chamfer", "inside"),
        (Shape.ROUNDED, ElementKind.PROCESS, "round", "inside"),
        (Shape.SUBROUTINE, ElementKind.MODEL, "bars", "inside"),
        (Shape.STADIUM, ElementKind.INPUT, "pill", None),
        (Shape.HEXAGON, ElementKind.PROCESS, "hexagon", None),
        (Shape.TEXT, ElementKind.PROCESS, "text", None),
    ],
)
def test_a_shape_of_the_source_is_kept_and_may_hold_a_pictogram(
    shape: Shape | None, kind: ElementKind, drawn: str, place: str | None
) -> None:
    element = Element(id="x", label="Input image", kind=kind, shape=shape)
    found = leaf_of(element, typography(10.0), strong=False, arrows=1)
    assert found.plan is not None
    assert found.plan.shape == drawn
    assert (found.picture and ("free" if found.picture.free else "inside")) == place


def test_a_store_that_many_arrows_meet_is_a_cylinder_around_its_words_and_a_free_pictogram_else() -> None:
    store = Element(id="x", label="Results", kind=ElementKind.STORE)
    few, many = (leaf_of(store, KIND, strong=False, arrows=arrows) for arrows in (3, 4))
    assert few.stands_free
    assert not many.stands_free
    assert many.plan is not None
    assert many.plan.shape == "cylinder"
    image = leaf_of(Element(id="x", label="Input image", kind=ElementKind.INPUT), KIND, strong=False, arrows=4)
    assert image.stands_free


def test_a_block_that_has_a_panel_for_itself_likes_it_low_and_may_fill_it_and_a_pictogram_stays() -> None:
    block, picture = leaf("Reader", ElementKind.PROCESS), leaf("Input image", ElementKind.INPUT)
    assert alone(block).wide.most > block.wide.most
    assert alone(block).high.most > block.high.most
    assert (alone(block).wide.least, alone(block).wide.preferred) == (block.wide.least, block.wide.preferred)
    assert alone(block).high.least == alone(block).high.preferred == block.high.least
    assert alone(picture) == picture
    choice = leaf("Correct?", ElementKind.DECISION)
    assert choice.wide.most == choice.wide.least < alone(choice).wide.most
    assert choice.high.most == choice.high.least < alone(choice).high.most


def test_only_the_contribution_is_in_the_size_of_titles_and_data_are_in_small_type() -> None:
    strong = leaf_of(Element(id="x", label="Reader"), KIND, strong=True, arrows=2)
    plain = leaf_of(Element(id="x", label="Reader"), KIND, strong=False, arrows=9)
    assert strong.plan is not None
    assert plain.plan is not None
    assert [(p.lines[0].size, p.lines[0].bold) for p in (strong.plan, plain.plan)] == [(TITLE, True), (LABEL, False)]
    datum = leaf("Input image", ElementKind.INPUT)
    assert datum.plan is not None
    assert {line.size for line in datum.plan.lines} == {LITTLE}


def test_large_type_sets_names_between_labels_and_titles() -> None:
    element = Element(id="a", label="Encoder", detail="six layers")
    leaf = leaf_of(element, typography(10, large=True), strong=False, arrows=1)
    assert leaf.plan is not None
    name, detail = (line.size for line in leaf.plan.lines)
    assert LABEL < name < TITLE
    assert detail == LITTLE


@pytest.mark.parametrize("label", ["Filter", "Images"])
def test_a_box_keeps_the_hue_of_its_author(label: str) -> None:
    kind = ElementKind.INPUT if label == "Images" else ElementKind.PROCESS
    found = leaf_of(Element(id="a", label=label, kind=kind, color=Hue.TEAL), KIND, strong=False, arrows=1)
    assert found.plan is not None
    assert found.plan.hue is Hue.TEAL


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("ThreadItemConverter", ("ThreadItemConverter",)),
        ("GazeboSimROS2ControlPlugin", ("Gazebo", "SimROS2ControlPlugin")),  # too long for any line
        ("robot_state_publisher", ("robot_state_", "publisher")),  # the sign stays
    ],
)
def test_a_name_of_code_is_whole_on_a_line_that_is_a_little_longer(label: str, lines: tuple[str, ...]) -> None:
    leaf = leaf_of(Element(id="a", label=label), typography(8.0), strong=False, arrows=1)
    assert leaf.plan
    assert tuple(line.text for line in leaf.plan.lines) == lines
