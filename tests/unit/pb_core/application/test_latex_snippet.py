"""Figures for LaTeX: whatever a caption holds is printed and never executed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.latex_snippet import figure_tex, tex
from pb_core.domain.provenance import FigureText

TEXT = FigureText(title="Overview of the method", alt_text="Flow diagram of 3 parts.", caption="Figure 1: 50% & more")
ALLOWED = re.compile(r"\\(?:text[a-z]+\{\}|[{}$&#%_])|[^\\{}$&#%_^~<>|\"]")
"""A command of ours with its braces, an escaped character, or one that TeX reads as itself."""
LIGATURE = re.compile(r"--|''|``|,,|[?!]`")


def test_a_figure_has_picture_caption_label_and_alternative_text() -> None:
    assert figure_tex(TEXT, "figure.pdf", "figure").splitlines()[1:] == [
        r"\begin{figure}[t]",
        r"  \centering",
        r"  \includegraphics[width=\linewidth,alt={Flow diagram of 3 parts.}]{figure.pdf}",
        r"  \caption{50\% \& more}",
        r"  \label{fig:overview-of-the-method}",
        r"\end{figure}",
    ]


def test_a_title_without_letters_gives_no_label() -> None:
    text = FigureText(title="漢字", alt_text="a")
    assert r"\label{fig:figure}" in figure_tex(text, "figure.png", "figure")
    assert r"\caption{漢字}" in figure_tex(text, "figure.png", "figure")


def test_commands_are_printed() -> None:
    assert tex(r"\input{/etc/passwd} \write18") == r"\textbackslash{}input\{/etc/passwd\} \textbackslash{}write18"
    assert tex("a\nb\x00\x1b%c") == r"a b\%c"


@given(st.text())
def test_nothing_is_left_to_tex(text: str) -> None:
    assert re.fullmatch(f"(?:{ALLOWED.pattern})*", tex(text))
    assert not LIGATURE.search(tex(text))


def test_hyphens_and_apostrophes_stay_and_ligatures_are_broken() -> None:
    assert tex("Mask R-CNN's") == "Mask R-CNN's"
    assert tex("a -- b ''c'' ?`d") == "a -~- b '~'c'~' ?~`d".replace("~", r"\textcompwordmark{}")
