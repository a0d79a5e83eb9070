import pytest

from pb_core.domain.diagrams.readable import readable


@pytest.mark.parametrize(
    "source",
    [
        r"\textbf{Encoder} maps $x \rightarrow z$ \cite{a,b} [3], see \ref{f}.", "**Encoder** `maps` [x](http://a.b/c).",
        "% a comment\nText <b>here</b> $$\\frac{a}{b}$$ end (Smith et al., 2020).", "```python\na -> b\n```\nText.",
        "\\begin{equation}\nx = y\n\\end{equation}\nText.", "",
    ],
)  # fmt: skip
def test_readable_text_has_the_length_and_the_lines_of_its_source(source: str) -> None:
    text = readable(source)
    assert len(text) == len(source)
    assert [at for at, sign in enumerate(text) if sign == "\n"] == [at for at, s in enumerate(source) if s == "\n"]
    assert not {"\\", "{", "}", "$", "`"} & set(text)


def test_symbols_and_arrows_of_mathematics_stay_readable() -> None:
    assert " ".join(readable(r"from $z$ by $x \rightarrow E \rightarrow z$ not $\frac{a}{b}$").split()) == (
        "from z by x → E → z not"
    )


def test_a_plain_fence_is_text_and_code_is_not() -> None:
    assert "A →  B" in readable("```\nA -> B\n```")
    assert "A" not in readable("```mermaid\nA --> B\n```")


@pytest.mark.parametrize("anchor", ["{#sec-method}", "{#sec:a .unnumbered}", "{.unlisted}"])
def test_anchors_of_headings_are_blanked(anchor: str) -> None:
    assert readable(f"# Method {anchor}").strip() == "# Method"
