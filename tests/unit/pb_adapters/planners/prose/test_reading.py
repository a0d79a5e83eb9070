"""Links rest on sentences that mean them."""

import pytest

from pb_adapters.planners.prose.reading import Told, read


def links(told: Told) -> set[str]:
    return {f"{link.source} > {link.target}" for link in told.links}


def test_a_link_quotes_its_sentence() -> None:
    source = "It is small. The encoder maps the image into a vector."
    first, *_ = read(source, "").links
    assert source[first.start : first.end] == "The encoder maps the image into a vector."


@pytest.mark.parametrize(
    "source",
    [
        "The planner asks whether the reader reads the text.",
        "The encoder does not read the image.", "Unlike others, the encoder reads the image.",
        "The encoder might read the image.", "Does the encoder read the image?",
        "# Method\n\n## Preliminaries\n\n### Attention\n\nThe encoder reads the image.",
        "As a baseline, the encoder reads the image.",
        "# Related work\n\nThe encoder reads the image.", "# Experiments\n\nThe encoder reads the image.",
    ],
)  # fmt: skip
def test_what_a_sentence_does_not_mean_is_no_link(source: str) -> None:
    assert links(read(source, "")) == set()


@pytest.mark.parametrize(
    "source",
    [
        "A loyal reader is a user who sends letters to the editor.",
        "ORF is an open format to exchange graphs; it turns networks into tables.",
        "Given an image, we study sorting where each class provides twenty samples.",
    ],
)
def test_a_definition_or_a_setting_is_no_link(source: str) -> None:
    assert links(read(source, "")) == set()


def test_a_shared_head_is_given_to_each_name_that_the_text_also_writes_out() -> None:
    told = read("The sorter produces many letter or parcel slips. The carrier reads a letter slip.", "")
    assert {"sorter > letter slip", "letter slip > carrier"} <= links(told)


def test_the_caption_is_read_as_well() -> None:
    told = read("The planner is small.", "Figure 1: The planner reads the request.")
    assert links(told) == {"request > planner"}


@pytest.mark.parametrize("source", ["我们首先对图像进行预处理，然后使用编码器提取特征，最后由解码器输出。"])
def test_sentences_of_scripts_without_spaces_give_nothing(source: str) -> None:
    told = read(source, "")
    assert not told.links
    assert not told.skeleton.outlines


def test_rows_paired_one_by_one_give_nothing() -> None:
    assert not read("The image and the text are sent to the head and the tail, respectively.", "").links
