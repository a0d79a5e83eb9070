"""What can be the name of an item, and how it is shown."""

import pytest

from pb_core.domain.diagrams.item_names import clean, is_name, is_unsegmented, one_line, without_subject


@pytest.mark.parametrize("name", ["Encoder", "smooth the image", "showcase", "tokens", "2DTM", "图像编码器"])
def test_what_can_be_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "three main parts",
        "starting",
        "a total of 288",
        "E = mc",
        "x_(a)",
        "to aid the agent",
        "shows phases",
        "首先对图像进行预处理,得到特征",
    ],
)
def test_what_a_cut_leaves_behind_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_a_prime_is_no_quotation_mark() -> None:
    assert [clean(name) for name in ("S'", "'word'", "Gate.")] == ["S'", "word", "Gate"]


def test_a_language_without_blanks_is_told_from_others() -> None:
    assert is_unsegmented("我们使用编码器。")
    assert not is_unsegmented("The encoder (编码器) reads the image and the text of a page.")
    assert not is_unsegmented("")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("we then read the text", "read the text"),
        ("Given an image, the model can rank it", "rank it"),
        ("the model first ranks it", "ranks it"),
        ("the model weights are read", "the model weights are read"),
        ("the model subgraph is built", "the model subgraph is built"),
        ("Pruner performs an initial cut", "an initial cut"),
        ("The pruner module performs segmentation", "The pruner module performs segmentation"),
        ("read the text", "read the text"),
    ],
)
def test_a_step_is_named_by_what_is_done(text: str, rest: str) -> None:
    assert text[slice(*without_subject(text, (0, len(text))))] == rest


def test_a_name_stands_on_one_line_without_marks() -> None:
    assert clean(one_line("**Multi-\nscale  fea-\ntures**:")) == "Multi-scale features"
