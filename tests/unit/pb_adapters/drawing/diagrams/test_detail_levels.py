from collections.abc import Iterator

import pytest

from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, details, folds, parts_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with settings():
        yield


def test_folding_goes_from_everything_to_little_and_never_repeats_itself() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=f"e{i}", label=f"Step {i}", detail="more", group="g") for i in range(4)),
        connections=tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(3)),
        groups=(Group(id="g", title="All"),),
    )
    levels = list(details(spec))
    assert levels[0] == Detail()
    assert not levels[1].seconds
    assert not folds(spec, levels[1])
    assert {fold.into for fold in folds(spec, levels[2])} == {"g"}
    shown = [(level.seconds, folds(spec, level)) for level in levels]
    assert len(set(shown)) == len(shown)


def test_a_step_never_folds_into_a_later_one() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=f"e{i}", label=f"Step {i}") for i in range(3)),
        connections=(Connection(source="e2", target="e0"),),
    )
    assert folds(spec, Detail(run=2)) == ()


def test_steps_that_only_follow_each_other_share_a_box() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=f"e{i}", label=f"Step {i}") for i in range(5)),
        connections=tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(4)),
    )
    base = parts_of(spec, typography(10), Detail(run=2))
    assert list(base.plans) == ["e0", "e2", "e4"]
    assert [line.text for line in base.plans["e0"].lines] == ["Step 0", "→ Step 1"]
    assert base.ends == (("e0", "e2"), ("e2", "e4"))
