"""Every word of the prompt survives; nothing is invented; custom guidelines decide."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb_adapters.planners.prompts import optimizer
from pb_adapters.planners.prompts.optimizer import guideline_items, optimize
from pb_core.domain.questions import OptimizeBrief

PROMPT = "Draw the encoder reading tokens and producing 512 vectors. The decoder reads the vectors."
KINDS = ("methodology", "statistical_plot")


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
        "bar chart of accuracy by model; columns: model, accuracy, std",
    ],
)
@pytest.mark.parametrize("diagram_type", KINDS)
def test_the_description_survives_verbatim(description: str, diagram_type: str) -> None:
    assert description.strip() in text_of(description, diagram_type)


@pytest.mark.parametrize("diagram_type", KINDS)
def test_type_is_at_least_seven_points(diagram_type: str) -> None:
    text = text_of(diagram_type=diagram_type)

    assert "text below seven points" in text
    assert "eight points" not in text


FIXED = {
    "Subject", "Description", optimizer.PIECES, optimizer.ORDER, optimizer.TOGETHER, "Numbers", optimizer.FACTS,
    optimizer.GUIDELINES, optimizer.CUSTOM, optimizer.DECIDES, "Style", "What to avoid", *optimizer._AVOID,
    *optimizer._DIAGRAM_STYLE.values(), *optimizer._PLOT_STYLE.values(),
    *(optimizer.SUBJECT.format(kind=kind, about="") for kind in (optimizer.PLOT, optimizer.DIAGRAM)),
}  # fmt: skip
WORDS = st.sampled_from(
    ["encoder", "decoder", "reads", "the vectors", ",", ";", ".", "and", "with", "->", "-", "6", "blocks", "(", ")",
     "\n", "1.", "three modules", ":", "a", "loss", "Step"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join).filter(str.strip), st.sampled_from(KINDS))
def test_nothing_but_fixed_words_is_added(description: str, diagram_type: str) -> None:
    told = " ".join(description.split())
    text = text_of(description, diagram_type, guidelines="Be calm.").replace(
        f"Description\n{description.strip()}", "", 1
    )
    for line in filter(None, text.splitlines()):
        bare = line.removeprefix("- ")
        if bare in FIXED or bare == "Be calm.":
            continue
        said = bare.removeprefix(f"{optimizer.TOGETHER}: ").removeprefix("Show these values exactly as given: ")
        assert all(part in told for part in re.split(r" → |; ", said.rstrip("."))), line


def test_what_the_prompt_lays_out_keeps_its_order() -> None:
    text = text_of("Input image -> CNN backbone -> FPN -> heads (cls, box)")
    assert "In this order\nInput image → CNN backbone → FPN → heads (cls, box)" in text
    listed = text_of("Show three modules: a retriever, a reranker, and a generator. The generator reads the question.")
    assert "Together: modules\n- retriever\n- reranker\n- generator" in listed


def test_only_relevant_sentences_of_the_context_are_added() -> None:
    text = text_of(source_context="The encoder has 6 layers. Our office is in Bergen.", caption="Fig. 1")
    assert "- The encoder has 6 layers." in text
    assert "Bergen" not in text
    assert "for the caption “Fig. 1”" in text


def test_each_custom_guideline_is_listed_and_displaces_the_default_on_its_topic() -> None:
    text = text_of("two parts", guidelines="1. Use only blue tones\n2. Put a serif font", custom="yes")
    assert "Custom guidelines" in text
    assert "- Use only blue tones" in text
    assert "- Put a serif font" in text
    assert "At most four hues" not in text
    assert "One sans-serif face" not in text
    assert "White ground" in text


def test_what_the_prompt_wants_displaces_the_default_too() -> None:
    text = text_of("an encoder and a decoder, from top to bottom, in green")
    assert "At most four hues" not in text
    assert "One main reading direction" not in text


def test_guidelines_are_read_one_by_one() -> None:
    assert guideline_items("- a\n* b\n\n3. c") == ("a", "b", "c")
    assert guideline_items("Use blue. No icons.") == ("Use blue.", "No icons.")


def test_numbers_of_a_plot_are_listed_as_given() -> None:
    text = text_of("Bar chart: BERT 81.2%, ours 84.5%, 95% intervals.", "statistical_plot")
    assert "Show these values exactly as given: 81.2%; 84.5%; 95%." in text


def test_the_longest_request_is_rewritten_whole() -> None:
    description = ("The encoder maps tokens to vectors, and the decoder reads them. " * 4_000)[:200_000]
    guidelines = ("- Keep it plain.\n" * 7_000)[:100_000]
    context = ("The encoder has 6 layers. " * 80_000)[:2_000_000]
    text = text_of(description, guidelines=guidelines, source_context=context, caption="c" * 10_000)
    assert description.strip() in text
    assert "- The encoder has 6 layers." in text
