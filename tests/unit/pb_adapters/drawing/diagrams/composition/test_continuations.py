"""Which arrows are told by letter, and which of them share one."""

import itertools

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.continuations import tags_of, to_continue
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group, Heads
from pb_core.domain.plane import Point, Rect

NAMES = "abcdefgh"
CHAIN = DiagramSpec(
    elements=tuple(Element(id=name, label=name) for name in NAMES),
    connections=(
        *(Connection(source=s, target=t) for s, t in itertools.pairwise(NAMES)),
        Connection(source="a", target="h"),
        Connection(source="b", target="g"),
        Connection(source="c", target="f"),
    ),
)
SKIPS = (7, 8, 9)


def told(
    spec: DiagramSpec,
    paths: dict[int, tuple[Point, ...]],
    homeless: tuple[int, ...] = (),
    panels: tuple[Rect, ...] = (),
    barred: tuple[int, ...] = (),
    width: float = 480,
) -> tuple[int, ...]:
    """What is told by letter where each connection is a short line of its own, but for some."""
    lines = tuple(
        DrawnLine(
            source=c.source, target=c.target, kind=c.kind.value, points=paths.get(i, ((0, 10.0 * i), (20, 10.0 * i)))
        )
        for i, c in enumerate(spec.connections)
    )
    return to_continue(lines, width, spec, homeless, panels, barred)


def long(*indices: int) -> dict[int, tuple[Point, ...]]:
    return {i: ((0, 10.0 * i), (400 - 10.0 * n, 10.0 * i)) for n, i in enumerate(indices)}


def test_all_long_arrows_but_the_shortest_of_them_are_told_by_letter() -> None:
    assert told(CHAIN, long(9, 7, 8)) == (9, 7)
    assert told(CHAIN, long(8)) == ()


def test_a_long_arrow_alone_is_told_by_letter_if_it_is_nearly_as_long_as_the_page_is_wide() -> None:
    assert told(CHAIN, {8: ((0.0, 80.0), (405.0, 80.0))}) == ()
    assert told(CHAIN, {8: ((0.0, 80.0), (410.0, 80.0))}) == (8,)
    assert told(CHAIN, {8: ((0.0, 80.0), (220.0, 80.0))}, width=251) == ()  # in a column


def test_in_place_of_what_is_barred_the_next_long_arrow_is_told_by_letter() -> None:
    assert told(CHAIN, long(9, 7), barred=(9,)) == (7,)
    assert told(CHAIN, long(9, 7), barred=(7, 9)) == ()


def test_arrows_alike_from_one_group_to_one_box_are_told_together_or_not_at_all() -> None:
    elements = tuple(structs.replace(e, group="x" if e.id in "abc" else None) for e in CHAIN.elements)
    fan = tuple(Connection(source=name, target="h") for name in "abc")
    rest = CHAIN.connections[:7]
    spec = structs.replace(CHAIN, elements=elements, groups=(Group(id="x", title="X"),), connections=(*rest, *fan))
    assert set(told(spec, long(7, 8))) == {7, 8, 9}
    assert told(spec, long(7, 8), barred=(9,)) == ()
    words = structs.replace(fan[2], label="words")
    assert told(structs.replace(spec, connections=(*rest, *fan[:2], words)), long(7, 8)) == (7, 8)
    assert told(structs.replace(spec, connections=(*rest, fan[0], words)), long(7, 8)) == (7,)


def test_an_arrow_whose_label_has_no_place_is_told_by_letter_if_it_may_be() -> None:
    assert told(CHAIN, {}, (8,)) == (8,)
    assert told(CHAIN, long(9, 7), (9,)) == (9,)
    only = structs.replace(CHAIN, connections=CHAIN.connections[:7])
    assert told(only, {}, (3,)) == ()


def test_a_link_of_a_chain_is_told_by_letter_only_where_too_many_long_arrows_are_left() -> None:
    only = structs.replace(CHAIN, connections=CHAIN.connections[:7])
    assert told(only, long(2)) == ()
    assert told(only, long(2, 3)) == (2,)
    assert told(CHAIN, long(3, 8)) == (8,)


def test_an_arrow_that_runs_through_a_panel_of_others_is_told_by_letter() -> None:
    panel = Rect(30, 0, 40, 100)
    through = {8: ((0.0, 80.0), (100.0, 80.0))}
    assert told(CHAIN, through, panels=(panel,)) == (8,)
    assert told(CHAIN, through) == ()
    assert told(CHAIN, {8: ((0.0, 80.0), (50.0, 80.0))}, panels=(panel,)) == ()
    assert told(CHAIN, {3: ((0.0, 80.0), (100.0, 80.0))}, panels=(panel,)) == ()  # a link


