"""Figures in TikZ as pdfLaTeX draws them."""

import subprocess
from pathlib import Path

import pytest

from support.drawn_elsewhere import followed, page_of, picture_of, unlike, words_of
from support.edited_figures import HOSTILE, LOOPS, RICH, WIDE, parts_of, written
from support.processes import said
from support.programs import required_program

pytestmark = pytest.mark.drill

FIGURES = {"rich": RICH, "hostile": HOSTILE, "loops": LOOPS, "wide": WIDE}
SECRET = "leaked"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each figure compiled, and with a file that hostile labels would include."""
    latex, folder = required_program("pdflatex"), tmp_path_factory.mktemp("tikz")
    (folder / "secrets.tex").write_text(SECRET)
    for name, spec in FIGURES.items():
        (folder / f"{name}.tex").write_bytes(written(spec, "tikz"))
        done = subprocess.run(  # noqa: S603 - a program of the system, on files of ours
            [latex, "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"],
            cwd=folder,
            check=False,
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    return folder


@pytest.mark.parametrize("name", FIGURES)
def test_the_page_is_as_large_as_the_figure(folder: Path, name: str) -> None:
    out, _ = said("pdfinfo", folder / f"{name}.pdf")
    (size,) = [line.split()[2:5:2] for line in out.splitlines() if line.startswith("Page size")]
    figure = parts_of(FIGURES[name])
    assert [float(side) for side in size] == pytest.approx([figure.width, figure.height], abs=0.6)


@pytest.mark.parametrize("name", ["rich", "loops", "wide"])
def test_a_figure_looks_like_the_picture(folder: Path, name: str) -> None:
    ours, theirs = picture_of(parts_of(FIGURES[name])), page_of(folder / f"{name}.pdf")
    found = unlike(ours, theirs)
    assert found < 0.006
    assert found < unlike(ours, theirs, moved=(12, 9)) / 3


@pytest.mark.parametrize("name", FIGURES)
def test_arrows_go_their_ways(folder: Path, name: str) -> None:
    page = page_of(folder / f"{name}.pdf")
    for part in parts_of(FIGURES[name]).parts:
        if part.line is not None:
            assert followed(page, part.line) > (0.4 if part.line.stroke.dashes else 0.95), part.title


@pytest.mark.parametrize("name", ["rich", "loops", "wide"])
def test_words_stand_where_the_figure_has_them(folder: Path, name: str) -> None:
    found = words_of(folder / f"{name}.pdf")
    for part in parts_of(FIGURES[name]).parts:
        for run in part.words:
            if run.text.isalpha():
                x, y = run.rect.x + run.rect.width / 2, run.rect.y + run.rect.height / 2
                near = [word for word in found if abs(word.x - x) < 2 and abs(word.y - y) < 3]
                assert run.text in {word.text for word in near}, (run.text, x, y)


def test_hostile_labels_are_text_and_nothing_is_included(folder: Path) -> None:
    out, _ = said("pdftotext", "-layout", folder / "hostile.pdf", "-")
    assert "\\input{secrets}" in out
    assert "\\write18{ls}" in out
    assert SECRET not in out
