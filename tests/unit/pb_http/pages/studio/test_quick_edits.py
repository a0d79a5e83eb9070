"""Each button of a part stands for an instruction, which the rules of the server understand."""

import pytest
from msgspec.structs import replace

from pb_adapters.planners.edits.diagrams import edit as read_by_rules
from pb_core.domain.diagrams.patch import PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Hue, Styling
from pb_core.domain.questions import EditBrief
from pb_core.errors import InvalidRequest
from pb_http.pages.studio.quick_edits import edits_of, instruction, look_instruction, quoted

SPEC = DiagramSpec(
    elements=(
        Element(id="enc", label="text encoder", group="front"),
        Element(id="dec", label="the \u201cdecoder\u201d"),
        Element(id="one", label="head"),
        Element(id="two", label="Head"),
    ),
    connections=(
        Connection(source="enc", target="dec"),
        Connection(source="one", target="two"),
        Connection(source="dec", target="one"),
    ),
    groups=(Group(id="front", title="Front end"), Group(id="back", title="to be")),
)
PARTS = [("box", e.id) for e in SPEC.elements] + [("arrow", c.name) for c in SPEC.connections] + [("frame", "back")]


def after(sort: str, subject: str, name: str, value: str = "", styling: Styling = Styling()) -> PlannedDiagram:  # noqa: B008 - frozen
    """The figure after an edit, as the rules read its instruction."""
    edit = next(edit for edit in edits_of(SPEC, sort, subject, styling.emphasis) if edit.name == name)
    said = instruction(SPEC, edit, subject, value)
    brief = EditBrief(instruction=said, spec=SPEC, styling=styling, aspect_ratio=None, source="", caption="")
    return apply(read_by_rules(brief), PlannedDiagram(spec=SPEC, styling=styling))


def element(figure: PlannedDiagram, name: str) -> Element:
    return next(element for element in figure.spec.elements if element.id == name)


@pytest.mark.parametrize("name", [e.id for e in SPEC.elements])
@pytest.mark.parametrize("text", ["image encoder", "a and b, c", 'the "new" one', "x > y; z."])
def test_a_box_is_renamed_whatever_it_is_and_will_be_called(name: str, text: str) -> None:
    assert element(after("box", name, "rename", text), name).label == text


def test_a_box_is_given_a_kind_a_colour_and_a_frame() -> None:
    assert element(after("box", "enc", "kind", "store"), "enc").kind is ElementKind.STORE
    assert element(after("box", "two", "colour", "blue"), "two").color is Hue.BLUE
    assert element(after("box", "dec", "move", "back"), "dec").group == "back"
    assert element(after("box", "enc", "move", ""), "enc").group is None


def test_a_box_is_removed_and_made_to_stand_out_or_not() -> None:
    assert all(one.id != "two" for one in after("box", "two", "remove").spec.elements)
    assert after("box", "enc", "lead").styling.emphasis == ("enc",)
    assert after("box", "enc", "calm", styling=Styling(emphasis=("enc",))).styling.emphasis == ()


@pytest.mark.parametrize("arrow", [c.name for c in SPEC.connections])
def test_an_arrow_is_turned_labelled_and_removed(arrow: str) -> None:
    source, target = arrow.split("->")
    assert (target, source) in {(c.source, c.target) for c in after("arrow", arrow, "reverse").spec.connections}
    labelled = after("arrow", arrow, "label", "logits").spec.connections
    assert {c.name for c in labelled if c.label == "logits"} == {arrow}
    assert arrow not in {c.name for c in after("arrow", arrow, "remove").spec.connections}


def test_a_frame_is_renamed_and_taken_away() -> None:
    assert after("frame", "front", "rename", "Stem").spec.groups[0].title == "Stem"
    figure = after("frame", "front", "ungroup")
    assert [group.id for group in figure.spec.groups] == ["back"]
    assert element(figure, "enc").group is None


@pytest.mark.parametrize(("sort", "subject"), PARTS)
def test_a_value_that_an_edit_does_not_take_is_refused(sort: str, subject: str) -> None:
    for edit in edits_of(SPEC, sort, subject):
        if edit.is_text:
            with pytest.raises(InvalidRequest, match="is required"):
                instruction(SPEC, edit, subject, "  ")
        elif edit.choices:
            with pytest.raises(InvalidRequest, match="can be chosen"):
                instruction(SPEC, edit, subject, "<script>")


def test_a_text_is_quoted_by_marks_that_it_does_not_hold() -> None:
    assert quoted("plain") == "\u201cplain\u201d"
    assert quoted("a \u201cb\u201d") == '"a \u201cb\u201d"'
    with pytest.raises(InvalidRequest, match="quotation"):
        quoted('\u201c " \u2018 \u00ab')


@pytest.mark.parametrize("direction", ["right", "down", "left", "up"])
def test_the_look_of_the_whole_figure_is_asked_for_in_words(direction: str) -> None:
    said = look_instruction(direction, "slate", "slides", "16:9")
    figure = PlannedDiagram(spec=SPEC, styling=Styling())
    brief = EditBrief(instruction=said, spec=SPEC, styling=Styling(), aspect_ratio=None, source="", caption="")
    changed = apply(read_by_rules(brief), figure)
    assert (changed.styling.direction, changed.styling.palette, changed.styling.theme, changed.aspect_ratio) == (
        direction, "slate", "slides", "16:9"
    )  # fmt: skip


def test_a_look_that_is_not_there_is_refused() -> None:
    assert look_instruction("", "", "", "") == ""
    with pytest.raises(InvalidRequest, match="can be chosen"):
        look_instruction("sideways", "", "", "")


def test_one_of_two_arrows_between_the_same_boxes_is_changed() -> None:
    deny = Connection(source="enc", target="dec", label="the “Deny”")
    spec = replace(SPEC, connections=(*SPEC.connections, deny))

    def labels(subject: str, name: str, value: str = "") -> list[str]:
        edit = next(edit for edit in edits_of(spec, "arrow", subject) if edit.name == name)
        said = instruction(spec, edit, subject, value)
        brief = EditBrief(instruction=said, spec=spec, styling=Styling(), aspect_ratio=None, source="", caption="")
        figure = apply(read_by_rules(brief), PlannedDiagram(spec=spec))
        return [arrow.label for arrow in figure.spec.connections if arrow.name == "enc->dec"]

    assert labels("enc->dec", "remove") == [deny.label]
    assert labels(f"enc->dec: {deny.label}", "remove") == [""]
    assert labels("enc->dec", "label", "always") == ["always", deny.label]
    assert labels(f"enc->dec: {deny.label}", "reverse") == [""]
