import pytest

from pb_core.domain.diagrams.roles import Ends, ends_of, names_objective, role_of, topics
from pb_core.domain.diagrams.spec import Connection, ElementKind, Shape

FIRST, MIDDLE, LAST, ALONE = Ends(0, 1), Ends(1, 1), Ends(1, 0), Ends()
PROCESS, OUTPUT = ElementKind.PROCESS, ElementKind.OUTPUT


def test_ends_are_counted_by_direction_without_loops() -> None:
    arrows = [("a", "b", "yes"), ("a", "c", ""), ("b", "b", "again"), ("b", "c", "one / two")]
    found = ends_of(Connection(source=one, target=other, label=label) for one, other, label in arrows)
    assert found == {"a": Ends(0, 2, 1), "b": Ends(1, 1, 2), "c": Ends(2, 0, 0)}


@pytest.mark.parametrize(
    ("form", "ends", "kind", "shape"),
    [
        (Shape.STADIUM, FIRST, ElementKind.INPUT, Shape.STADIUM),
        (Shape.STADIUM, MIDDLE, PROCESS, Shape.STADIUM),
        (Shape.STADIUM, LAST, OUTPUT, None),
        (Shape.STADIUM, ALONE, OUTPUT, None),
        (Shape.LEAN_RIGHT, FIRST, ElementKind.INPUT, None),
        (Shape.LEAN_RIGHT, MIDDLE, ElementKind.DATA, Shape.LEAN_RIGHT),
        (Shape.DOUBLE_CIRCLE, LAST, OUTPUT, Shape.DOUBLE_CIRCLE),
    ],
)
def test_what_enters_or_leaves_is_told_by_its_arrows(
    form: Shape, ends: Ends, kind: ElementKind, shape: Shape | None
) -> None:
    assert role_of(OUTPUT, form, None, "Text", None, ends) == (kind, shape)


@pytest.mark.parametrize(
    ("label", "form", "ends", "kind", "shape"),
    [
        ("Stable?", None, Ends(1, 2, 2), ElementKind.DECISION, None),
        ("Stable?", None, Ends(1, 2, 1), PROCESS, None),
        ("Stable?", Shape.HEXAGON, Ends(1, 2, 2), PROCESS, Shape.HEXAGON),
        ("Stable", None, Ends(1, 2, 2), PROCESS, None),
        ("Dice loss", Shape.HEXAGON, MIDDLE, ElementKind.OBJECTIVE, None),
        ("...", None, ALONE, PROCESS, Shape.TEXT),
        ("Step", Shape.SUBROUTINE, MIDDLE, PROCESS, Shape.SUBROUTINE),
    ],
)
def test_names_and_answers_tell_a_role(
    label: str, form: Shape | None, ends: Ends, kind: ElementKind, shape: Shape | None
) -> None:
    assert role_of(PROCESS, form, None, label, None, ends) == (kind, shape)


def test_a_kind_that_its_author_states_counts_first() -> None:
    stated = ElementKind.MODEL
    assert role_of(OUTPUT, Shape.STADIUM, stated, "A loss", Shape.SUBROUTINE, FIRST) == (stated, Shape.STADIUM)
    assert role_of(stated, Shape.SUBROUTINE, stated, "Text", Shape.SUBROUTINE, FIRST) == (stated, None)


@pytest.mark.parametrize(
    "label",
    [
        *("L_rec", "$L_{rec}$", r"\mathcal{L}_{adv}", "ℒ_total", "L^2_x", "Loss", "Dice loss", "Losses"),
        *("InfoNCE loss (Eq. 3)", "Contrastive\nloss", "Loss function", "Cross-entropy-loss"),
        *("Per-pixel loss", "Weighted loss", "Text-to-image loss"),
    ],
)
def test_losses_are_objectives(label: str) -> None:
    assert names_objective(label)


@pytest.mark.parametrize(
    "label",
    [
        *("L", "L1", "L_shape model", "Packet loss", "Lossy codec", "Loss landscape", "Floss", "x_t"),
        *("Weight each fold by validation loss", "Compute loss", "Minimise the\nloss", "Stop on lowest loss"),
    ],
)
def test_other_names_are_no_objectives(label: str) -> None:
    assert not names_objective(label)


def test_paths_are_topics_where_one_has_a_type_of_message() -> None:
    nodes = [
        ("a", "/camera/points", "sensor_msgs/PointCloud2"),
        ("b", "/tf, /tf_static", ""),
        ("c", "perception_node", "sensor_msgs/Image"),
        ("d", "/login page", ""),
    ]
    assert topics(nodes) == {"a", "b"}
    assert topics(nodes[1:]) == frozenset()