@pytest.mark.parametrize(
    "changes",
    [
        {"connections": (*CHAIN.connections[:7], Connection(source="a", target="h", kind=ConnectionKind.FEEDBACK))},
        {"connections": (*CHAIN.connections[:7], Connection(source="a", target="a"))},
        {"elements": (Element(id="a", label="A?", kind=ElementKind.DECISION), *CHAIN.elements[1:])},
        {"connections": (*CHAIN.connections[:7], Connection(source="a", target="h", heavy=True))},
        {"elements": CHAIN.elements[:5], "connections": (*CHAIN.connections[:4], Connection(source="a", target="e"))},
    ],
    ids=[
        "what feeds back",
        "what leads back to its own box",
        "an answer",
        "what a tag cannot show",
        "an arrow of a small figure",
    ],
)
def test_some_arrows_are_never_told_by_letter(changes: dict[str, object]) -> None:
    spec = structs.replace(CHAIN, **changes)
    last = len(spec.connections) - 1 if len(spec.connections) < 10 else 7
    chosen = told(spec, {last: ((0, 5), (405, 5)), **long(1)})
    assert last not in chosen


def test_an_answer_that_crosses_others_nearly_all_over_the_page_is_told_by_letter() -> None:
    asked = structs.replace(CHAIN.elements[0], kind=ElementKind.DECISION)
    spec = structs.replace(CHAIN, elements=(asked, *CHAIN.elements[1:]))
    assert told(spec, {7: ((10.0, -5.0), (10.0, 395.0))}) == ()
    assert told(spec, {7: ((10.0, -5.0), (10.0, 425.0))}) == (7,)


def test_what_feeds_back_is_told_by_letter_where_its_way_is_longer_than_the_page_is_wide() -> None:
    back = Connection(source="h", target="a", kind=ConnectionKind.FEEDBACK)
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[:7], back))
    assert told(spec, {7: ((10.0, -5.0), (10.0, 95.0))}) == ()
    assert told(spec, {7: ((10.0, -5.0), (10.0, 500.0))}) == (7,)


@pytest.mark.parametrize("kind", [ConnectionKind.SKIP, ConnectionKind.CONTROL, ConnectionKind.REFERENCE])
def test_dashed_arrows_are_told_by_letter_among_solid_ones(kind: ConnectionKind) -> None:
    skip = Connection(source="a", target="h", kind=kind)
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[:7], skip))
    assert told(spec, long(7, 1)) == (7,)


def test_the_only_way_on_along_the_main_flow_is_kept_as_a_line() -> None:
    side = Connection(source="h", target="d")
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[2:7], Connection(source="a", target="c"), side))
    assert told(spec, long(0, 6)) == (6,)  # c to d is longer than h to d, which is no step of the main flow
    assert told(spec, {0: ((0.0, -5.0), (0.0, 75.0))}) == ()  # it crosses all others
    assert told(spec, long(0, 6, 5)) == (6, 0)  # unless two are left that are long


def test_of_long_arrows_side_ways_and_returns_are_told_by_letter_before_steps_of_the_flow() -> None:
    dashed = structs.replace(CHAIN.connections[9], kind=ConnectionKind.REFERENCE)
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[:9], dashed))
    assert told(spec, long(8, 9)) == (9,)
    back = structs.replace(spec, connections=(*CHAIN.connections[:9], Connection(source="f", target="c")))
    assert told(back, long(8, 9)) == (9,)


def test_all_that_a_box_has_is_kept_as_a_line() -> None:
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[:6], Connection(source="d", target="h")))
    assert told(spec, {6: ((10.0, -5.0), (10.0, 45.0))}) == ()
    assert told(spec, {6: ((10.0, -5.0), (10.0, 500.0))}) == (6,)  # longer than the page is wide


def test_the_first_step_is_a_line_but_from_another_group() -> None:
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[:6], Connection(source="h", target="f")))
    far = {6: ((10.0, -5.0), (10.0, 500.0))}
    assert told(spec, far) == ()
    elements = tuple(structs.replace(e, group="x" if e.id == "h" else None) for e in CHAIN.elements)
    assert told(structs.replace(spec, elements=elements, groups=(Group(id="x", title="X"),)), far) == (6,)


def test_of_arrows_from_one_box_into_one_group_all_are_told_by_letter_but_none_unless_two_are_long() -> None:
    elements = tuple(structs.replace(e, group="x" if e.id in "fgh" else None) for e in CHAIN.elements)
    fan = tuple(Connection(source="a", target=name) for name in "fgh")
    spec = structs.replace(
        CHAIN, elements=elements, groups=(Group(id="x", title="X"),), connections=(*CHAIN.connections[:7], *fan)
    )
    assert told(spec, {7: ((10.0, -5.0), (10.0, 45.0))}) == ()
    assert told(spec, long(7)) == ()
    assert told(spec, long(7, 8)) == (7, 8, 9)
    assert told(spec, long(7, 8, 9), barred=(9,)) == ()


