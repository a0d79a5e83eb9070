"""The author's outlines come first; what clauses add has to be a thing."""

import pytest

from pb_adapters.planners.prose.boxes import Figure
from pb_adapters.planners.prose.figure import Basis, sketch
from pb_adapters.planners.prose.reading import read


def figure(source: str, caption: str = "") -> Figure:
    return sketch(read(source, caption))


def arrows(found: Figure) -> set[str]:
    return {f"{arrow.source} > {arrow.target}" for arrow in found.arrows}


def test_a_chain_and_a_clause_share_their_boxes() -> None:
    found = figure("Parser -> Planner -> Drawer\n\nThe planner reads the request.")
    assert arrows(found) == {"parser > planner", "planner > drawer", "request > planner"}


def test_a_list_gives_boxes_and_no_arrows() -> None:
    found = figure("The system consists of a parser, a planner and a drawer.")
    assert ([box.label for box in found.boxes.values()], found.arrows) == (["parser", "planner", "drawer"], [])


def test_a_list_with_a_title_of_its_own_has_a_frame() -> None:
    found = figure(
        "Parser -> Planner -> Drawer\n\nWe use two memory stores: the episode store and the Planner. "
        "The episode store is large."
    )
    assert [frame.title for frame in found.frames] == ["memory stores"]


_PADDING = "Nobody knows of it. " * 20


def test_the_headings_of_the_whole_win_over_a_list_in_one_place() -> None:
    parts = [
        f"## {name} {kind}\n\n{_PADDING}" for name, kind in (("Scene", "Flow"), ("Loss", "Terms"), ("Final", "Match"))
    ]
    source = "\n\n".join([parts[0], "We score by three cues: distance, spread and count.", *parts[1:]])
    found = sketch(read(source, ""), built_on=Basis.HEADINGS)
    assert [box.label for box in found.boxes.values()] == ["Scene Flow", "Loss Terms", "Final Match"]


def test_what_stands_under_a_heading_is_framed_by_it() -> None:
    again = "Matching comes before tracking. "
    inner = "".join(f"### {name} score\n\n{_PADDING}\n\n" for name in ("Pair", "Edge", "Node"))
    source = f"# Method\n\n## Matching\n\n{inner}## Tracking\n\n{_PADDING} {3 * again}"
    found = sketch(read(source, ""), built_on=Basis.HEADINGS)
    assert [frame.title for frame in found.frames] == ["Matching"]
    assert {box.label for box in found.boxes.values()} == {"Pair score", "Edge score", "Node score", "Tracking"}


def test_a_passive_step_is_named_without_its_auxiliary() -> None:
    found = figure("First, the pose is estimated. Then, the pose can be refined. Finally, the pose is printed.")
    assert [box.label for box in found.boxes.values()] == ["pose estimated", "pose refined", "pose printed"]
    assert [box.aliases[0] for box in found.boxes.values()][1] == "pose can be refined"


def test_a_way_that_leads_on_is_drawn_though_its_ends_are_named_once() -> None:
    found = figure(f"The context frames are passed to a frozen coder, which produces latent codes. {_PADDING}")
    assert arrows(found) == {"context frame > frozen coder", "frozen coder > latent code"}


def test_no_more_than_nine_boxes_come_from_clauses() -> None:
    sentences = [f"The unit {letter}A reads the text {letter}B. The unit {letter}A is good." for letter in "KLMNPQRST"]
    assert len(figure(" ".join(sentences)).boxes) <= 9


def test_the_author_may_list_more() -> None:
    names = [f"Module {letter}X" for letter in "ABCDEFGHKLMN"]
    assert len(figure(" -> ".join(names)).boxes) == 12


def test_what_is_refused_does_not_come_back() -> None:
    told = read("Parser -> Planner -> Drawer\n\nThe planner reads the request.", "")
    again = sketch(told, {"request"})
    assert arrows(again) == {"parser > planner", "planner > drawer"}


_STEPS = f"The pipeline has three stages: Text Parsing, Graph Planner and Page Drawing. {_PADDING}"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("The mixer reads the noise. The mixer is a net. Nobody likes the noise.", set()),
        (
            "The mixer reads the noise, and the mixer produces a vector. The mixer is a net.",
            {"noise > mixer", "mixer > vector"},
        ),
        ("The mixer reads the noise, and the mixer produces a vector.", {"noise > mixer", "mixer > vector"}),
        ("The prompt is passed to a kitchen mixer, which generates a response.", set()),
        ("Graph Planner reads the style file. The style file is a table.", {"style file > graph planner"}),
        ("The planner reads the style file. The style file is a table.", {"style file > graph planner"}),
    ],
)
def test_sentences_add_to_what_the_author_lays_out_and_ways_of_their_own(clause: str, expected: set[str]) -> None:
    row = {"text parsing > graph planner", "graph planner > page drawing"}
    assert arrows(figure(f"{_STEPS} {clause}")) == row | expected


def test_what_goes_on_in_parallel_is_put_in_no_order() -> None:
    found = figure(f"{_STEPS} Text Parsing runs in parallel to Page Drawing.")
    assert (len(found.boxes), found.arrows) == (3, [])


def test_a_single_noun_that_is_named_once_is_no_box() -> None:
    assert "pixel" not in figure(f"{_STEPS} Page Drawing produces pixels.").boxes


def test_the_system_of_the_caption_is_no_part_of_itself() -> None:
    found = figure(f"{_STEPS} FigNet reads the text parsing. FigNet is small.", "Overview of FigNet")
    assert "fignet" not in found.boxes
