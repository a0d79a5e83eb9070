import pytest

from pb_core.domain.composites import PanelStyle
from pb_core.domain.history.search_words import (
    LONGEST_WORD,
    MOST_WORDS,
    SEARCHED_CHARACTERS,
    TITLE_CHARACTERS,
    text_of,
    title_of,
    words_of,
)
from pb_core.domain.requests import (
    CompositeWork,
    DiagramType,
    MethodologyWork,
    OptimizeWork,
    PlotWork,
    StoredData,
    UnreadableWork,
    Work,
)


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (MethodologyWork(caption="Figure 1", source="An encoder."), "Figure 1\nAn encoder."),
        (MethodologyWork(caption="Figure 1"), "Figure 1"),
        (
            OptimizeWork(
                description="Bold.",
                source_context="x",
                caption="",
                diagram_type=DiagramType.METHODOLOGY,
                guidelines="y",
            ),
            "Bold.",
        ),
        (PlotWork(intent="bars", data=StoredData(digest="d", path="p")), "bars"),
        (CompositeWork(sources=(), style=PanelStyle(labels=("(a)", "(b)"))), "(a)\n(b)"),
        (CompositeWork(sources=()), ""),
        (UnreadableWork(), ""),
    ],
)
def test_a_task_is_found_by_its_caption_and_the_beginning_of_its_request(work: Work, text: str) -> None:
    assert text_of(work) == text


def test_of_a_long_request_the_beginning_is_kept() -> None:
    work = MethodologyWork(caption="c", source="word " * 400_000)
    assert len(text_of(work)) == SEARCHED_CHARACTERS + 2


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Figure 1", "Figure 1"),
        ("\n  \n Figure \t 1 \n more", "Figure 1"),
        ("", ""),
        ("x" * 500, "x" * (TITLE_CHARACTERS - 1) + "…"),
        ("x" * TITLE_CHARACTERS, "x" * TITLE_CHARACTERS),
    ],
)
def test_a_title_is_one_short_line(text: str, title: str) -> None:
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Encoder, the encoder's heads", ("the", "encoder", "s", "heads")),
        ("Über-Straße №5", ("uber", "strasse", "no5")),
        ("snake_case 2x", ("snake", "case", "2x")),
        ("注意力机制 (attention)", ("注意", "意力", "力机", "机制", "attention")),
        ("GPT模型と x", ("gpt", "模型", "型と", "x")),
        ("图", ("图",)),
        ("한국어 모델", ("한국어", "모델")),
        ("… — ·", ()),
        ("", ()),
    ],
)
def test_words_are_the_same_for_text_and_question(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words
    assert words_of(" ".join(words)) == words


def test_words_are_bounded() -> None:
    many = words_of(" ".join(f"w{number}" for number in range(1_000)))
    assert (len(many), many[0]) == (MOST_WORDS, "w0")
    assert words_of("x" * 400) == ("x" * LONGEST_WORD,)
    assert words_of("a " * SEARCHED_CHARACTERS + "b") == ("a",)


def test_no_word_holds_what_a_search_takes_for_a_command() -> None:
    hostile = 'a" OR "b* NEAR(c, d) ^e {f}: -g\x00h\u2028i\u00a0j'
    assert all(word.isalnum() for word in words_of(hostile))
