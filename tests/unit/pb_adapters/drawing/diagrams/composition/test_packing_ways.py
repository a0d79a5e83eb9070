from pb_adapters.drawing.diagrams.composition.packing_ways import ways_of
from pb_adapters.drawing.diagrams.placement import ROOT
from support.compositions import facts, plan


def test_of_a_path_all_but_a_hub_for_others_may_stand_in_a_row() -> None:
    inside = {"g": "abc", "h": "de"}
    for arrows, led in ((("a>b", "b>c", "c>d", "c>e"), {0, 2}), (("a>b", "b>c", "c>d", "d>e"), {0})):
        assert {way.led for way in ways_of("g", facts(plan(*arrows, groups=inside)))} == led


def test_rows_run_there_and_back_in_the_whole_only() -> None:
    grouped = plan("a>b", "b>c", "c>d", "d>e", "e>f", groups={"g": "abcdef"})
    assert any(way.snake for way in ways_of(ROOT, facts(plan("a>b", "b>c", "c>d", "d>e", "e>f"))))
    assert not any(way.snake or (way.turned and way.down) for way in ways_of("g", facts(grouped)))
