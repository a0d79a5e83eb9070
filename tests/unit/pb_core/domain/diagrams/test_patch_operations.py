"""What each operation does, and what it refuses."""

import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import (
    Connection,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Heads,
    Hue,
    Palette,
    Shape,
    Styling,
)
from pb_core.domain.print_styling import Theme
from pb_core.errors import InvalidPatch

SPEC = DiagramSpec(
    elements=(
        Element(id="in", label="Images", kind=ElementKind.INPUT),
        Element(id="enc", label="Encoder", evidence="the encoder", aliases=("backbone",), group="g"),
        Element(id="h1", label="Class head", evidence="class head", shape=Shape.HEXAGON, group="g"),
        Element(id="h2", label="Box head", evidence="box head"),
    ),
    connections=(
        Connection(source="in", target="enc", label="pixels", evidence="images enter"),
        Connection(source="enc", target="h1"),
        Connection(source="enc", target="h2"),
        Connection(source="h1", target="h2", heads=Heads.NONE),
        Connection(source="enc", target="enc"),
    ),
    groups=(Group(id="g", title="Model"),),
)


def done(*operations: ops.DiagramOperation, styling: Styling = Styling()) -> PlannedDiagram:  # noqa: B008 - frozen
    return apply(DiagramPatch(operations=operations), PlannedDiagram(spec=SPEC, styling=styling))


def element(figure: PlannedDiagram, name: str) -> Element:
    return next(one for one in figure.spec.elements if one.id == name)


def arrows(figure: PlannedDiagram) -> list[str]:
    return [arrow.name for arrow in figure.spec.connections]


def test_a_renamed_element_is_still_found_by_its_old_name() -> None:
    renamed = element(done(ops.Rename(part="enc", text="Vision tower")), "enc")
    assert (renamed.label, renamed.aliases) == ("Vision tower", ("backbone", "Encoder"))
    back = element(done(ops.Rename(part="enc", text="Backbone")), "enc")
    assert back.aliases == ("Encoder",)


def test_a_group_has_a_title() -> None:
    assert done(ops.Rename(part="g", text="Network")).spec.groups[0].title == "Network"


def test_an_element_goes_with_its_arrows_and_a_frame_alone() -> None:
    assert arrows(done(ops.Remove(part="enc"))) == ["h1->h2"]
    figure = done(ops.Remove(part="g"))
    assert (figure.spec.groups, element(figure, "enc").group) == ((), None)


def test_arrows_are_added_removed_labelled_and_turned() -> None:
    assert "in->h1" in arrows(done(ops.AddArrow(source="in", target="h1")))
    assert "in->enc" not in arrows(done(ops.RemoveArrow(source="in", target="enc")))
    assert done(ops.LabelArrow(source="in", target="enc")).spec.connections[0].label == ""
    turned = done(ops.Reverse(source="in", target="enc")).spec.connections[0]
    assert (turned.name, turned.label, turned.evidence) == ("enc->in", "pixels", "")


def test_a_line_without_heads_is_found_from_both_ends() -> None:
    assert "h1->h2" not in arrows(done(ops.RemoveArrow(source="h2", target="h1")))


def test_merged_elements_have_the_id_of_the_first_and_the_arrows_of_all() -> None:
    figure = done(ops.Merge(parts=("h1", "h2"), text="Heads"), styling=Styling(emphasis=("h2",)))
    merged = element(figure, "h1")
    assert (merged.label, merged.aliases) == ("Heads", ("Class head", "Box head"))
    assert (merged.evidence, merged.group, merged.shape) == ("class head … box head", None, None)
    assert arrows(figure) == ["in->enc", "enc->h1", "enc->enc"]
    assert figure.styling.emphasis == ("h1",)


@pytest.mark.parametrize(("first", "second", "left"), [("lib", "lib", "lib"), ("lib", "app", ""), ("lib", "", "")])
def test_merged_elements_are_of_the_sort_that_all_are_of(first: str, second: str, left: str) -> None:
    spec = DiagramSpec(
        elements=(Element(id="a", label="A", category=first), Element(id="b", label="B", category=second))
    )
    merge = DiagramPatch(operations=(ops.Merge(parts=("a", "b"), text="AB"),))
    assert element(apply(merge, PlannedDiagram(spec=spec, styling=Styling())), "a").category == left


def test_arrows_that_come_to_join_the_same_have_the_words_of_all() -> None:
    figure = done(
        ops.LabelArrow(source="enc", target="h1", text="features"),
        ops.LabelArrow(source="enc", target="h2", text="boxes"),
        ops.Merge(parts=("h2", "h1"), text="Heads"),
    )
    assert [arrow.label for arrow in figure.spec.connections if arrow.name == "enc->h2"] == ["features, boxes"]


TWINS = replace(
    SPEC, connections=(*SPEC.connections, Connection(source="enc", target="h1", label="Deny", evidence="it denies"))
)


