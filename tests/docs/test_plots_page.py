"""The gallery of plots: its page is what its command builds, its pictures are there."""

from pathlib import Path

from draw_plots_page import DOCS, examples, page


def test_the_page_is_what_its_command_builds() -> None:
    assert (DOCS / "plots.md").read_text(encoding="utf-8") == page(), "run python tools/draw_plots_page.py"


def test_every_example_has_its_picture() -> None:
    drawn = {path.stem for path in Path(DOCS / "images/plots").glob("*.png")}

    assert drawn == set(examples())
