"""Facts of the context that a prompt is about."""

from pb_adapters.planners.prompts.context import LONGEST_FACT, MOST_FACTS, facts

CONTEXT = "The encoder has 6 layers. Our office is in Bergen. Its decoders\nread 512 vectors."


def test_only_sentences_about_the_prompt_are_told_and_in_order() -> None:
    assert facts(CONTEXT, "a decoder behind an encoder") == (
        "The encoder has 6 layers.",
        "Its decoders read 512 vectors.",
    )


def test_what_the_prompt_says_is_not_told_again() -> None:
    assert facts(CONTEXT, "The encoder has 6 layers.") == ()
    assert facts("", "an encoder") == facts(CONTEXT, "") == ()


def test_there_are_few_and_short_facts() -> None:
    told = facts("".join(f"The encoder of kind {n} reads. " for n in range(20)), "an encoder")
    assert len(told) == MOST_FACTS
    assert facts("The encoder " + "reads " * LONGEST_FACT + ".", "an encoder") == ()
