"""Every word of the prompt survives; nothing is invented; custom guidelines decide."""

import pytest

from pb_adapters.planners.offline.optimizer import guideline_items, optimize
from pb_adapters.planners.offline.plot_words import chart_type
from pb_core.domain.questions import OptimizeBrief

PROMPT = "Draw the encoder reading tokens and producing 512 vectors. The decoder reads the vectors."


def text_of(
    description: str = PROMPT, diagram_type: str = "methodology", guidelines: str = "- Be calm.", **more: str
) -> str:
    custom = bool(more.pop("custom", ""))
    brief = OptimizeBrief(
        description=description, diagram_type=diagram_type, guidelines=guidelines, custom_guidelines=custom, **more
    )
    return optimize(brief).description


@pytest.mark.parametrize(
    "description",
    [
        PROMPT,
        "a box",
        "第一步:编码器读取 12 个词元。\n第二步:解码器输出句子。",
        "Line one\n\n  Line two: 3.14 %",
        "???",
    ],
)
@pytest.mark.parametrize("diagram_type", ["methodology", "statistical_plot"])
def test_the_description_survives_verbatim(description: str, diagram_type: str) -> None:
    assert description.strip() in text_of(description, diagram_type)


def test_components_and_flow_come_from_the_description() -> None:
    text = text_of("The encoder maps the image into a vector. The decoder reads the vector.")
    assert "encoder → vector" in text
    assert "- image (" in text
    assert "Write these labels exactly" in text


def test_only_relevant_sentences_of_the_context_are_added() -> None:
    text = text_of(source_context="The encoder has 6 layers. Our office is in Bergen.")
    assert "The encoder has 6 layers." in text
    assert "Bergen" not in text


def test_each_custom_guideline_is_listed_and_displaces_the_default_on_its_topic() -> None:
    text = text_of(guidelines="1. Use only blue tones\n2. Put a serif font", custom="yes")
    assert "Custom guidelines" in text
    assert "- Use only blue tones" in text
    assert "- Put a serif font" in text
    assert "At most four hues" not in text
    assert "One sans-serif face" not in text
    assert "White ground" in text


def test_guidelines_are_read_one_by_one() -> None:
    assert guideline_items("- a\n* b\n\n3. c") == ("a", "b", "c")
    assert guideline_items("Use blue. No icons.") == ("Use blue.", "No icons.")


@pytest.mark.parametrize(
    ("text", "chart"),
    [
        ("a grouped bar chart of accuracy", "bar chart"),
        ("show the trend of the loss", "line chart"),
        ("a violin for each group", "violin plot"),
        ("something", None),
    ],
)
def test_the_chart_is_the_one_that_the_prompt_names(text: str, chart: str | None) -> None:
    assert chart_type(text) == chart


def test_numbers_of_a_plot_are_listed_as_given() -> None:
    text = text_of(
        "Bar chart: BERT 81.2%, ours 84.5%, error bars show 95% intervals on a log scale.", "statistical_plot"
    )
    assert "81.2%; 84.5%; 95%" in text
    assert "logarithmic axis" in text
    assert "error bar" in text


def test_an_arrow_against_the_order_of_telling_is_not_listed() -> None:
    text = text_of("manuals go through a parser and encoder into an index, then a verifier sends it back")

    assert "encoder → parser" not in text
