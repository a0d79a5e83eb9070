from pb_adapters.drawing.diagrams.composition.packing import Builder
from pb_adapters.drawing.diagrams.composition.packing_choices import choices
from pb_adapters.drawing.diagrams.composition.packing_ways import Outer, Way, ways_of
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, leaves
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.spec import DiagramSpec, Direction
from support.compositions import facts, plan, sized

CHAIN = plan("a>b", "b>c", "c>d", "d>e", "e>f")


def bands(spec: DiagramSpec, way: Way, **inner: Way) -> list[list[str]]:
    found = facts(spec)
    titles = dict.fromkeys(found.children, (10, 5))
    tree = Builder(found, sized(spec), titles).tree({ROOT: way, **inner})
    return [[leaf.name for member in band for leaf in leaves(member)] for band in tree.bands]


def test_layers_follow_the_arrows() -> None:
    assert bands(plan("a>b", "a>c", "b>d", "c>d"), Way(down=True)) == [["a"], ["b", "c"], ["d"]]


def test_all_may_stand_in_one_column() -> None:
    assert bands(plan("a>b", "a>c"), Way(down=True, most=1)) == [["a"], ["b"], ["c"]]


def test_few_of_many_stand_side_by_side() -> None:
    fan = plan(*(f"a>{name}" for name in "bcdef"))
    assert [len(band) for band in bands(fan, Way(down=True, most=2))] == [1, 2, 2, 1]
    assert [len(band) for band in bands(fan, Way(down=True, most=5))] == [1, 5]


def test_layers_may_run_back() -> None:
    spec = plan("a>b", "b>c", groups={"g": "abc"})
    assert bands(spec, Way(down=False), g=Way(down=True, turned=True)) == [["c", "b", "a"]]


def test_rows_are_read_like_lines_or_run_back() -> None:
    assert bands(CHAIN, Way(down=False, rows=2)) == [["a", "b", "c"], ["d", "e", "f"]]
    assert bands(CHAIN, Way(down=False, rows=2, snake=True)) == [["a", "b", "c"], ["f", "e", "d"]]


def test_a_cycle_runs_forwards_on_top_and_back_below() -> None:
    spec = plan("a>b", "b>c", "c>d", "d~a")
    assert any(way.ring for way in ways_of(ROOT, facts(spec)))
    assert bands(spec, Way(down=True, ring=True)) == [["a", "b"], ["d", "c"]]


def test_a_hub_stands_between_its_neighbours() -> None:
    spec = plan("h>a", "h>b", "h>c", "h>d")
    assert any(way.hub for way in ways_of(ROOT, facts(spec)))
    first, middle, last = bands(spec, Way(down=True, hub=True))
    assert middle == ["h"]
    assert sorted(first + last) == ["a", "b", "c", "d"]
    assert len(first) == len(last)


def test_members_without_arrows_stand_in_a_grid() -> None:
    spec = plan(groups={"g": "abcdef"})
    assert bands(spec, Way(down=True), g=Way(down=True, grid=3))
    found = facts(spec)
    tree = Builder(found, sized(spec), {"g": (10, 5)}).tree({ROOT: Way(down=True), "g": Way(down=True, grid=3)})
    (panel,) = tree.bands[0]
    assert isinstance(panel, Bands)
    assert [len(band) for band in panel.bands] == [2, 2, 2]


def test_an_arrow_that_skips_a_band_has_a_lane_there() -> None:
    spec = plan("a>b", "b>c", "a>c")
    tree = Builder(facts(spec), sized(spec), {}).tree({ROOT: Way(down=True)})
    lanes = [m for m in tree.bands[1] if isinstance(m, Leaf) and m.plan is None]
    assert [lane.joins for lane in lanes] == [("a", "c")]


def test_beside_panels_it_has_a_corridor_if_asked_for() -> None:
    spec = plan("a>b", "b>c", "a>c", groups={"f": "a", "g": "b", "h": "c"})
    ways = {name: Way(down=False) for name in ("", "f", "g", "h")}
    titles = dict.fromkeys("fgh", (10, 5))
    for corridors in (True, False):
        tree = Builder(facts(spec), sized(spec), titles, corridors=corridors).tree(ways)
        assert bool(tree.corridor) == corridors


def test_what_is_linked_with_a_cycle_stands_between_its_halves() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>a", "b>e", "e>a")
    assert bands(spec, Way(down=True, ring=True)) == [["a", "b"], ["e"], ["d", "c"]]


def test_what_leads_to_a_fork_may_stand_in_a_row_before_the_others() -> None:
    spec = plan("a>b", "b>c", "c>d", "c>e")
    assert {way.led for way in ways_of(ROOT, facts(spec))} == {0, 2, 3}
    assert bands(spec, Way(down=True, led=3)) == [["a", "b", "c"], ["d", "e"]]


def test_what_follows_a_meeting_may_stand_in_a_row_after_the_others() -> None:
    spec = plan("a>b", "b>c", "c>d", "c>e", "d>f", "e>f", "f>g", "g>h")
    assert {(2, 2), (0, 3), (3, 0)} <= {(way.led, way.tail) for way in ways_of(ROOT, facts(spec))}
    assert bands(spec, Way(down=True, led=2, tail=2)) == [["a", "b"], ["c"], ["d", "e"], ["f"], ["g", "h"]]


