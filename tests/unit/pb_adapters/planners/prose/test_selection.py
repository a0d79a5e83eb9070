"""The outlines of the method are drawn, and lists of words or of one detail are not."""

import pytest

from pb_adapters.planners.prose.reading import read
from pb_adapters.planners.prose.selection import chosen_outlines, concise, label_of
from pb_core.domain.diagrams.skeleton.outlines import Form

_PADDING = "Nobody knows of it. " * 20
_HEADINGS = (
    f"# Method\n\n## Pair Scoring\n\n{_PADDING}\n\n## Edge Pruning\n\n{_PADDING}\n\n## Path Search\n\n{_PADDING}"
)


def chosen(source: str, caption: str = "") -> list[list[str]]:
    outlines = chosen_outlines(read(source, caption), by_headings=True)
    return [[item.name for item in outline.items] for outline in outlines]


def test_headings_of_the_method_are_chosen_in_order_and_whole() -> None:
    assert chosen(_HEADINGS) == [["Pair Scoring", "Edge Pruning", "Path Search"]]


def test_the_caption_wins_over_headings_that_tell_the_same() -> None:
    caption = "Our system consists of Pair Scoring, graph pruning and route search."
    assert chosen(_HEADINGS, caption) == [["Pair Scoring", "graph pruning", "route search"]]


@pytest.mark.parametrize("named", ["verb, subject and object", "first, pair scoring and edge pruning"])
def test_adverbs_and_roles_of_grammar_are_no_parts(named: str) -> None:
    assert chosen(f"The system consists of {named}.") == []


@pytest.mark.parametrize("heading", ["Preliminaries", "Notation", "Baselines", "Comparison methods", "Background"])
def test_what_is_laid_out_beside_the_method_is_not_chosen(heading: str) -> None:
    source = f"# Method\n\n## {heading}\n\n### Nets\n\nThe system has three modules: a reader, a mixer and a writer."
    assert chosen(source) == []


def test_stages_that_the_text_never_names_again_are_chosen_where_nothing_else_is() -> None:
    source = (
        f"{_PADDING} The study has four phases: Field Visit, Card Sorting, Open Coding and Member Check. {_PADDING}"
    )
    outlines = chosen_outlines(read(source, ""), by_headings=False)
    assert [(outline.form, outline.ordered) for outline in outlines] == [(Form.STEPS, True)]


def test_a_box_has_no_auxiliary() -> None:
    assert concise("results are then sorted") == "results sorted"
    assert concise("an abduction is performed") == concise("an abduction takes place") == "an abduction"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("left branch recovers", "left branch"), ("mixer produces a tone", "mixer"), ("left branch", "left branch"),
        ("stamp prints", "stamp prints"),
    ],
)  # fmt: skip
def test_a_box_is_named_by_the_thing_without_what_it_does(name: str, label: str) -> None:
    told = read("The left branch is small. The mixer is old.", "")
    assert label_of(told, name) == label
