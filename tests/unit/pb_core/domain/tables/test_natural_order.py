import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.natural_order import leading_number, natural_order


@pytest.mark.parametrize(
    "ordered",
    [
        ["1K", "8K", "32K"], ["350M", "1.3B", "7B"], ["512", "1K", "2K"], ["0.5x", "1x", "2x"],
        ["500us", "10ms", "2s"],
        ["256MB", "1GB", "4GB"], ["Jan", "Feb", "Mar"], ["January", "March"], ["Mon", "Tuesday", "Sun"],
        ["Q1", "Q2", "Q4"],
        ["tiny", "small", "base", "medium", "large", "xl"], ["ViT-Small", "ViT-Base", "ViT-Large"],
        ["ViT-S", "ViT-B", "ViT-L"],
        ["small model", "large model"], ["low", "medium", "high"], ["B-", "A", "A+"], ["v2", "v10"],
        ["v1.2", "v1.10", "v2"],
        ["1.2.9", "1.2.10"], ["0-10", "10-20", "20+"], ["<10", "10-20", ">20"], ["18-25", "26-64", "65+"],
        ["1-2K", "2-4K", "4K+"], ["1st", "2nd", "3rd"], ["first", "second", "third"], ["none", "few", "many"],
        ["layer 2", "layer 10"], ["GPT-2", "GPT-3.5", "GPT-4"], ["3x3", "5x5", "11x11"],
        ["lr=1e-4", "lr=1e-3", "lr=1"],
        ["T=-10", "T=-5", "T=3"], ["day_1", "day_2", "day_10"], ["0.1%", "1%", "10%"], ["小 1", "小 2", "小 10"],
        ["train", "val", "test"], ["strongly disagree", "neutral", "agree"], ["1990s", "2000s"], ["-10", "-5", "3"],
        ["1,000 steps", "20,000 steps"],
    ],
    ids=", ".join,
)  # fmt: skip
def test_texts_that_have_an_order_are_put_in_it(ordered: list[str]) -> None:
    assert natural_order(tuple(reversed(ordered))) == tuple(ordered)


@pytest.mark.parametrize(
    "texts",
    [
        [], ["7B"], ["A", "B"], ["ResNet", "ViT"], ["A1", "B2"], ["S", "B", "L"], ["BERT-base", "RoBERTa-large"],
        ["1 ms", "5 kg"], ["small", "blue"], ["May", "June", "Ours"], ["x" * 65 + "1", "x" * 65 + "2"],
    ],
    ids=", ".join,
)  # fmt: skip
def test_names_have_no_order(texts: list[str]) -> None:
    assert natural_order(texts) == ()


@given(st.lists(st.integers(0, 10**6), min_size=2, unique=True), st.sampled_from(["", "k=", "layer ", "層"]))
def test_numbers_behind_a_prefix_are_in_the_order_of_the_numbers(numbers: list[int], prefix: str) -> None:
    assert natural_order([f"{prefix}{number}" for number in numbers]) == tuple(
        f"{prefix}{number}" for number in sorted(numbers)
    )


@given(st.lists(st.text(max_size=6)))
def test_an_order_holds_every_distinct_text_once(texts: list[str]) -> None:
    order = natural_order(texts)

    assert order == () or sorted(order) == sorted(set(texts))


@pytest.mark.parametrize(
    ("text", "number"), [("2. Married", 2), ("ab 12x", 12), ("120+", 120), ("long 3", None), ("none", None), ("", None)]
)
def test_the_number_that_a_text_begins_with(text: str, number: int | None) -> None:
    assert leading_number(text) == number