def test_what_leads_to_a_fork_and_follows_a_meeting_may_stand_in_columns() -> None:
    spec = plan("a>b", "b>c", "b>d", "b>e", "c>f", "d>f", "e>f", "f>g")
    way = Way(down=False, led=2, tail=2)
    assert way in ways_of(ROOT, facts(spec))
    assert bands(spec, way) == [["a", "b"], ["c", "d", "e"], ["f", "g"]]


def test_a_path_is_followed_whichever_way_its_arrows_point() -> None:
    spec = plan("a>b", "b>c", "d>c")
    assert any(way.path for way in ways_of(ROOT, facts(spec)))
    assert bands(spec, Way(down=False, path=True)) == [["a"], ["b"], ["c"], ["d"]]


def test_rows_are_cut_where_fewest_arrows_cross() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "e>f", "f>g")
    rows = bands(spec, Way(down=False, rows=2))
    assert rows in ([["a", "b", "c", "d"], ["e", "f", "g"]], [["a", "b", "c", "d", "e"], ["f", "g"]])


def test_elements_before_and_after_all_panels_may_stand_beside_or_around_them() -> None:
    spec = plan("x>a", "a>b", "b>c", "c>y", groups={"g": "ab", "h": "c"})
    inner = {"g": Way(down=False), "h": Way(down=False)}
    found = facts(spec)
    for outer, down in ((Outer.BESIDE, False), (Outer.AROUND, True)):
        way = Way(down=True, outer=outer)
        assert way in next(choices(found, Direction.AUTO))[0][ROOT]
        tree = Builder(found, sized(spec), dict.fromkeys("gh", (10, 5))).tree({ROOT: way, **inner})
        assert tree.down == down
        assert [[leaf.name for leaf in leaves(member)] for (member,) in tree.bands] == [["x"], ["a", "b", "c"], ["y"]]
        (panels,) = tree.bands[1]
        assert isinstance(panels, Bands)
        assert panels.down


def test_where_all_runs_backwards_what_is_before_all_panels_stands_behind_them() -> None:
    spec = plan("x>a", "a>b", "b>c", "c>y", groups={"g": "ab", "h": "c"})
    found, ways = facts(spec), {"g": Way(down=True), "h": Way(down=True)}
    packed = Builder(found, sized(spec), dict.fromkeys("gh", (10, 5)), backwards=True)
    for way in (Way(down=True), Way(down=True, outer=Outer.AROUND)):
        tree = packed.tree({ROOT: way, **ways})
        assert [leaf.name for leaf in tree.inside] == ["y", "c", "b", "a", "x"]


def test_elements_before_or_after_all_panels_stand_in_layers_where_they_branch() -> None:
    inner = {"g": Way(down=False), "h": Way(down=False)}
    for arrows, after in ((("y>z",), [["y", "z"]]), (("y>z", "y>w"), [["y"], ["z", "w"]])):
        spec = plan("x>a", "a>b", "b>c", "c>y", *arrows, groups={"g": "ab", "h": "c"})
        assert bands(spec, Way(down=True, outer=Outer.AROUND), **inner) == [["x"], ["a", "b", "c"], *after]


def test_elements_may_stand_apart_from_panels() -> None:
    spec = plan("a>b", "b>c", "x>c", "a>y", groups={"g": "a", "h": "bc"})
    inner = {"g": Way(down=True), "h": Way(down=True)}
    assert bands(spec, Way(down=True), **inner) == [["a", "x"], ["y", "b", "c"]]
    assert bands(spec, Way(down=True, apart=True), **inner) == [["x"], ["a"], ["b", "c"], ["y"]]


def test_two_layers_may_share_a_band() -> None:
    spec = plan("a>b", "b>c", groups={"g": "a", "h": "b", "k": "c"})
    ways = [way for _, chosen in choices(facts(spec), Direction.AUTO) if (way := chosen[ROOT]).paired]
    assert {(way.down, way.paired) for way in ways} == {(False, 1), (False, 2), (True, 1), (True, 2)}
    inner = dict.fromkeys("ghk", Way(down=True))
    assert bands(spec, Way(down=True, paired=1), **inner) == [["a", "b"], ["c"]]
    assert bands(spec, Way(down=True, paired=2), **inner) == [["a"], ["b", "c"]]


def test_rows_may_be_cut_elsewhere() -> None:
    assert bands(CHAIN, Way(down=False, rows=2, shift=1)) == [["a", "b", "c", "d"], ["e", "f"]]
    assert bands(CHAIN, Way(down=False, rows=2, shift=5)) == [list("abcdef")]


def test_panels_of_one_block_may_stand_one_above_the_other_beside_larger_ones() -> None:
    spec = plan("s>a", "s>d", "s>e", "a>b", "b>c", groups={"g": "abc", "h": "d", "i": "e", "j": "s"})
    assert any(chosen[ROOT].piled for _, chosen in choices(facts(spec), Direction.AUTO))
    inner = {name: Way(down=True) for name in "ghij"}
    way = {ROOT: Way(down=True, piled=True), **inner}
    band = Builder(facts(spec), sized(spec), dict.fromkeys("ghij", (10, 5))).tree(way).bands[1]
    pile = next(member for member in band if isinstance(member, Bands) and not member.frame)
    assert pile.down
    assert len(band) == 2
    assert sorted(panel.frame for (panel,) in pile.bands if isinstance(panel, Bands)) == ["h", "i"]
    alike = plan("s>d", "s>e", groups={"h": "d", "i": "e", "j": "s"})
    assert len(Builder(facts(alike), sized(alike), dict.fromkeys("hij", (10, 5))).tree(way).bands[1]) == 2
