"""The LaTeX of a figure, compiled with the figure: a hostile caption is printed as it stands."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from pb_core.application.latex_snippet import figure_tex
from pb_core.domain.provenance import FigureText
from support.programs import required_program

pytestmark = pytest.mark.drill

Figure = Any  # conftest's, which test modules cannot import
CAPTION = r"100% of {tokens} & $x_1$, \input{secrets} \end{figure} ^ # ~ <a>|b ?` '' [x]=y"
DOCUMENT = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{graphicx}\begin{document}%s\end{document}"


@pytest.mark.parametrize("figure", ["diagram"], indirect=True)
def test_it_compiles_and_prints_what_was_written(figure: Figure, tmp_path: Path) -> None:
    (tmp_path / "figure.pdf").write_bytes(figure.pdf.data)
    (tmp_path / "secrets.tex").write_text("leaked")
    text = FigureText(title=CAPTION, alt_text=CAPTION, caption=CAPTION)
    (tmp_path / "paper.tex").write_text(DOCUMENT % f"\n{figure_tex(text, 'figure.pdf', 'figure')}")
    for program, *arguments in (
        (required_program("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "paper.tex"),
        (required_program("pdftotext"), "paper.pdf"),
    ):
        subprocess.run([program, *arguments], cwd=tmp_path, check=True, capture_output=True, timeout=120)  # noqa: S603
    printed = " ".join((tmp_path / "paper.txt").read_text("utf-8").split())
    assert "Question" in printed
    assert "100% of {tokens} & $x_1$, \\input{secrets}" in printed
    assert "leaked" not in printed
