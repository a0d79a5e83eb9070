"""Every form of the table, as people say it."""

import pytest

from pb_adapters.planners.edits.diagrams import edit
from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.spec import (
    Connection,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Hue,
    Palette,
    Styling,
)
from pb_core.domain.print_styling import Theme
from pb_core.domain.questions import EditBrief
from pb_core.errors import NotUnderstood

SPEC = DiagramSpec(
    elements=(
        Element(id="in", label="Images", kind=ElementKind.INPUT),
        Element(id="enc", label="Visual encoder", group="g"),
        Element(id="h1", label="Class head"),
        Element(id="h2", label="Box head"),
    ),
    connections=(
        Connection(source="in", target="enc"),
        Connection(source="enc", target="h1"),
        Connection(source="h2", target="h1"),
    ),
    groups=(Group(id="g", title="Backbone"),),
)
STYLED = Styling(emphasis=("enc",))

CASES = {
    "rename the encoder to 'Vision tower'": ops.Rename(part="enc", text="Vision tower"),
    "call the visual encoder Vision tower": ops.Rename(part="enc", text="Vision tower"),
    "relabel backbone as Trunk": ops.Rename(part="g", text="Trunk"),
    "remove the box head": ops.Remove(part="h2"),
    "ungroup the backbone": ops.Remove(part="g"),
    "remove the arrow from the encoder to the class head": ops.RemoveArrow(source="enc", target="h1"),
    "disconnect class head from visual encoder": ops.RemoveArrow(source="enc", target="h1"),
    "reverse the arrow from images to the encoder": ops.Reverse(source="in", target="enc"),
    "flip the arrow between class head and box head": ops.Reverse(source="h2", target="h1"),
    "label the arrow from images to encoder 'raw pixels'": ops.LabelArrow(source="in", target="enc", text="raw pixels"),
    "connect images to box head": ops.AddArrow(source="in", target="h2"),
    "draw an arrow from images to box head labelled crops": ops.AddArrow(source="in", target="h2", text="crops"),
    "add a box 'Cache' after images": ops.AddElement(part="cache", text="Cache", after="in"),
    "add a box Cache to the backbone": ops.AddElement(part="cache", text="Cache", group="g"),
    "merge the two heads": ops.Merge(parts=("h1", "h2"), text="Head"),
    "combine class head and images": ops.Merge(parts=("h1", "in"), text="Class head and Images"),
    "merge class head and box head into Detector": ops.Merge(parts=("h1", "h2"), text="Detector"),
    "group the heads as Outputs": ops.AddGroup(group="outputs", text="Outputs", parts=("h1", "h2")),
    "put both heads into a group called Outputs": ops.AddGroup(group="outputs", text="Outputs", parts=("h1", "h2")),
    "move the class head to the backbone": ops.Move(parts=("h1",), group="g"),
    "move the encoder out of its group": ops.Move(parts=("enc",)),
    "make the class head a store": ops.SetKind(parts=("h1",), kind=ElementKind.STORE),
    "make the encoder blue": ops.Recolour(parts=("enc",), color=Hue.BLUE),
    "paint both heads in grey": ops.Recolour(parts=("h1", "h2"), color=Hue.GREY),
    "highlight the class head": ops.Emphasise(parts=("h1",)),
    "make the class head stand out": ops.Emphasise(parts=("h1",)),
    "stop highlighting the encoder": ops.Emphasise(parts=("enc",), on=False),
    "lay it out from top to bottom": ops.Restyle(direction=Direction.DOWN),
    "make the figure flow left to right": ops.Restyle(direction=Direction.RIGHT),
    "make it vertical": ops.Restyle(direction=Direction.DOWN),
    "use the slate palette": ops.Restyle(palette=Palette.SLATE),
    "switch to slides theme": ops.Restyle(theme=Theme.SLIDES),
    "make it 16:9": ops.Restyle(aspect_ratio="16:9"),
    "set the aspect ratio to 1:1": ops.Restyle(aspect_ratio="1:1"),
    "make it square": ops.Restyle(aspect_ratio="1:1"),
    "set the title to 'Overview'": ops.Retitle(text="Overview"),
}


def read(instruction: str) -> tuple[ops.DiagramOperation, ...]:
    return edit(EditBrief(instruction=instruction, spec=SPEC, styling=STYLED)).operations


@pytest.mark.parametrize("instruction", CASES)
def test_an_edit_is_read(instruction: str) -> None:
    (operation,) = read(instruction)
    assert operation.order == instruction
    assert type(operation) is type(CASES[instruction])
    assert {name: value for name, value in fields(operation).items() if name != "order"} == {
        name: value for name, value in fields(CASES[instruction]).items() if name != "order"
    }


def fields(operation: ops.DiagramOperation) -> dict[str, object]:
    return {name: getattr(operation, name) for name in operation.__struct_fields__}


def test_several_parts_are_removed_one_by_one() -> None:
    assert [getattr(operation, "part", "") for operation in read("remove images and the box head")] == ["in", "h2"]


def test_a_new_id_is_none_that_is_taken() -> None:
    assert [getattr(one, "part", "") for one in read("add a box H1, add a box 'h1'")] == ["h1-2", "h1-3"]


@pytest.mark.parametrize(
    ("instruction", "why"),
    [
        ("make the head blue", "'head' may be 'Class head' or 'Box head'"),
        ("disconnect images from class head", "no arrow joins 'Images' and 'Class head'"),
        ("connect images to the visual encoder", "there is an arrow from 'Images' (in) to"),
        ("move class head to images", "No part of the figure is called 'images'"),
        ("rename class head to A and B", "is no edit"),
        ("color it", "is no edit"),
    ],
)
def test_what_cannot_be_done_is_said(instruction: str, why: str) -> None:
    with pytest.raises(NotUnderstood) as error:
        read(instruction)
    assert why in str(error.value)
