import pytest

from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from support.skeletons import names, only


@pytest.mark.parametrize(
    ("heading", "lead", "ordered"),
    [
        ("Data Flow (Detailed)", "", True),
        ("Data Flow", "Query:\n", True),
        ("Data Flow", "Its three goals are:\n", False),
        ("Parts", "", False),
    ],
)
def test_numbers_under_a_heading_that_says_an_order_are_steps(heading: str, lead: str, *, ordered: bool) -> None:
    text = f"## {heading}\n\n{lead}1. Mail sorting by street.\n2. Letter stamps → tags.\n3. Ink stores in jars.\n"
    outline = next(outline for outline in read_skeleton(text).outlines if len(outline.items) > 2)
    assert (outline.ordered, names(outline)[1]) == (ordered, "Letter stamps")


@pytest.mark.parametrize(
    "source",
    [
        "# Measures\n\n1. Test error.\n2. Train time.\n3. Sample size.",
        "We solve three tasks: (1) predicting the words, (2) matching the pages and (3) ranking the books.",
    ],
)
def test_numbers_alone_are_no_order(source: str) -> None:
    assert not only(source).ordered


def test_nested_items_are_titled_by_the_item_above() -> None:
    outer, inner = read_skeleton("- Encoder\n  - tokens\n  - positions\n- Decoder").outlines
    assert names(outer) == ["Encoder", "Decoder"]
    assert (inner.title, names(inner)) == ("Encoder", ["tokens", "positions"])


def test_steps_that_are_counted_anew_are_others() -> None:
    steps = "Step 1: Read the text. It is long.\nStep 2: Rank the text. It is slow.\n"
    again = f"The listing.\n{steps.replace('text', 'page')}"
    assert [names(outline) for outline in read_skeleton(f"{steps}{again}").outlines] == [
        ["Read the text", "Rank the text"], ["Read the page", "Rank the page"],
    ]  # fmt: skip


def test_a_step_with_a_line_of_its_own_is_named_by_it() -> None:
    (outline,) = read_skeleton("Stage 1: Text to ranks.\nWe read.\n\nStage 2: Ranks to prints.\nWe print.").outlines
    assert [item.name for item in outline.items] == ["Text to ranks", "Ranks to prints"]
