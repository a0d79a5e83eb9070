"""The best drawing is drawn again where its blocks have other sizes, and kept only where nothing is worse or lost."""

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition import redrawing
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.redrawing import redrawn, rerouted
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.wires import Care
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.line_doubts import stubs
from pb_core.domain.diagrams.scene import LabelKey
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from support.compositions import drawn_up

PLAN = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Step {name}") for name in "abc"),
    connections=(Connection(source="a", target="b"), Connection(source="a", target="c")),
)
ROW = {"a": Area(0, 0, 20, 8), "b": Area(34, 0, 54, 8), "c": Area(34, 20, 54, 28)}
HIGHER = ROW | {"a": Area(0, 0, 20, 28)}


@pytest.fixture(scope="module")
def composed() -> Composed:
    """A block, and two in a column beside it."""
    with settings():
        sketch = sketched(PLAN, Styling(), Page(), Detail())[0]
        return drawn_up(PLAN, sketch, _fit(ROW))


def _fit(areas: dict[str, Area]) -> Fitted:
    return Fitted(areas, {}, 54, 28)


def test_a_block_of_another_size_is_drawn_so_and_the_arrows_meet_it(composed: Composed) -> None:
    with settings():
        found = redrawn(PLAN, composed, _fit(HIGHER), Effort())
    assert found is not None
    assert found.fit.leaves == HIGHER
    assert found.tree == composed.tree
    before, after = ({box.id: box.rect.height for box in one.boxes} for one in (composed, found))
    assert after["a"] > before["a"]
    assert (after["b"], after["c"]) == (before["b"], before["c"])
    assert len(found.attempt.lines) == len(composed.attempt.lines) == 2


@pytest.mark.parametrize(
    ("changes", "areas"),
    [
        ({}, ROW),
        ({"tree": None}, HIGHER),
        ({"keys": (LabelKey("(1)", "yes"),)}, HIGHER),
    ],
    ids=["as it is", "no tree", "signs for labels"],
)
def test_nothing_is_drawn_again_without_need_or_where_it_cannot_be(
    composed: Composed, changes: dict[str, object], areas: dict[str, Area]
) -> None:
    with settings():
        assert redrawn(PLAN, structs.replace(composed, **changes), _fit(areas), Effort()) is None


def test_a_drawing_with_more_faults_is_not_kept(composed: Composed, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[Composed, Composed]] = []
    monkeypatch.setattr(redrawing, "has_no_more_faults", lambda again, before: bool(compared.append((again, before))))
    with settings():
        assert redrawn(PLAN, composed, _fit(HIGHER), Effort()) is None
    assert [(again.fit.leaves, before) for again, before in compared] == [(HIGHER, composed)]


FAN_IN = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Step {name}") for name in "abcd"),
    connections=tuple(Connection(source=name, target="d") for name in "abc"),
)
BLOCKS = {
    "a": Area(32, 23, 48, 33),
    "b": Area(2, 8, 24, 16),
    "c": Area(28, 8, 48, 20),
    "d": Area(57, 28, 73, 40),
}


def test_arrows_are_routed_again_with_care_where_they_run_otherwise_then() -> None:
    with settings():
        sketch = sketched(FAN_IN, Styling(), Page(), Detail())[0]
        stubbed = drawn_up(FAN_IN, sketch, Fitted(BLOCKS, {}, 80, 46))
        again = rerouted(FAN_IN, stubbed, Care.ENDS, Effort())
    assert stubs(stubbed.attempt.lines) == 1
    assert again is not None
    assert stubs(again.attempt.lines) == 0
    assert again.fit == stubbed.fit
    with settings():
        assert rerouted(FAN_IN, again, Care.ENDS, Effort()) is None
