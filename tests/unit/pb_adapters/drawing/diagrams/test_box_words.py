import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pb_adapters.drawing.diagrams.box_words import (
    clean,
    clean_lines,
    in_one_line,
    left_out,
    longest_word,
    names_of_code,
    words_of,
    wrap,
)
from pb_adapters.drawing.shared.text_metrics import is_math, settings, text_width
from pb_core.errors import CannotDraw

words = st.text(alphabet="abcdefgh ijklmnop-", min_size=1, max_size=60).filter(str.strip)


@given(words, st.floats(30, 200))
def test_wrapping_loses_no_letter_and_keeps_the_measure(text: str, width: float) -> None:
    with settings():
        lines = wrap(text, 9, width)
        assert all(text_width(line, 9) <= width + 8 for line in lines)
    assert [c for c in "".join(lines) if c.isalpha()] == [c for c in text if c.isalpha()]


@given(st.text(alphabet="abcdefgh ij_./XYZ1", min_size=1, max_size=60).filter(str.strip), st.floats(30, 200))
def test_identifiers_get_no_sign_and_at_most_twice_the_measure(text: str, width: float) -> None:
    text = " ".join(f"a.{word}" for word in text.split())
    assume("_" not in text or not any(sign in text for sign in "XYZ"))  # a formula is never broken
    with settings():
        lines = wrap(text, 9, width)
        assert all(text_width(line, 9) <= 2 * width + 8 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("projectcontour.io", 50, ("projectcontour.", "io")),
        ("config.kubernetes.io", 45, ("config.", "kubernetes.", "io")),
        (".specify/presets/template.md", 60, (".specify/", "presets/", "template.md")),
        ("grpc::BlopService", 45, ("grpc::Blop", "Service")),
        ("MetricExporter2", 45, ("Metric", "Exporter2")),
        ("resolve_identifier", 40, ("resolve_", "identifier")),
        ("calculator__subtract", 50, ("calculator__", "subtract")),
        ("3.14159265", 30, ("3.14159265",)),
    ],
)
def test_identifiers_break_at_their_joints_without_a_hyphen(text: str, width: float, lines: tuple[str, ...]) -> None:
    with settings():
        assert wrap(text, 9, width) == lines


def test_lines_are_balanced() -> None:
    with settings():
        assert wrap("a natural language interface", 9, 80) == ("a natural", "language interface")
        one, two = wrap("graph attention network layer", 9, 90)
        assert abs(text_width(one, 9) - text_width(two, 9)) < 35


def test_long_words_break_at_their_joints_else_with_a_hyphen() -> None:
    with settings():
        assert wrap("train_val_test_split", 9, 55) == ("train_val_", "test_split")
        assert wrap("Bronze→Silver→Gold", 9, 60) == ("Bronze→", "Silver→Gold")
        assert "".join(wrap("Otorhinolaryngologist", 9, 45)).replace("-", "") == "Otorhinolaryngologist"
        assert all(line.endswith("-") for line in wrap("Otorhinolaryngologist", 9, 45)[:-1])


def test_chinese_breaks_anywhere_but_before_a_full_stop() -> None:
    with settings():
        lines = wrap("注意力机制编码器网络。", 9, 40)
    assert len(lines) > 1
    assert not any(line.startswith("。") for line in lines)
    assert "".join(lines) == "注意力机制编码器网络。"


def test_korean_breaks_at_its_blanks_alone() -> None:
    with settings():
        lines = wrap("함수 인자 검증 후 호출", 9, 40)
    assert len(lines) > 1
    assert " ".join(lines) == "함수 인자 검증 후 호출"


def test_formulas_are_never_broken() -> None:
    formula = r"$\frac{a + b + c}{d + e + f}$"
    with settings():
        assert wrap(f"long words before {formula} and after", 9, 40).count(formula) == 1


@pytest.mark.parametrize(
    "text", [r"$\alpha_t$", r"loss $\mathcal{L}_{rec} + \lambda x$", "$x$ and $y$", "$KL$", "注意力 $x$", "x_t"]
)
def test_balanced_dollars_around_a_formula_are_mathematics(text: str) -> None:
    assert is_math(text)


