from pb_adapters.drawing.diagrams.composition.facts import Facts, facts_of
from pb_adapters.drawing.diagrams.composition.runs import in_runs
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.spec import DiagramSpec
from support.compositions import parts, plan


def members(found: Facts) -> list[str]:
    """The letters of each run."""
    return ["".join(found.children[run]) for run in found.runs]


def cuts(spec: DiagramSpec) -> list[list[str]]:
    return [members(found) for found in in_runs(facts_of(parts(spec)))]


def test_a_chain_is_cut_into_two_three_or_four_even_runs() -> None:
    chain = plan(*(f"{a}>{b}" for a, b in zip("abcdefg", "bcdefgh", strict=True)))
    assert cuts(chain) == [["abcd", "efgh"], ["ab", "cde", "fgh"], ["ab", "cd", "ef", "gh"]]


def test_a_graph_is_cut_only_where_one_arrow_crosses() -> None:
    assert cuts(plan("a>b", "b>c", "c~a", "c>d", "d>e", "e>f", "f~d")) == [["abc", "def"]]


def test_of_branches_alike_none_is_cut_off_alone() -> None:
    assert cuts(plan("s>a", "s>b", "s>c", "a>d", "b>e", "c>f")) == []


def test_two_arrows_may_cross_where_there_is_no_bridge() -> None:
    ladder = plan("a>b", "c>d", "a>c", "b>d", "d>e", "c>f", "e>g", "f>h", "g>h")
    assert cuts(ladder) == [["abcd", "efgh"]]
    assert cuts(plan(*(f"{a}>{b}" for a in "abcdef" for b in "abcdef" if a < b))) == []


def test_small_graphs_are_whole() -> None:
    assert cuts(plan("a>b", "b>c", "c>d", "d>e")) == []


def test_parts_that_no_arrow_joins_are_a_run_each() -> None:
    found = in_runs(facts_of(parts(plan("a>b", "b>c", "d>e", "e>f"))))[0]
    assert members(found) == ["abc", "def"]
    assert found.twins(found.runs[0]) == found.runs
    assert found.homes["a"] == found.runs[0]
    assert set(found.homes.values()) == {ROOT, *found.runs}


def test_what_is_linked_beside_groups_is_a_run_and_groups_stay() -> None:
    found = in_runs(facts_of(parts(plan("a>b", "b>c", "c>g", "g>h", groups={"G": "gh"}))))[0]
    assert members(found) == ["abc"]
    assert set(found.children[ROOT]) == {"G", *found.runs}
    assert in_runs(facts_of(parts(plan("a>g", "g>h", "h>b", groups={"G": "gh"})))) == []


def test_runs_have_names_that_no_element_has() -> None:
    spec = plan("a>b", "b>c", "d>e", "e>f")
    stock = parts(spec)
    named = facts_of(stock)
    homes = {"run-1" if name == "a" else name: home for name, home in named.homes.items()}
    found = in_runs(Facts(named.children, named.links, homes, named.parts))[0]
    assert not set(found.runs) & set(homes)
