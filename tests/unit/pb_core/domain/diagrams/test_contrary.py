import pytest

from pb_core.domain.diagrams.contrary import ASIDE, brackets, objection, opening, opens_relative, phrases, places
from pb_core.domain.diagrams.quotations import words_of


def against(text: str, *names: str) -> str:
    """What speaks against a sentence that names single words; nothing where nothing does."""
    words = words_of(text)
    found = objection(words, *((words.index(name), words.index(name) + 1) for name in names))
    return f"{found.does} {found.marker}" if found else ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The a does not feed the b.", "denies not"),
        ("The a doesn't feed the b.", "denies ' t"),
        ("Neither the a nor the x reads the b.", "denies neither"),
        ("Unlike the a, which feeds the b, ours is small.", "sets aside unlike"),
        ("It works without the a and the b.", "sets aside without"),
        ("Rather than feeding the a to the b, we stop.", "sets aside rather than"),
        ("Prior work feeds the a to the b.", "speaks of other work prior work"),
        ("Smith et al. feed the a to the b.", "speaks of other work et al"),
        ("For example, the a feeds the b.", "gives an example for example"),
        ("The a could feed the b.", "says what could be could"),
        ("In Section 3, we describe how the a feeds the b.", "outlines the paper in section"),
        ("Then we describe the a and then the b.", "outlines the paper we describe"),
    ],
)
def test_a_contrary_sentence_supports_nothing(text: str, said: str) -> None:
    assert against(text, "a", "b") == said


@pytest.mark.parametrize(
    "text",
    [
        "The a feeds the b.",
        "Unlike prior work, the a feeds the b.",
        "The a feeds the b, unlike in earlier methods.",
        "The a, which does not learn, feeds the b.",
        "Not only the a feeds the b.",
        "Following Smith et al., the a feeds the b.",
        "The a (see Section 3.1 for details) feeds the b.",
        "As described in Section 3, the a feeds the b.",
        "The a feeds the b without supervision.",
        "In contrast to [12], the a feeds the b.",
    ],
)
def test_a_marker_elsewhere_does_no_harm(text: str) -> None:
    assert against(text, "a", "b") == ""


def test_brackets_nest_and_may_be_left_open() -> None:
    assert list(brackets(("(", "x", "[", "y", "]", ")", "("))) == [(2, 5), (0, 6)]


def test_the_longest_phrase_of_a_list_is_found() -> None:
    assert list(places(("x", "in", "contrast", "to", "y"), ASIDE)) == [(1, 4)]
    assert opening(("a", "b"), phrases("a, a b, c"), 0) == 2
    assert opening(("a", "b"), phrases("b"), 5) == 0


def test_relative_clauses_open_with_which_and_its_like() -> None:
    assert opens_relative((",", "which"), 1)
    assert opens_relative(("in", "which"), 0)
    assert not opens_relative(("the", "a"), 0)
