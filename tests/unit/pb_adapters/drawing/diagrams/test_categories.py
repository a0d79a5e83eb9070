import pytest

from pb_adapters.drawing.diagrams.categories import Categories, in_words, shown_categories
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.composition.tints import Tints, tints_of
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.legend import needed
from pb_adapters.drawing.shared.palettes import PAPER, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Palette
from pb_core.domain.print_styling import Theme


def shown(*statements: str, theme: Theme = Theme.PRINT) -> tuple[Tints, dict[str, str], list[str]]:
    """The colours, the fill of each box, and the words of the legend."""
    with settings():
        stock = parts_of(read("flowchart LR\n" + "\n".join(statements)).spec, typography(10.0), Detail())
        tints = tints_of(colours(Palette.HARBOR, theme), (), stock)
        words = [entry.words for entry in needed(stock, tints, ())]
    return tints, {name: tints.box(plan).fill for name, plan in stock.plans.items()}, words


def test_of_two_sorts_the_larger_is_white() -> None:
    tints, fills, words = shown("a --> b --> c --> d --> e", "class a,c,e col", "class b,d alg")
    assert tints.categories == Categories(("col", "alg"), white="col")
    assert {fills[name] for name in "ace"} == {PAPER}
    assert fills["b"] == fills["d"] != PAPER
    assert words[-2:] == ["col", "alg"]


def test_more_sorts_have_a_hue_each_and_what_has_none_is_grey() -> None:
    tints, fills, words = shown(
        "a --> b --> c --> d --> e --> f --> g", "class a,b clsOne", "class c,d clsTwo", "class e,f clsThree"
    )
    hues = [fills[name] for name in "abcdef"]
    assert hues[0::2] == hues[1::2]
    assert len(set(hues)) == 3
    assert fills["g"] == tints.colours.neutral.fill
    assert words[-3:] == ["one", "two", "three"]


@pytest.mark.parametrize(
    "statements",
    [
        ("a --> b --> c --> d", "class a,b,c,d x"),  # one sort
        ("a --> b --> c --> d", "class a,b x", "class c y"),  # of one member
        ("a --> b --> c --> d --> e --> f", "class a,b x", "class c,d y"),  # too few have one
        ("a{a?} --> b((b)) --> c --> d", "class a,b x", "class c,d y"),  # white anyway
        ("subgraph g", "a --> b", "end", "subgraph h", "c --> d", "end", "b --> c", "class a,b x", "class c,d y"),
        ("a:::model --> b --> c --> d --> e", "class b,c x", "class d,e y"),  # white tells steps from models
        tuple(f"{n}1 --> {n}2\nclass {n}1,{n}2 {n}" for n in "abcdefg"),  # more than hues
    ],
)
def test_sorts_that_would_be_no_answer_are_not_told(statements: tuple[str, ...]) -> None:
    tints, _, words = shown(*statements)
    assert tints.categories == Categories()
    assert not {"x", "y", "a"} & set(words)


def test_six_sorts_have_a_hue_each_if_two_have_several_members() -> None:
    chain = "a --> b --> c --> d --> e --> f --> g --> h"
    single = ("class a one", "class b two", "class c three", "class d four")
    tints, fills, words = shown(chain, *single, "class e,f five", "class g,h six")
    assert [fills[name] for name in "abcdfh"] == [stage.fill for stage in tints.colours.stages]
    assert tints.colours.contribution.fill not in fills.values()
    assert words[-6:] == ["one", "two", "three", "four", "five", "six"]
    assert shown(chain, *single, "class e five", "class f,g,h six")[0].categories == Categories()


def test_greys_tell_fewer_sorts() -> None:
    pairs = [f"{n}1 --> {n}2\nclass {n}1,{n}2 {n}" for n in "abcde"]
    assert len(shown(*pairs[:4], theme=Theme.GREY)[0].categories.names) == 4
    assert shown(*pairs, theme=Theme.GREY)[0].categories == Categories()
    assert len(shown(*pairs)[0].categories.names) == 5


def test_of_more_sorts_than_hues_those_of_one_member_are_grey() -> None:
    tints, fills, _ = shown(
        *(f"{n}1 --> {n}2 --> {n}3 & {n}4 \nclass {n}1,{n}2,{n}3,{n}4 {n}" for n in "abcdef"), "z:::z"
    )
    assert tints.categories.names == tuple("abcdef")
    assert fills["z"] == tints.colours.neutral.fill


def test_in_panels_two_sorts_that_cross_them_are_filled_and_white() -> None:
    panels = ("subgraph g", "a --> b --> c", "end", "subgraph h", "d --> e", "end", "c --> d")
    tints, fills, words = shown(*panels, "class a,c,d col", "class b,e alg")
    assert {fills[name] for name in "acd"} == {PAPER}
    assert len({fills["b"], fills["e"], PAPER}) == 3  # each in the hue of its panel
    assert tints.category("alg").fill == tints.colours.neutral.fill
    assert words[-2:] == ["col", "alg"]
    three = shown(*panels, "class a,c col", "class b,e alg", "class d x")[0]
    assert three.categories.names == ("col", "alg")
    panels = (*panels[:4], "d --> e --> f", *panels[5:])
    many = shown(*panels, "class a,c col", "class b,e alg", "class d,f x")
    assert many[0].categories == Categories()


def test_no_plans_have_no_sorts() -> None:
    assert shown_categories({}, {}, 6) == Categories()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("alg", "alg"), ("cls_sen", "sen"), ("cppLayer", "cpp layer"), ("storageClass", "storage"),
        ("gcs_group_boxstyle", "gcs group box"), ("agentStyle", "agent"), ("IO", "IO"), ("class", "class"),
        ("classic", "classic"),
    ],
)  # fmt: skip
def test_the_name_of_a_class_is_told_in_words(name: str, words: str) -> None:
    assert in_words(name) == words
