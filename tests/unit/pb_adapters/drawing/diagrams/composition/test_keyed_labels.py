"""Labels without a place become signs that the legend spells out; nothing of them is lost."""

from itertools import chain

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.batches import compositions
from pb_adapters.drawing.diagrams.composition.keyed_labels import keyed, unlabelled
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.label_places import Obstacles
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import LEGEND
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.plane import Rect, inset, within
from pb_core.ports.images import DrawRequest

CHAIN = DiagramSpec(
    elements=tuple(Element(id=name, label=name) for name in "abcd"),
    connections=(
        Connection(source="a", target="b", label="one"),
        Connection(source="b", target="c", label="two"),
        Connection(source="c", target="d", label="one"),
    ),
)
LONG = "the depth of coverage with all positions that are low or ambiguous or that vary"
CROWDED = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Calling of {name}") for name in "abcdef"),
    connections=tuple(
        Connection(source=s, target=t, label=f"{LONG.replace(' ', '_')}_{s}{t}")
        for s, t in ("ab", "ac", "ad", "bc", "bd", "ce", "de", "ae", "ef", "bf")
    ),
)


def composed_of(spec: DiagramSpec) -> Composed:
    batches = compositions(spec, Styling(), [Page()], Detail(), Effort())
    return next(chain.from_iterable(batch.plain() for batch in batches))


def without_place(composed: Composed, *indices: int) -> Composed:
    tags = composed.attempt.tags | dict.fromkeys(indices)
    return structs.replace(composed, attempt=structs.replace(composed.attempt, tags=tags))


def test_every_arrow_with_the_same_words_has_the_sign() -> None:
    with settings():
        found = keyed(without_place(composed_of(CHAIN), 2))
    assert found is not None
    assert [(key.sign, key.label) for key in found.keys] == [("(1)", "one")]
    assert {i: tag.lines for i, tag in found.attempt.tags.items() if tag} == {0: ("(1)",), 1: ("two",), 2: ("(1)",)}
    assert sorted(run.text for run in found.lettering.runs) == sorted(["a", "b", "c", "d", "(1)", "(1)", "two"])


def test_signs_are_counted_in_the_order_of_the_plan() -> None:
    with settings():
        found = keyed(without_place(composed_of(CHAIN), 1, 2))
    assert found is not None
    assert [(key.sign, key.label) for key in found.keys] == [("(1)", "one"), ("(2)", "two")]


def test_no_sign_is_one_that_other_words_of_the_figure_have() -> None:
    numbered = structs.replace(
        CHAIN,
        elements=(Element(id="a", label="(2) a"), *CHAIN.elements[1:]),
        connections=(CHAIN.connections[0], structs.replace(CHAIN.connections[1], label="(1)"), CHAIN.connections[2]),
    )
    with settings():
        found = keyed(without_place(composed_of(numbered), 2))
    assert found is not None
    assert [(key.sign, key.label) for key in found.keys] == [("(3)", "one")]


def test_labels_keep_out_of_the_margins() -> None:
    with settings():
        found = keyed(without_place(composed_of(CHAIN), 0))
    assert found is not None
    page = inset(Rect(0, 0, found.attempt.width, found.attempt.height), MARGIN)
    assert all(within(tag.rect, page) for tag in found.attempt.tags.values() if tag)


def test_there_is_nothing_where_signs_have_no_place_either() -> None:
    with settings():
        composed = without_place(composed_of(CHAIN), 0)
        ground = composed.ground
        full = Obstacles(ground.page, (Rect(0, 0, 2000, 2000),), ground.frames, ground.paths)
        assert keyed(structs.replace(composed, ground=full)) is None


@pytest.mark.parametrize("width", [89.0])
def test_a_crowd_of_long_labels_is_drawn_with_its_arrows(width: float) -> None:
    scene = render(DrawRequest(spec=CROWDED, description="", styling=Styling(width=width))).scene
    assert scene is not None
    assert check_scene(scene, CROWDED, None, width=scene.width) == ()
    assert not scene.references
    assert scene.keys
    assert len(scene.lines) + len(scene.continuations) == len(CROWDED.connections)
    explained = "".join(text.text for text in scene.texts if text.owner == LEGEND).replace(" ", "")
    assert all(key.sign + key.label in explained for key in scene.keys)


def test_a_composition_with_all_labels_lacks_none() -> None:
    with settings():
        assert unlabelled(composed_of(CHAIN)) == ()
