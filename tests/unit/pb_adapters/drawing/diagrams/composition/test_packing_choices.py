from pb_adapters.drawing.diagrams.composition.packing_choices import choices
from pb_adapters.drawing.diagrams.composition.runs import in_runs
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.spec import Direction
from support.compositions import facts, plan

CHAIN = plan("a>b", "b>c", "c>d", "d>e", "e>f")


def test_a_direction_that_is_asked_for_is_the_only_one() -> None:
    for direction, down in ((Direction.DOWN, True), (Direction.LEFT, False)):
        for ways, first in choices(facts(CHAIN), direction):
            assert {way.down for way in ways[ROOT]} == {down}
            assert first[ROOT].down == down
    assert {first[ROOT].down for _, first in choices(facts(CHAIN), Direction.AUTO)} == {True, False}


def test_a_direction_is_that_of_the_whole_or_of_every_run() -> None:
    found = in_runs(facts(CHAIN))[0]
    firsts = [first for _, first in choices(found, Direction.DOWN)]
    assert any(not first[ROOT].down for first in firsts)
    for first in firsts:
        assert first[ROOT].down or all(first[run].down for run in found.runs)


def test_nothing_in_a_run_is_turned_round_or_folded_once_more() -> None:
    found = in_runs(facts(CHAIN))[0]
    for ways, _ in choices(found, Direction.AUTO):
        assert not any(way.turned or way.snake or way.rows > 1 for run in found.runs for way in ways[run])


def test_without_groups_no_row_begins_at_the_right() -> None:
    for ways, _ in choices(facts(plan("a>b", "b>c", "c>d", "d>e", "a>e")), Direction.AUTO):
        assert not any(way.turned or way.snake or way.path for way in ways[ROOT])


def test_of_two_layers_none_share_a_band() -> None:
    spec = plan("a>b", groups={"g": "a", "h": "b"})
    assert not any(chosen[ROOT].paired for _, chosen in choices(facts(spec), Direction.AUTO))


def test_a_whole_that_returns_may_run_back_though_a_direction_is_asked_for() -> None:
    returning = facts(plan("a>b", "b>c", "c>d", "d~a", groups={"g": "ab", "h": "cd"}))
    assert not any(first[ROOT].ring or first[ROOT].snake for _, first in choices(returning, Direction.RIGHT))
    cyclic = facts(plan("a>b", "b>c", "c>d", "d>e", "e~a", groups={"g": "b", "h": "d"}))
    assert any(first[ROOT].ring for _, first in choices(cyclic, Direction.RIGHT))
