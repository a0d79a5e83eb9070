import itertools
from collections.abc import Iterator

import pytest

from pb_adapters.drawing.diagrams.attempt import centred, content, spread
from pb_adapters.drawing.diagrams.box_sizes import Typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, details, folds, parts_of
from pb_adapters.drawing.diagrams.placement import Area, Content, PlacementChoices, place
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from support.diagrams import random_spec


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with settings():
        yield


def apart(a: Area, b: Area) -> bool:
    return a.right < b.x or b.right < a.x or a.bottom < b.y or b.bottom < a.y


def strip(count: int) -> Content:
    names = [f"n{i}" for i in range(count)]
    return Content(
        sizes=dict.fromkeys(names, (10, 6)),
        homes=dict.fromkeys(names, ""),
        titles={},
        links=tuple((a, b, 0, 0) for a, b in itertools.pairwise(names)),
    )


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_nothing_touches_and_frames_hold_their_members(rows: int, *, down: bool) -> None:
    for seed in range(12):
        base = parts_of(random_spec(seed), Typography(9, 10), Detail())
        plan = content(base, down=down)
        placed = place(plan, PlacementChoices(down=down, inner_down=not down, rows=rows))
        assert all(apart(a, b) for a, b in itertools.combinations(placed.boxes.values(), 2))
        for name, home in plan.homes.items():
            area = placed.boxes.get(name) or placed.frames[name]
            if home:
                frame = placed.frames[home]
                assert frame.x < area.x < area.right < frame.right
                assert frame.y < area.y < area.bottom < frame.bottom


def test_a_long_flow_meanders_in_aligned_columns() -> None:
    placed = place(strip(6), PlacementChoices(down=False, inner_down=False, rows=2))
    first, second = [placed.boxes[f"n{i}"] for i in range(3)], [placed.boxes[f"n{i}"] for i in range(3, 6)]
    assert [a.x for a in first] == [a.x for a in reversed(second)]
    assert {a.y for a in first} != {a.y for a in second}


def test_a_list_without_arrows_reads_line_by_line() -> None:
    plan = Content(sizes=strip(6).sizes, homes=strip(6).homes, titles={}, links=())
    placed = place(plan, PlacementChoices(down=False, inner_down=False, rows=2))
    assert [placed.boxes[f"n{i}"].x for i in range(3)] == [placed.boxes[f"n{i}"].x for i in range(3, 6)]


def test_labels_widen_the_gap_that_they_stand_in() -> None:
    plain = place(strip(2), PlacementChoices(down=False, inner_down=False))
    labelled = Content(sizes=strip(2).sizes, homes=strip(2).homes, titles={}, links=(("n0", "n1", 12, 2),))
    assert place(labelled, PlacementChoices(down=False, inner_down=False)).width >= plain.width + 8


def test_spreading_fills_the_room_and_never_leaves_it() -> None:
    for seed in range(6):
        plan = content(parts_of(random_spec(seed), Typography(9, 10), Detail()), down=True)
        recipe = PlacementChoices(down=True, inner_down=True)
        tight = place(plan, recipe)
        placed = spread(plan, recipe, tight.width + 20, tight.height + 20)
        assert placed is not None
        assert tight.width <= placed.width <= tight.width + 20
        assert tight.height <= placed.height <= tight.height + 20
        assert all(apart(a, b) for a, b in itertools.combinations(placed.boxes.values(), 2))
        assert spread(plan, recipe, tight.width - 1, tight.height) is None
        middle = centred(placed, tight.width + 20, tight.height + 20)
        assert min(a.x for a in middle.boxes.values()) >= 0


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
    base = parts_of(spec, Typography(9, 10), Detail(run=2))
    assert list(base.plans) == ["e0", "e2", "e4"]
    assert [line.text for line in base.plans["e0"].lines] == ["Step 0", "→ Step 1"]
    assert base.ends == (("e0", "e2"), ("e2", "e4"))


@pytest.mark.parametrize("down", [False, True])
def test_a_flow_may_run_backwards(*, down: bool) -> None:
    placed = place(strip(3), PlacementChoices(down, down, backwards=True))

    first, *_, last = (placed.boxes[f"n{i}"] for i in range(3))
    assert last.bottom < first.y if down else last.right < first.x
