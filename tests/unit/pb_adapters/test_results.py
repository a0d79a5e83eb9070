from pathlib import Path

import pytest

from pb_adapters.results import Figure
from pb_core.errors import InvalidRequest, StorageError

BOTH = Figure(pictures={"svg": b"<svg/>", "png": b"\x89PNG"})


@pytest.mark.parametrize(("name", "data"), [("f.svg", b"<svg/>"), ("F.PNG", b"\x89PNG")])
def test_a_files_ending_names_the_picture_that_is_saved(tmp_path: Path, name: str, data: bytes) -> None:
    path = BOTH.save(str(tmp_path / name))

    assert (path, path.read_bytes()) == (tmp_path / name, data)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("f.pdf", r"was made as svg, png, not as pdf: ask for it with formats=\("),
        ("f.gif", r"was made as svg, png, not as gif: there are png, svg, pdf, pptx, drawio, tikz, mermaid"),
        ("f", r"must end in \.svg or \.png"),
        (".svg", r"must end in \.svg or \.png"),
    ],
)
def test_a_format_that_was_not_made_is_refused_with_what_was(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(InvalidRequest, match=sentence):
        BOTH.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "f.svg").mkdir()
    with pytest.raises(StorageError, match=r"f\.svg cannot be written"):
        BOTH.save(tmp_path / "f.svg")
    with pytest.raises(StorageError, match=r"cannot be written \(No such file or directory\)"):
        BOTH.save(tmp_path / "nowhere" / "f.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["f.svg"]


def test_notebooks_show_the_vectors_before_the_pixels() -> None:
    png = Figure(pictures={"png": b"\x89PNG"})

    assert (BOTH._repr_svg_(), BOTH._repr_png_()) == ("<svg/>", None)
    assert (png._repr_svg_(), png._repr_png_()) == (None, b"\x89PNG")
    assert Figure(pictures={"pdf": b"%PDF"})._repr_png_() is None
