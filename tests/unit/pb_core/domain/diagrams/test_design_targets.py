import pytest

from pb_core.domain.diagrams.design_targets import TARGETS, Target, design_findings, design_note, misses, score
from pb_core.domain.diagrams.scene import DrawnBox, DrawnScene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Element
from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect

SPEC = DiagramSpec(elements=(Element(id="b0", label="B"),))
WITHIN = {name: target.low if target.low > 0 else target.high for name, target in TARGETS.items()}


def scene(count: int) -> DrawnScene:
    boxes = tuple(DrawnBox(id=f"b{i}", rect=Rect(12 * i, 0, 10, 10), shape="rounded") for i in range(count))
    return DrawnScene(width=480, height=480, boxes=boxes, frames=(), lines=(), texts=())


def test_a_target_costs_nothing_inside_and_half_one_scale_outside() -> None:
    target = Target(low=1, high=2, scale=0.5, weight=1, words="{}")
    assert [target.cost(value) for value in (1, 1.5, 2)] == [0, 0, 0]
    assert target.cost(2.5) == target.cost(0.5) == 0.5
    assert 0.5 < target.cost(10) < target.cost(100) < 1


def test_all_targets_met_score_one() -> None:
    assert score(WITHIN) == 1
    assert misses(WITHIN) == ()
    assert score({}) == 1


@pytest.mark.parametrize("name", TARGETS)
def test_every_miss_lowers_the_score_by_its_weight(name: str) -> None:
    target = TARGETS[name]
    bad = target.high + target.scale if target.low == float("-inf") else target.low - target.scale
    weights = sum(each.weight for each in TARGETS.values())
    assert score(WITHIN | {name: bad}) == pytest.approx(1 - (1 + target.step) / 2 * target.weight / weights)
    assert misses(WITHIN | {name: bad}) == (name,)


def test_a_demanded_aspect_is_no_miss() -> None:
    portrait = WITHIN | {"aspect": 0.5}
    assert misses(portrait) == ("aspect",)
    assert misses(portrait, free_ratio=False) == ()
    assert score(portrait, free_ratio=False) == 1 > score(portrait)


def test_findings_name_each_missed_target_the_costliest_first() -> None:
    found = design_findings(scene(6), SPEC)
    assert {finding.check for finding in found} == {Check.DESIGN}
    assert tuple(finding.subject for finding in found) == misses(measure_scene(scene(6), SPEC))
    assert any("the target is at most 8 %" in finding.detail for finding in found)
    assert any("1.6 to 2.8" in finding.detail for finding in found)
    assert all("{" not in finding.detail for finding in found)


@pytest.mark.parametrize("count", [1, 5, 31])
def test_small_and_very_large_drawings_are_not_held_to_the_targets(count: int) -> None:
    assert design_findings(scene(count), SPEC) == ()


def test_every_target_belongs_to_a_measure() -> None:
    known = {
        *measure_scene(scene(6), SPEC, ("b0",)),
        *(
            "quiet panel",
            "panel cover",
            "emptiest panel",
            "fullest panel",
            "stray places",
            "ragged panels",
            "turned panels",
        ),
        *(
            "median arrow",
            "long arrows",
            "overlong arrows",
            "continued arrows",
            "arrows in all",
            "bends",
            "most bends",
            "crossings",
        ),
        *("forward arrows", "type ratio", "doubtful lines", "doubtful labels", "panels"),
        *("passed heads", "bare heads", "seeming lines", "passed panels"),
        *("contrary arrows", "turning flow", "torn steps", "ragged columns", "crooked steps", "offset steps"),
        "crooked inner steps",
    }
    assert set(TARGETS) <= known


def test_one_note_names_every_miss() -> None:
    (note,) = design_note(scene(6), SPEC)
    for name in misses(measure_scene(scene(6), SPEC)):
        assert f"{name} " in note
    assert "(at most 8 %)" in note
    assert "aspect" not in design_note(scene(6), SPEC, free_ratio=False)[0]
    assert design_note(scene(5), SPEC) == ()