def test_what_crosses_several_arrows_is_told_by_letter() -> None:
    upright = {7: ((10.0, -5.0), (10.0, 45.0))}
    assert told(CHAIN, upright) == (7,)


def test_in_a_column_of_print_what_crosses_one_arrow_is_told_by_letter() -> None:
    crossing = {8: ((60.0, 60.0), (60.0, 120.0)), 9: ((0.0, 90.0), (120.0, 90.0))}
    assert told(CHAIN, crossing) == ()
    assert told(CHAIN, crossing, width=251) == (8,)


def test_in_a_column_of_print_what_may_be_taken_for_another_is_told_by_letter() -> None:
    beside = {8: ((60.0, 60.0), (60.0, 120.0), (90.0, 120.0)), 9: ((63.0, 60.0), (63.0, 100.0), (100.0, 100.0))}
    assert told(CHAIN, beside) == ()
    assert told(CHAIN, beside, width=251) == (8,)


def test_in_a_column_of_print_a_step_of_the_flow_that_tangles_is_told_by_letter_but_no_link_of_a_chain() -> None:
    upright = (10.0, 55.0), (10.0, 95.0)  # across four others
    assert told(CHAIN, {4: upright}) == ()
    assert told(CHAIN, {4: upright}, width=251) == (4,)
    assert told(CHAIN, {3: upright}, width=251) == ()


def test_a_column_of_print_has_more_letters_than_a_page() -> None:
    fans = tuple(Connection(source=s, target=t) for s, t in ("ac", "bd", "ce", "df", "eg", "fh", "ad", "be"))
    spec = structs.replace(CHAIN, connections=(*CHAIN.connections[:7], *fans))
    lines = {i: ((0, 10.0 * i), (470, 10.0 * i)) for i in range(7, 15)}
    assert len(told(spec, lines)) < len(told(spec, lines, width=251))


def test_what_passes_the_head_of_another_arrow_is_told_by_letter() -> None:
    beside = {7: ((23.0, 5.0), (23.0, 15.0))}  # three points from the head of the second arrow
    assert told(CHAIN, beside) == (7,)
    assert told(CHAIN, {7: ((40.0, 5.0), (40.0, 15.0))}) == ()


def test_no_figure_is_of_letters_only() -> None:
    names = [f"e{i}" for i in range(12)]
    pairs = [(s, t) for i, s in enumerate(names) for t in names[i + 1 :]][:30]
    crowd = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in names),
        connections=tuple(Connection(source=s, target=t, heads=Heads.BOTH) for s, t in pairs),
    )
    assert len(told(crowd, long(*range(30)))) == 5
    counts = [len(told(structs.replace(crowd, connections=crowd.connections[:n]), long(*range(n)))) for n in (14, 13)]
    assert counts == [4, 3]


def test_of_arrows_that_share_a_letter_no_more_than_a_third_of_a_figure_are_told_so() -> None:
    ends = [f"e{i}" for i in range(7)]
    others = [(s, t) for i, s in enumerate(ends) for t in ends[i + 1 :]][:13]
    pairs = [*(("hub", name) for name in ends), *others]
    crowd = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in ("hub", *ends)),
        connections=tuple(Connection(source=s, target=t) for s, t in pairs),
    )
    assert len(told(crowd, {i: ((0, 10.0 * i), (430, 10.0 * i)) for i in range(7)})) == 6  # of 20


@pytest.mark.parametrize(("arrows", "most"), [(5, 1), (6, 2)])
def test_a_third_at_most_are_told_by_letter_of_a_small_figure_as_well(arrows: int, most: int) -> None:
    pairs = list(itertools.combinations("abcd", 2))[:arrows]
    small = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in "abcdef"),
        connections=tuple(Connection(source=s, target=t, heads=Heads.BOTH) for s, t in pairs),
    )
    assert len(told(small, long(*range(arrows)))) == most


def letters(spec: DiagramSpec) -> list[tuple[str, str, str]]:
    with settings():
        stock = parts_of(spec, typography(10), Detail()).telling(spec.connections)
    assert stock.connections == ()
    assert len(stock.whole.connections) == len(spec.connections)
    return [(pair.source, pair.target, pair.letter) for pair in tags_of(stock)[1]]


def test_arrows_of_one_box_share_a_letter_and_arrows_to_one_box_do() -> None:
    pairs = [("a", "b"), ("a", "c"), ("d", "e"), ("f", "e"), ("g", "h")]
    spec = structs.replace(CHAIN, connections=tuple(Connection(source=s, target=t) for s, t in pairs))
    assert [letter for *_, letter in letters(spec)] == ["A", "A", "B", "B", "C"]


