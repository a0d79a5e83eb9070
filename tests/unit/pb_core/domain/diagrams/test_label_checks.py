import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.label_checks import is_labelled, says
from pb_core.domain.diagrams.scene import DrawnLine, DrawnScene, DrawnText
from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import Rect

STRAIGHT = DrawnLine(source="a", target="b", kind="flow", points=((70, 75), (240, 75)))
TURNED = DrawnLine(
    source="a", target="c", kind="flow", points=((70, 75), (160, 75), (160, 155), (240, 155)), label_at="a->b"
)
LABEL = DrawnText(owner="a->b", text="go", rect=Rect(90, 63, 20, 8), size=7, contrast=9)
FORKED = DrawnScene(width=400, height=200, boxes=(), frames=(), lines=(STRAIGHT, TURNED), texts=(LABEL,))
SHARING = Connection(source="a", target="c", label="go")


def labelled(scene: DrawnScene) -> bool:
    """Whether the second arrow of a scene has its label."""
    return is_labelled(SHARING, scene.lines[1], scene, {text.owner: text.text for text in scene.texts})


def test_a_label_beside_the_piece_that_two_arrows_share_is_that_of_both() -> None:
    assert labelled(FORKED)


@pytest.mark.parametrize(
    "spoiled",
    [
        replace(FORKED, texts=(replace(LABEL, rect=Rect(190, 63, 20, 8)),)),
        replace(FORKED, texts=(replace(LABEL, text="stop"),)),
        replace(FORKED, texts=()),
        replace(FORKED, lines=(STRAIGHT, replace(TURNED, points=((40, 90), (40, 155), (240, 155))))),
        replace(FORKED, lines=(STRAIGHT, replace(TURNED, label_at=""))),
        replace(FORKED, lines=(replace(STRAIGHT, kind="control"), TURNED)),
    ],
    ids=["beside the own piece of the other", "other words", "none", "no common piece", "not said", "another look"],
)
def test_a_label_that_two_arrows_share_stands_at_the_piece_of_both(spoiled: DrawnScene) -> None:
    assert not labelled(spoiled)


def test_words_are_found_whatever_breaks_them() -> None:
    assert says({"x": "two-\nline Label"}, "x", "Two line label")
    assert not says({"x": "label"}, "y", "label")
