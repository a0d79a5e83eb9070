from pathlib import Path

import pytest

import vector_objects

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><g id="element-a"><title>A</title><path d="M0 0"/>'
    "<text>Two words</text></g></svg>"
)


def program(folder: Path, name: str, script: str) -> None:
    """A stand-in for a program of the system."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An SVG, in a folder that is the only one with programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "figure.svg"
    path.write_text(SVG, encoding="utf-8")
    return path


def test_groups_and_words_are_counted_without_any_program(figure: Path) -> None:
    assert list(vector_objects.svg_lines(figure)) == [
        "1 titled groups, 1 texts with 2 words, 0 transforms",
        "rsvg-convert is not installed",
        "Inkscape is not installed",
    ]


def test_what_programs_know_is_told(figure: Path) -> None:
    program(figure.parent, "rsvg-convert", "printf 12345")
    program(figure.parent, "inkscape", "echo svg1,0,0,9,9; echo element-a,0,0,1,1")
    told = list(vector_objects.svg_lines(figure))
    assert told[1:] == ["rsvg-convert draws 5 bytes of PNG", "Inkscape knows 2 objects, among them all titled groups"]


@pytest.mark.parametrize(
    ("script", "fault"),
    [("echo svg1,0,0,9,9", "does not know element-a"), ("echo broken >&2; exit 3", "inkscape says broken")],
)
def test_what_a_program_does_not_know_or_open_is_a_failure(figure: Path, script: str, fault: str) -> None:
    program(figure.parent, "inkscape", script)
    with pytest.raises(vector_objects.Refused, match=fault):
        list(vector_objects.svg_lines(figure))


def test_text_must_be_text(figure: Path) -> None:
    figure.write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', encoding="utf-8")
    with pytest.raises(vector_objects.Refused, match="no text"):
        list(vector_objects.svg_lines(figure))


@pytest.mark.parametrize(
    ("embedded", "words", "told"),
    [("yes", "Two words", "2 words, 1 fonts, all embedded"), ("no", "Two words", "Face"), ("yes", "", "no text")],
)
def test_fonts_of_a_pdf_must_be_embedded_and_words_be_read(figure: Path, embedded: str, words: str, told: str) -> None:
    program(figure.parent, "pdftotext", f"echo {words}")
    program(figure.parent, "pdffonts", f"echo 'ABC+Face  CID TrueType  Identity-H  {embedded} yes yes  15  0'")
    if told.startswith("2"):
        assert list(vector_objects.pdf_lines(figure)) == [told]
        return
    with pytest.raises(vector_objects.Refused, match=told):
        list(vector_objects.pdf_lines(figure))


def test_a_failure_is_the_exit_code(
    figure: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["vector_objects.py", str(figure)])
    assert vector_objects.main() == 0
    program(figure.parent, "inkscape", "exit 1")
    assert vector_objects.main() == 1
    assert "figure.svg: FAILED: inkscape says" in capsys.readouterr().out
