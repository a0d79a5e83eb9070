import re

import pytest

from pb_adapters.drawing.diagrams.categories import Categories, may_have_signs, shown_categories
from pb_adapters.drawing.diagrams.composed_scene import legend_entries
from pb_adapters.drawing.diagrams.composition.leaf_sizes import leaf_of, typography
from pb_adapters.drawing.diagrams.composition.tints import Tints, tints_of
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.legend_entries import needed
from pb_adapters.drawing.shared.palettes import PAPER, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, Hue, Palette, Styling
from pb_core.domain.print_styling import Theme


def shown(
    *statements: str,
    theme: Theme = Theme.PRINT,
    palette: Palette = Palette.HARBOR,
    emphasis: tuple[str, ...] = (),
) -> tuple[Tints, dict[str, str], list[str]]:
    """The colours, the fill of each box, and the words of the legend."""
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        tints = tints_of(colours(palette, theme), emphasis, stock)
        words = [entry.words for entry in needed(stock, tints, ())]
    return tints, {name: tints.box(plan).fill for name, plan in stock.plans.items()}, words


def test_of_two_sorts_the_larger_is_white() -> None:
    tints, fills, words = shown("a --> b --> c --> d --> e", "class a,c,e col", "class b,d alg")
    assert tints.categories == Categories(("col", "alg"), white="col")
    assert {fills[name] for name in "ace"} == {PAPER}
    assert fills["b"] == fills["d"] == tints.category("alg").fill != PAPER
    assert not tints.sign("col") + tints.sign("alg")
    assert words[-2:] == ["col", "alg"]


def test_more_sorts_have_a_hue_and_a_sign_each_and_what_has_none_is_white() -> None:
    tints, fills, words = shown(
        "a --> b --> c --> d --> e --> f --> g", "class a,b clsOne", "class c,d clsTwo", "class e,f clsThree"
    )
    hues = [fills[name] for name in "abcdef"]
    assert hues[0::2] == hues[1::2]
    assert len(set(hues)) == 3
    assert fills["g"] == tints.category("none").fill
    assert fills["g"] == PAPER
    assert len({tints.sign(name) for name in ("one", "two", "three")} - {tints.sign("")}) == 3
    assert tints.category("none").edge == tints.colours.neutral.stroke
    assert words[-3:] == ["one", "two", "three"]


def test_two_sorts_that_not_nearly_all_have_are_told_by_hue() -> None:
    tints, fills, words = shown("a --> b --> c --> d --> e --> f", "class a,b x", "class c,d y")
    assert tints.categories == Categories(("x", "y"))
    assert fills["e"] == fills["f"] == tints.category("none").fill
    assert len({fills[name] for name in "ace"}) == 3
    assert words[-2:] == ["x", "y"]


def test_a_single_sort_is_filled_and_several_others_are_white() -> None:
    chain = "a --> b --> c --> d"
    tints, fills, words = shown(chain, "class a,c x")
    assert tints.categories == Categories(("x",), alone=True)
    assert fills["a"] == fills["c"] == tints.category("x").fill != PAPER
    assert fills["b"] == fills["d"] == PAPER
    assert words[-1] == "x"
    panels = ("subgraph g", "a --> b", "end", "subgraph h", "c --> d", "end", "b --> c")
    tints, fills, _ = shown(*panels, "class a,c x")
    assert len({fills["a"], fills["c"], fills["b"]}) == 3  # each in the hue of its panel
    assert fills["b"] == fills["d"] == PAPER
    with settings():
        stock = parts_of(read("\n".join(("flowchart LR", *panels, "class a,c x"))).spec, typography(10.0), Detail())
        entry = needed(stock, tints, ())[-1]
    assert (entry.words, {tint.fill for tint in entry.hues}) == ("x", {fills["a"], fills["c"]})  # as they are drawn
    assert shown(chain, "class a x")[0].categories == Categories(("x",), alone=True)  # which its author sets apart
    assert shown(*panels, "class a x")[0].categories == Categories(("x",), alone=True)
    assert shown(*panels, "class a,b x")[0].categories == Categories()  # as the panels part
    assert shown(chain, "class a,b,c x")[0].categories == Categories()  # one box is without


