"""Slides as LibreOffice reads and draws them: an implementation that shares no code with the writer."""

import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pb_adapters.drawing.shared.typefaces import SANS, face_path
from pb_core.domain.diagrams.spec import DiagramSpec
from support.drawn_elsewhere import followed, page_of, picture_of, unlike, words_of
from support.edited_figures import HOSTILE, LOOPS, RICH, WIDE, parts_of, written
from support.programs import required_program

pytestmark = pytest.mark.drill

FIGURES = {"rich": RICH, "hostile": HOSTILE, "loops": LOOPS, "wide": WIDE}
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>"""
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"


def connectors(spec: DiagramSpec) -> list[str]:
    """The arrows that are connectors: their ways have three pieces at most."""
    return [part.title for part in parts_of(spec).parts if part.line and len(part.line.points) <= 4]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each slide, and with its page and its drawing as LibreOffice makes them, with our typeface."""
    office, folder = required_program("soffice"), tmp_path_factory.mktemp("slides")
    for name, spec in FIGURES.items():
        (folder / f"{name}.pptx").write_bytes(written(spec, "pptx"))
    (folder / "fonts.conf").write_text(_FONTS.format(face_path(SANS).parent))
    for form in ("pdf", "fodp"):
        command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", form]
        files = [folder / f"{name}.pptx" for name in FIGURES]
        subprocess.run(  # noqa: S603 - a program of the system, on files of ours
            [*command, "--outdir", folder, *files],
            check=True,
            capture_output=True,
            timeout=240,
            env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)},
        )
    return folder


@pytest.mark.parametrize("name", FIGURES)
def test_a_slide_looks_like_the_picture(folder: Path, name: str) -> None:
    ours, theirs = picture_of(parts_of(FIGURES[name])), page_of(folder / f"{name}.pdf")
    found = unlike(ours, theirs)
    assert found < 0.004
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
                near = [word for word in found if abs(word.x - x) < 2 and abs(word.y - y) < 2]
                assert run.text in {word.text for word in near}, (run.text, x, y)


@pytest.mark.parametrize("name", FIGURES)
def test_connectors_are_glued_to_shapes(folder: Path, name: str) -> None:
    page = ET.parse(folder / f"{name}.fodp")  # noqa: S314 - LibreOffice wrote it
    found = [node for node in page.iter(f"{_DRAW}connector") if node.get(f"{_DRAW}name")]
    assert [node.get(f"{_DRAW}name") for node in found] == connectors(FIGURES[name])
    ids = {node.get(_ID) or node.get(f"{_DRAW}id") for node in page.iter()}
    for node in found:
        ends = {node.get(f"{_DRAW}start-shape"), node.get(f"{_DRAW}end-shape")}
        assert None not in ends
        assert ends <= ids


@pytest.mark.parametrize("name", FIGURES)
def test_every_element_and_panel_is_there_by_its_name(folder: Path, name: str) -> None:
    page = ET.parse(folder / f"{name}.fodp")  # noqa: S314 - LibreOffice wrote it
    names = [node.get(f"{_DRAW}name") for node in page.iter()]
    parts = [part.title for part in parts_of(FIGURES[name]).parts if part.kind in {"element", "panel"}]
    assert [title for title in parts if title not in names] == []