def test_arrows_to_one_box_share_a_letter_whatever_their_words() -> None:
    labels = ("one", "two", "")
    arrows = (Connection(source=s, target="e", label=label) for s, label in zip("abc", labels, strict=True))
    spec = structs.replace(CHAIN, connections=tuple(arrows))
    assert [letter for *_, letter in letters(spec)] == ["A", "A", "A"]


def test_arrows_of_one_box_with_words_or_two_heads_have_letters_of_their_own() -> None:
    spec = structs.replace(
        CHAIN,
        connections=(
            Connection(source="a", target="b", label="one"),
            Connection(source="a", target="c", label="one"),
            Connection(source="a", target="d", heads=Heads.BOTH),
        ),
    )
    assert letters(spec) == [("a", "b", "A"), ("a", "c", "B"), ("a", "d", "C")]


def test_two_arrows_between_the_same_frames_have_a_pair_of_tags_each() -> None:
    ends = {"source_group": "x", "target_group": "y"}
    spec = structs.replace(
        CHAIN,
        elements=tuple(structs.replace(e, group="x" if e.id in "abcd" else "y") for e in CHAIN.elements),
        groups=(Group(id="x", title="X"), Group(id="y", title="Y")),
        connections=(Connection(source="a", target="e", **ends), Connection(source="b", target="f", **ends)),
    )
    assert letters(spec) == [("a", "e", "A"), ("b", "f", "B")]


def test_the_tags_say_which_way_the_arrow_leads_and_where_it_is_met() -> None:
    spec = structs.replace(
        CHAIN,
        elements=(Element(id="a", label="a", group="x"), *CHAIN.elements[1:]),
        groups=(Group(id="x", title="X"),),
        connections=(
            Connection(source="a", target="b", label="said", source_group="x"),
            Connection(source="c", target="d", heads=Heads.NONE),
        ),
    )
    with settings():
        tags, pairs = tags_of(parts_of(spec, typography(10), Detail()).telling(spec.connections))
    assert [(tag.words, tag.box, tag.label) for tag in tags] == [
        ("→ A", "x", "said"),
        ("A →", "b", ""),
        ("– B", "c", ""),
        ("B –", "d", ""),
    ]
    assert pairs[0].source_group == "x"


def test_the_whole_of_a_plan_keeps_the_order_of_its_arrows() -> None:
    spec = read("flowchart LR\na --> b --> c --> d --> e --> f").spec
    with settings():
        stock = parts_of(spec, typography(10), Detail())
        told = stock.telling([spec.connections[3], spec.connections[0]])
        assert [connection.source for connection in told.connections] == ["b", "c", "e"]
        assert told.whole == stock
        assert told.telling([spec.connections[1]]).whole == stock


def test_letters_do_not_end_with_the_alphabet() -> None:
    names = [f"e{i}" for i in range(8)]
    pairs = [(s, t) for i, s in enumerate(names) for t in names[i + 1 :]]
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in names),
        connections=tuple(Connection(source=s, target=t, heads=Heads.BOTH) for s, t in pairs),
    )
    assert [letter for *_, letter in letters(spec)][25:] == ["Z", "AA", "AB"]


def test_where_a_plan_names_its_steps_by_letters_tags_have_digits() -> None:
    spec = DiagramSpec(
        elements=(
            Element(id="a", label="A. Load"),
            Element(id="b", label="Rank", detail="option B"),
            Element(id="c", label="C++", group="g"),
        ),
        groups=(Group(id="g", title="Phase D"),),
        connections=(
            Connection(source="a", target="b", label="of E", heads=Heads.BOTH),
            Connection(source="b", target="c"),
        ),
    )
    assert [letter for *_, letter in letters(spec)] == ["1", "2"]
    numbered = structs.replace(spec, groups=(Group(id="g", title="Phase D1, part 1 or 2"),))
    assert [letter for *_, letter in letters(numbered)] == ["D", "E"]
    alone = structs.replace(spec, elements=(Element(id="a", label="A model"), *spec.elements[1:]), groups=())
    alone = structs.replace(alone, elements=tuple(structs.replace(e, group=None, detail="") for e in alone.elements))
    assert [letter for *_, letter in letters(alone)] == ["A", "B"]


def test_letters_are_in_the_order_in_which_they_are_read() -> None:
    spec = structs.replace(CHAIN, connections=tuple(Connection(source=s, target=t) for s, t in ("ab", "cd", "ef")))
    with settings():
        stock = parts_of(spec, typography(10), Detail()).telling(spec.connections)
    places = {"a": Rect(0, 200, 10, 10), "c": Rect(90, 0, 10, 10), "e": Rect(0, 0, 10, 10)}
    assert [(told.source, told.letter) for told in tags_of(stock, places)[1]] == [("e", "A"), ("c", "B"), ("a", "C")]
