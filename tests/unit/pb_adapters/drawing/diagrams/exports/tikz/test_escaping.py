import pytest

from pb_adapters.drawing.diagrams.exports.tikz.escaping import comment, escaped, undeclared


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("\\input{a}", "\\textbackslash{}input\\{a\\}"),
        ("100% & #1 $5 a_b", "100\\% \\& \\#1 \\$5 a\\_b"),
        ("^^5c ~", "\\textasciicircum{}\\textasciicircum{}5c \\textasciitilde{}"),
        ('"q"', "\\textquotedbl{}q\\textquotedbl{}"),
        ("α → β", "\\ensuremath{\\alpha} \\ensuremath{\\rightarrow} \\ensuremath{\\beta}"),
        ("naïve — Übung", "naïve — Übung"),
        ("a\x00\x07\u202eb\nc\td", "ab c d"),
    ],
)
def test_nothing_in_a_text_is_a_command(text: str, tex: str) -> None:
    assert escaped(text) == tex


@pytest.mark.parametrize("text", ["--", "---", "<<", ">>", "''", ",,", "?`", "!`"])
def test_signs_that_follow_each_other_make_no_ligature(text: str) -> None:
    found = escaped(text)
    assert text not in found
    assert found.replace("{}", "").replace("\\textasciigrave", "`") == text


def test_characters_that_pdftex_lacks_are_known() -> None:
    assert undeclared("naïve — Ł €") == []
    assert undeclared("注意 注 مش") == sorted({"注", "意", "م", "ش"})


def test_a_comment_is_one_line() -> None:
    assert comment("a\nb\r\\end{document}\u2028c") == "a b \\end{document} c"
