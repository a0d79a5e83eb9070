from pb_adapters.drawing.diagrams.exports.tikz.document import document
from pb_adapters.drawing.diagrams.figure_parts import FigureParts

FIGURE = FigureParts(width=300, height=40.5, parts=(), title="One\n\\end{document}")


def test_the_page_is_as_large_as_the_figure() -> None:
    text = document(FIGURE, [])
    assert "paperwidth=300bp, paperheight=40.5bp" in text
    assert "\\useasboundingbox (0,0) rectangle (300,40.5);" in text
    assert text.startswith("% One \\end{document}\n")


def test_colours_are_defined_once() -> None:
    text = document(FIGURE, ["\\path[fill=c0B62A8, draw=c0B62A8] (0,0);", "\\path[fill=cFFFFFF] (0,0);"])
    assert text.count("\\definecolor{c0B62A8}{HTML}{0B62A8}") == 1
    assert text.count("\\definecolor") == 2


def test_characters_that_pdftex_lacks_are_declared_and_told() -> None:
    text = document(FIGURE, ["% → in a comment", "\\node {注};"])
    assert "\\DeclareUnicodeCharacter{6CE8}{\\lacking{6CE8}}" in text
    assert "2192" not in text
    assert "LuaLaTeX and XeLaTeX set them" in text
    assert "LuaLaTeX and XeLaTeX set them" not in document(FIGURE, ["\\node {Words};"])