@pytest.mark.parametrize(
    "statements",
    [
        ("a --> b --> c --> d", "class a,b,c,d x"),  # one sort
        ("a --> b --> c --> d", "class a,b x", "class c y"),  # of one member
        ("a --> b --> c --> d --> e --> f --> g --> h", "class a,b x", "class c,d y"),  # too few have one
        ("a{a?} --> b((b)) --> c --> d", "class a,b x", "class c,d y"),  # white anyway
        ("subgraph g", "a --> b", "end", "subgraph h", "c --> d", "end", "b --> c", "class a,b x", "class c,d y"),
        ("a:::model --> b --> c --> d --> e", "class b,c x", "class d,e y"),  # white tells steps from models
        tuple(f"{n}1 --> {n}2\nclass {n}1,{n}2 {n}" for n in "abcdefghij"),  # more than signs
    ],
)
def test_sorts_that_would_be_no_answer_are_not_told(statements: tuple[str, ...]) -> None:
    tints, fills, words = shown(*statements)
    assert tints.categories == Categories()
    without = [re.sub(r"(?m)^class .*", "", statement) for statement in statements]
    assert (fills, words) == shown(*without)[1:]


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("palette", Palette)
@pytest.mark.parametrize("count", [3, 6, 9])
def test_sorts_have_a_sign_each_and_hues_as_far_as_they_go(count: int, palette: Palette, theme: Theme) -> None:
    sorts = "abcdefghi"[:count]
    pairs = [f"{n}1 --> {n}2\nclass {n}1,{n}2 {n}" for n in sorts]
    tints, fills, words = shown(*pairs, "z", theme=theme, palette=palette)
    assert tints.categories.names == tuple(sorts)
    assert len({tints.sign(name) for name in sorts}) == count
    assert len({tints.category(name).edge for name in sorts}) >= min(count, len(tints.colours.stages) - 1)
    assert fills["z"] == PAPER
    assert PAPER not in {fills[f"{name}1"] for name in sorts}
    assert words[-count:] == list(sorts)


def test_a_box_that_is_set_apart_is_told_where_each_has_a_sort_and_most_the_same() -> None:
    chain = "a --> b --> c --> d --> e --> f"
    tints, fills, words = shown(chain, "class a start", "class b,c,d,e steps", "class f other")
    assert tints.categories.names == ("start", "steps", "other")
    assert len({fills[name] for name in "abf"}) == 3
    assert words.count("start") == 1  # the mark of the start and its sort are one entry
    assert shown(chain, "class a start", "class b,c,d,e steps")[0].categories == Categories()  # f has none


def test_of_more_sorts_than_signs_those_of_one_member_are_not_told() -> None:
    fours = [f"{n}1 --> {n}2 --> {n}3 & {n}4 \nclass {n}1,{n}2,{n}3,{n}4 {n}" for n in "abcdefghij"]
    tints, fills, _ = shown(*fours[:8], "y:::y", "z:::z")
    assert tints.categories.names == tuple("abcdefgh")
    assert fills["y"] == fills["z"] == PAPER
    assert shown(*fours, "z:::z")[0].categories == Categories()


def test_sorts_have_the_hues_that_are_nearest_to_those_of_their_author() -> None:
    styles = ("classDef bad fill:#ffebee,stroke:#c62828", "classDef good fill:#e8f5e9", "classDef ask fill:#e3f2fd")
    tints, _, _ = shown(*styles, "a --> b --> c --> d --> e --> f", "class a,b bad", "class c,d good", "class e,f ask")
    hues = tints.colours.hues
    found = [tints.category(name).edge for name in ("bad", "good", "ask")]
    assert found == [hues[hue].stroke for hue in (Hue.RED, Hue.GREEN, Hue.BLUE)]


def test_boxes_in_colours_of_their_own_count_for_no_sort() -> None:
    chain = ("a --> b --> c --> d --> e --> f", "class a,b one", "class c,d two", "class e,f three")
    assert shown(*chain)[0].categories.names == ("one", "two", "three")
    assert shown(*chain, emphasis=("e", "f"))[0].categories.names == ("one", "two")
    assert shown("e(E):::objective", *chain)[0].categories.names == ("one", "two", "three")  # of which f is still one
    assert shown("e(E):::objective & f(F):::objective", *chain)[0].categories.names == ("one", "two")
    hued = [f'%% pb: {{"color":"red"}}\n{name}' for name in "ef"]
    tints, _, words = shown(*hued, *chain)
    assert tints.categories.names == ("one", "two")
    assert "three" not in words


def test_what_is_drawn_as_a_pictogram_counts_for_no_sort() -> None:
    def box(name: str, category: str, label: str = "", kind: ElementKind = ElementKind.PROCESS) -> Element:
        return Element(id=name, label=label or name.upper(), kind=kind, category=category)

    data = [box(f"p{i}", "photos", f"Image {i}", ElementKind.DATA) for i in range(2)]
    steps = [box("a", "one"), box("b", "one"), box("c", "two"), box("d", "two")]
    spec = DiagramSpec(elements=(*data, *steps))
    with settings():
        words = [entry.words for entry in legend_entries(spec, Styling(), Detail())]
    assert words == ["one", "two"]


def test_a_free_pictogram_has_the_hue_of_its_sort() -> None:
    element = Element(id="p", label="Image", kind=ElementKind.DATA, category="cls_photos")
    with settings():
        leaf = leaf_of(element, typography(10.0), strong=False, arrows=1)
    assert leaf.plan is not None
    assert (leaf.plan.shape, leaf.plan.category) == ("picture", "photos")