@pytest.mark.parametrize(
    ("operation", "left"),
    [
        (ops.RemoveArrow(source="enc", target="h1", label="Deny"), ["enc->h1 "]),
        (ops.RemoveArrow(source="enc", target="h1", label=""), ["enc->h1 Deny"]),
        (ops.LabelArrow(source="enc", target="h1", label="", text="always"), ["enc->h1 always", "enc->h1 Deny"]),
        (ops.Reverse(source="enc", target="h1", label="Deny"), ["enc->h1 ", "h1->enc Deny"]),
        (ops.AddArrow(source="enc", target="h1", text="Allow"), ["enc->h1 ", "enc->h1 Deny", "enc->h1 Allow"]),
    ],
)
def test_one_of_two_arrows_between_the_same_boxes_is_changed(operation: ops.DiagramOperation, left: list[str]) -> None:
    figure = apply(DiagramPatch(operations=(operation,)), PlannedDiagram(spec=TWINS))
    found = [arrow for arrow in figure.spec.connections if {arrow.source, arrow.target} == {"enc", "h1"}]
    assert [f"{arrow.name} {arrow.label}" for arrow in found] == left


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (ops.RemoveArrow(source="enc", target="h1"), "by its label, '', the unlabelled one or 'Deny'"),
        (ops.LabelArrow(source="enc", target="h1", text="x"), "by its label, '', the unlabelled one or 'Deny'"),
        (ops.Reverse(source="enc", target="h1"), "by its label, '', the unlabelled one or 'Deny'"),
        (ops.RemoveArrow(source="enc", target="h1", label="Allow"), "has the label 'Allow'"),
        (ops.AddArrow(source="enc", target="h1"), "already: a second one needs words of its own"),
        (ops.AddArrow(source="enc", target="h1", text="Deny"), "already: a second one needs words of its own"),
        (ops.LabelArrow(source="enc", target="h1", label="", text="Deny"), "has these words already: remove one"),
    ],
)
def test_which_of_two_arrows_is_meant_must_be_said(operation: ops.DiagramOperation, why: str) -> None:
    with pytest.raises(InvalidPatch, match=why):
        apply(DiagramPatch(operations=(operation,)), PlannedDiagram(spec=TWINS))


def test_a_new_element_stands_where_it_is_put() -> None:
    figure = done(ops.AddElement(part="new", text="Cache", after="in", group="g", kind=ElementKind.STORE))
    assert [one.id for one in figure.spec.elements] == ["in", "new", "enc", "h1", "h2"]
    assert element(figure, "new").group == "g"


def test_elements_are_framed_within_the_frame_that_they_share() -> None:
    figure = done(ops.AddGroup(group="f", text="Inner", parts=("enc", "h1")))
    assert [(group.id, group.parent) for group in figure.spec.groups] == [("g", None), ("f", "g")]
    assert element(figure, "h1").group == "f"


def test_a_kind_is_told_by_its_own_shape() -> None:
    changed = element(done(ops.SetKind(parts=("h1",), kind=ElementKind.STORE)), "h1")
    assert (changed.kind, changed.shape) == (ElementKind.STORE, None)


def test_a_group_is_coloured_by_its_members() -> None:
    figure = done(ops.Recolour(parts=("g",), color=Hue.BLUE))
    assert [one.color for one in figure.spec.elements] == [None, Hue.BLUE, Hue.BLUE, None]


def test_the_look_changes_as_far_as_it_is_named() -> None:
    before = Styling(palette=Palette.SLATE, width=100.0)
    figure = done(ops.Restyle(direction=Direction.DOWN, aspect_ratio="1:1"), styling=before)
    assert (figure.styling, figure.aspect_ratio) == (replace(before, direction=Direction.DOWN), "1:1")
    assert done(ops.Restyle(theme=Theme.IEEE), styling=before).styling.width is None


def test_emphasis_is_given_and_taken() -> None:
    figure = done(ops.Emphasise(parts=("enc", "h1")), ops.Emphasise(parts=("enc",), on=False))
    assert figure.styling.emphasis == ("h1",)


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        (ops.Rename(part="z", text="A"), "there is no element 'z'"),
        (ops.Remove(part="z"), "there is no element 'z'"),
        (ops.RemoveArrow(source="enc", target="in"), r"no arrow from 'Encoder' \(enc\) to .*; there is one from"),
        (ops.AddArrow(source="in", target="enc"), "already"),
        (ops.Reverse(source="h1", target="h2"), "no one direction"),
        (ops.AddElement(part="g", text="A"), "the id 'g' is taken"),
        (ops.AddElement(part="new", text="A", group="z"), "there is no group 'z'"),
        (ops.Merge(parts=("h1", "h1"), text="A"), "two elements or more"),
        (ops.AddGroup(group="f", text="A", parts=("z",)), "there is no element 'z'"),
        (ops.Move(parts=("h1",), group="enc"), "there is no group 'enc'"),
        (ops.Restyle(), "it changes nothing"),
    ],
)
def test_what_cannot_be_done_is_said(operation: ops.DiagramOperation, why: str) -> None:
    with pytest.raises(InvalidPatch, match=why):
        done(operation)


def test_at_most_six_elements_stand_out() -> None:
    spec = DiagramSpec(elements=tuple(Element(id=f"e{n}", label="A") for n in range(7)))
    patch = DiagramPatch(operations=(ops.Emphasise(parts=tuple(one.id for one in spec.elements)),))
    with pytest.raises(InvalidPatch, match="at most 6"):
        apply(patch, PlannedDiagram(spec=spec))


def test_the_last_element_stays() -> None:
    with pytest.raises(InvalidPatch, match="nothing would be left"):
        done(*(ops.Remove(part=name) for name in ("in", "enc", "h1", "h2")))
