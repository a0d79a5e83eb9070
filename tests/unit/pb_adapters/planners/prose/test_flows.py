"""The author's outlines come first; what clauses add has to be a thing."""

import pytest

from pb_adapters.planners.prose.boxes import Figure
from pb_adapters.planners.prose.figure import sketch
from pb_adapters.planners.prose.reading import read


def figure(source: str, caption: str = "") -> Figure:
    return sketch(read(source, caption))


def arrows(found: Figure) -> set[str]:
    return {f"{arrow.source} > {arrow.target}" for arrow in found.arrows}


_PADDING = "Nobody knows of it. " * 20


_STEPS = f"The pipeline has three stages: Text Parsing, Graph Planner and Page Drawing. {_PADDING}"


def test_a_chain_and_a_clause_share_their_boxes() -> None:
    found = figure("Parser -> Planner -> Drawer\n\nThe planner reads the request.")
    assert arrows(found) == {"parser > planner", "planner > drawer", "request > planner"}


def test_a_way_that_leads_on_is_drawn_though_its_ends_are_named_once() -> None:
    found = figure(f"The context frames are passed to a frozen coder, which produces latent codes. {_PADDING}")
    assert arrows(found) == {"context frame > frozen coder", "frozen coder > latent code"}


def test_no_more_than_nine_boxes_come_from_clauses() -> None:
    sentences = [f"The unit {letter}A reads the text {letter}B. The unit {letter}A is good." for letter in "KLMNPQRST"]
    assert len(figure(" ".join(sentences)).boxes) <= 9


def test_what_is_refused_does_not_come_back() -> None:
    told = read("Parser -> Planner -> Drawer\n\nThe planner reads the request.", "")
    again = sketch(told, {"request"})
    assert arrows(again) == {"parser > planner", "planner > drawer"}


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


def test_a_single_noun_that_is_named_once_is_no_box() -> None:
    assert "pixel" not in figure(f"{_STEPS} Page Drawing produces pixels.").boxes


def test_the_system_of_the_caption_is_no_part_of_itself() -> None:
    found = figure(f"{_STEPS} FigNet reads the text parsing. FigNet is small.", "Overview of FigNet")
    assert "fignet" not in found.boxes


def test_a_piece_that_does_not_fit_is_not_begun() -> None:
    views = [f"The {side} encoder reads the {side} image and produces a {side} map." for side in ("left", "right")]
    deep = "The deep ranker reads the deep list and produces a deep score. The deep sorter reads the deep score."
    found = figure(
        " ".join([*views, "The left decoder reads the left map. The right decoder reads the right map.", deep])
    )
    assert len(found.boxes) == 8
    assert set(found.stated) - {box.label for box in found.boxes.values()} == {
        "deep list",
        "deep ranker",
        "deep score",
        "deep sorter",
    }


def test_what_the_boxes_are_the_parts_of_is_no_box_beside_them() -> None:
    clause = "The parser feeds into three stages. The three stages read the parser. The parser is new."
    assert "stage" not in figure(f"{_STEPS} {clause}").boxes


def test_one_piece_beside_what_is_laid_out_is_drawn_and_the_others_are_named() -> None:
    first = "The mixer reads the wave file and produces a tone map. The mixer and the tone map are new."
    second = "The sorter reads the letter file and produces a price tag."
    found = figure(f"{_STEPS} {first} {second}")
    assert {"mixer", "tone map"} <= found.boxes.keys()
    assert "sorter" not in found.boxes
    assert "sorter" in found.stated


@pytest.mark.parametrize(("other", "drawn"), [("host", True), ("server", False)])
def test_a_bare_noun_that_may_be_either_of_two_things_is_no_box(other: str, *, drawn: bool) -> None:
    two = f"The home {other} is old. The guest {other} is new. " * 3
    ways = "The server receives the guest records. The server produces the final answer."
    assert ("server > final answer" in arrows(figure(f"{_PADDING} {ways} {two}"))) is drawn


def test_who_does_a_step_is_the_step() -> None:
    steps = f"The loop has three stages: Parse, Generate and Promote. {_PADDING}"
    found = figure(f"{steps} The generator produces a new skill. The new skill is small. The generator is a net.")
    assert "generate > new skill" in arrows(found) or "generate > skill" in arrows(found)
    assert "generator" not in found.boxes