def test_sorts_of_the_same_words_are_one() -> None:
    chain = "a --> b --> c --> d --> e --> f"
    tints, fills, words = shown(chain, "class a db", "class b dbStyle", "class c cls_db", "class d,e,f code")
    assert tints.categories == Categories(("db", "code"), white="code")
    assert fills["a"] == fills["b"] == fills["c"] != PAPER
    assert words[-2:] == ["db", "code"]


@pytest.mark.parametrize("blank", [" ", "\u200b", "\U0001f5a7", "\U00013080"])
def test_a_sort_without_words_that_can_be_set_is_none(blank: str) -> None:
    named = [f'%% pb: {{"category":"{blank}"}}\n{name}' for name in "ef"]
    chain = ("a --> b --> c --> d --> g --> h --> i --> j", "class a,b,g,h one", "class c,d,i,j two")
    tints, fills, words = shown(*named, *chain)
    assert tints.categories.names == ("one", "two")
    assert fills["e"] == tints.category("none").fill
    assert all(words)


def test_no_kind_doubles_the_words_of_a_sort() -> None:
    sheets = [f"{name}@{{ shape: doc }}" for name in "ab"]
    _, _, words = shown(*sheets, "a --> b --> c --> d", "class a,b dataStyle", "class c,d code")
    assert words.count("data") == 1


def test_in_panels_two_sorts_that_cross_them_are_filled_and_white() -> None:
    panels = ("subgraph g", "a --> b --> c", "end", "subgraph h", "d --> e", "end", "c --> d")
    tints, fills, words = shown(*panels, "class a,c,d col", "class b,e alg")
    assert {fills[name] for name in "acd"} == {PAPER}
    assert len({fills["b"], fills["e"], PAPER}) == 3  # each in the hue of its panel
    assert tints.category("alg").fill == tints.colours.neutral.fill
    assert words[-2:] == ["col", "alg"]


@pytest.mark.parametrize("others", ["class d col\ne --> p:::x --> q:::x", "class d col\ne --> p:::alg", "class d x"])
def test_fill_and_white_tell_two_sorts_only_where_nothing_else_has_them(others: str) -> None:
    """In a panel all is filled but what is white, and beside panels all is white."""
    panels = ("subgraph g", "a --> b --> c", "end", "subgraph h", "d --> e", "end", "c --> d")
    tints, fills, _ = shown(*panels, "class a,c col", "class b,e alg", others)
    assert tints.categories.by_hue
    assert fills["a"] != fills["b"]


def test_more_sorts_that_cross_panels_have_the_hues_and_the_panels_none() -> None:
    panels = ("subgraph g", "a --> b --> c", "end", "subgraph h", "d --> e --> f", "end", "c --> d", "f --> z:::z")
    tints, fills, words = shown(*panels, "class a,c col", "class b,e alg", "class d,f x")
    assert tints.categories == Categories(("col", "alg", "x", "z"))
    assert len({fills[name] for name in "abd"}) == 3
    assert [fills["c"], fills["e"], fills["f"]] == [fills["a"], fills["b"], fills["d"]]
    assert tints.frame("g") == tints.frame("h")
    assert fills["z"] not in {tints.category(name).fill for name in ("col", "alg", "x", "none")}
    assert words[-4:] == ["col", "alg", "x", "z"]
    parted = ("subgraph g", "a --> b", "end", "subgraph h", "c --> d", "end", "subgraph i", "e --> f", "end")
    sorts = ("b --> c", "d --> e", "class a,b one", "class c,d two", "class e,f three")
    assert shown(*parted, *sorts)[0].categories == Categories()  # as the panels do
    nested = ("subgraph all", *parted, "end", "subgraph rest", "y --> z", "end")
    assert shown(*nested, *sorts)[0].categories == Categories()  # as those inside of one do


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (("a --> b --> c --> d", "class a,b x", "class c,d y"), True),
        (("subgraph g", "a --> b", "end", "subgraph h", "c --> d", "end", "class a,b x", "class c,d y"), False),
        (("subgraph g", "a --> b", "end", "subgraph h", "c --> d", "end", "class a,c x", "class b,d y"), True),
        (("a --> b --> c", "class a,b x"), False),
        (("a --> b",), False),
    ],
)
def test_signs_may_tell_sorts_that_stand_beside_each_other(statements: tuple[str, ...], *, expected: bool) -> None:
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
    assert may_have_signs(stock.plans.values(), stock.homes) is expected


def test_no_plans_have_no_sorts() -> None:
    assert shown_categories([], {}, 6) == Categories()


def test_classes_that_are_called_as_kinds_are_named_once_beside_the_marks() -> None:
    defined = "classDef input,process,output fill:#eee"
    classes = ("class a,b input", "class c process", "class d,e output")
    tints, _, words = shown(defined, "a[/a/] & b[/b/] --> c --> d[/d/] & e[/e/]", *classes)
    assert tints.categories.names == ("input", "process", "output")
    assert sorted(words) == ["end", "input", "output", "process", "start"]