@pytest.mark.parametrize(
    "text",
    ["a_b$", "$", "$$", "costs $5 and $10", "costs $5 and a_b$", r"$\notacommand$", r"$\frac{a$", "$ x$"],
)
def test_other_dollars_are_plain(text: str) -> None:
    assert not is_math(text)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (r"Policy $ \pi s, a_gripper $", r"Policy $\pi s, a_gripper$"),
        (r"$\foo{x}_a$ of $x^2$", "foo x_a of x^2"),  # an unknown command
        (r"$\leq x_{a$ b", "≤ x_a b"),  # a brace that is not closed
        (r"$\frac{a}{b}$", r"$\frac{a}{b}$"),  # which mathtext sets
        ("costs $5 or $10", "costs $5 or $10"),
        ("from $HOME_DIR to x", "from $HOME_DIR to x"),
        ("copy $SRC_DIR to $DST_DIR", "copy $SRC_DIR to $DST_DIR"),
        ("cost $5_000 or $10_000", "cost $5_000 or $10_000"),
    ],
)
def test_no_dollars_are_drawn_around_a_formula_that_cannot_be_set(text: str, drawn: str) -> None:
    with settings():
        assert clean(text) == drawn


def test_characters_without_words_are_left_out_and_letters_are_missed() -> None:
    assert clean("a\u0000b\u200d \n c \U0001f5a7") == "ab c"
    with pytest.raises(CannotDraw, match="DEVANAGARI"):
        clean("हिन्दी")


def test_emoji_are_words_and_what_joins_them_or_chooses_their_look_is_not() -> None:
    assert clean("⚙\ufe0f 👩\u200d💻 🚀 👍🏽") == words_of("⚙ 👩💻 🚀 👍🏽") == "⚙ 👩💻 🚀 👍🏽"
    assert left_out("⚙\ufe0f 👩\u200d💻 1\ufe0f\u20e3 🖧") == "🖧"


def test_flags_and_skin_tones_are_never_cut() -> None:
    flags = "🇩🇪🇫🇷🇪🇸🇮🇹🇵🇹🇳🇱🇵🇱"
    with settings():
        lines = wrap(f"Languages {flags}", 9, 60)
        reviewer = wrap("reviewer 👍🏽👍🏽 today", 9, 42)
    assert len(lines) > 2
    assert all(len(line) % 2 == 0 and line == flags[flags.index(line) :][: len(line)] for line in lines[1:])
    assert {flags.index(line) % 2 for line in lines[1:]} == {0}
    assert "".join(lines) == f"Languages{flags}"
    assert any("👍🏽👍🏽" in line for line in reviewer)


def test_no_line_breaks_at_an_emoji_without_a_blank() -> None:
    with settings():
        assert wrap("go 🚀Launch", 9, 46) == ("go", "🚀Launch")
    assert in_one_line(["Done ✅", "🚀 go"]) == "Done ✅ 🚀 go"
    assert in_one_line(["完成", "任务"]) == "完成任务"


def test_breaks_of_the_author_are_kept() -> None:
    with settings():
        assert wrap("a\nnatural language\ninterface", 9, 60) == ("a", "natural", "language", "interface")
        assert wrap("a natural\nlanguage", 9, 500) == ("a natural", "language")


def test_lines_without_a_face_are_left_out() -> None:
    assert clean_lines("🖧 start\n🖧\nend") == "start\nend"
    assert clean_lines("1\ufe0f\u20e3 first") == "1 first"


@pytest.mark.parametrize(
    ("label", "drawn"),
    [
        ("🖧 go", "go"),
        ("🖧", "three networked computers"),
        ("🖧🗎🖧", "three networked computers, document"),
        ("\u200b", "?"),
    ],
)
def test_signs_alone_are_drawn_by_their_names(label: str, drawn: str) -> None:
    assert words_of(label) == drawn


def test_the_longest_word_is_what_no_line_may_be_shorter_than() -> None:
    with settings():
        assert longest_word("A programming\nlanguage", 8.5) == text_width("programming", 8.5)
        assert wrap("Fast programming", 8.5, longest_word("Fast programming", 8.5)) == ("Fast", "programming")
        assert longest_word("机器学习", 8.5) < text_width("机器学", 8.5)  # breaks anywhere
        assert longest_word(" ", 8.5) == 0


def test_names_of_code_are_words_with_inner_capitals() -> None:
    assert names_of_code("getStatistics, of a SQLite store by DataService") == ["getStatistics,", "DataService"]


def test_no_line_begins_with_a_sign_that_parts_words() -> None:
    assert wrap("plan · spend · tickets", 7.0, 50.0) == ("plan · spend ·", "tickets")
    assert wrap("plan / spend / tickets", 7.0, 50.0) == ("plan / spend /", "tickets")
    assert wrap("execute_nodes - body", 7.0, 60.0) == ("execute_nodes -", "body")
    assert wrap("- one item", 7.0, 20.0)[0] == "- one"


def test_words_between_formulas_may_part_and_symbols_stay_such_in_a_line_of_their_own() -> None:
    assert wrap("largest m with 4m ≤ B_τ", 10, 40) == ("largest", "$m$ with", "$4m$ ≤ B_τ")
    assert wrap("$Q$ and $K$", 10, 30) == ("$Q$", "and $K$")
