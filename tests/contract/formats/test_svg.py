"""SVG as XML parsers, librsvg and browsers see it."""

import base64
import io
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import pyvips
from PIL import Image

from support.programs import required_program

Figure = Any  # conftest's, which test modules cannot import
SPACE = "{http://www.w3.org/2000/svg}"
SIDE = 500  # pixels of a figure in the browser's window


def tree(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg.data)  # noqa: S314 - written by us


def test_it_is_well_formed_and_text_is_text(figure: Figure) -> None:
    root = tree(figure)
    assert root.tag == f"{SPACE}svg"
    texts = "".join("".join("".join(text.itertext()).split()) for text in root.iter(f"{SPACE}text"))
    missing = [word for word in figure.words if "".join(word.split()) not in texts]
    assert missing == []


def test_it_needs_nothing_from_outside(figure: Figure) -> None:
    for element in tree(figure).iter():
        if not element.tag.startswith(SPACE):
            continue  # metadata, which nobody loads
        assert element.tag.removeprefix(SPACE) not in {"script", "foreignObject"}
        for name, value in element.attrib.items():
            if name.endswith("href"):
                assert value.startswith(("#", "data:image/png;base64,"))
            assert not re.search(r"url\((?!#)", value)
        if element.tag == f"{SPACE}style":
            assert not re.search(r"@import|url\((?!data:font/ttf;base64,)", element.text or "")


def test_its_faces_travel_with_it(figure: Figure) -> None:
    faces = re.findall(rb"@font-face\s?\{[^}]*url\(data:font/ttf;base64,([A-Za-z0-9+/=]+)\)", figure.svg.data)
    assert faces
    for face in faces:
        assert base64.b64decode(face, validate=True)[:4] in {b"\0\1\0\0", b"OTTO"}


def test_its_size_is_exactly_that_of_the_figure(figure: Figure) -> None:
    root = tree(figure)
    sides = [float(root.get(side, "").removesuffix("pt")) for side in ("width", "height")]
    assert root.get("width", "").endswith("pt")
    assert sides == pytest.approx(figure.points, abs=0.01)
    x, y, width, height = map(float, root.get("viewBox", "").split())
    assert (x, y) == (0, 0)
    assert width / height == pytest.approx(sides[0] / sides[1], rel=1e-5)


def shrunk(figure: Figure, size: tuple[int, int]) -> Image.Image:
    """The figure's PNG, no larger than this."""
    png = Image.open(io.BytesIO(figure.png.data)).convert("RGB")
    png.thumbnail(size, Image.Resampling.LANCZOS)
    return png


def ink(image: Image.Image) -> float:
    """The share of dark or coloured pixels."""
    small = image.convert("L").point(lambda value: 255 * (value < 250))
    return small.histogram()[255] / (small.width * small.height)


def test_librsvg_draws_it(figure: Figure) -> None:
    drawn = pyvips.Image.svgload_buffer(figure.svg.data).flatten(background=[255, 255, 255])
    assert (drawn.width, drawn.height) == pytest.approx(figure.points, abs=1)  # at 72 an inch, its default
    seen = Image.open(io.BytesIO(drawn.pngsave_buffer()))
    assert ink(seen) == pytest.approx(ink(shrunk(figure, seen.size)), rel=0.25)


def test_a_browser_draws_it(all_figures: tuple[Figure, ...], tmp_path: Path) -> None:
    """Chromium or Firefox draws every figure as the PNG shows it."""
    browser = required_program("browser")
    tags = [_shown(tmp_path / f"{i}.svg", figure.svg.data) for i, figure in enumerate(all_figures)]
    page, shot = tmp_path / "page.html", tmp_path / "shot.png"
    page.write_text(f"<!doctype html><body style='margin:0;background:#fff'>{''.join(tags)}")
    _photograph(browser, page, shot, SIDE * len(tags))
    with Image.open(shot) as photograph:
        for i, figure in enumerate(all_figures):
            png = shrunk(figure, (SIDE, SIDE))
            seen = photograph.crop((0, SIDE * i, png.width, SIDE * i + png.height)).convert("RGB")
            assert ink(seen) == pytest.approx(ink(png), rel=0.25), figure.words


def _shown(path: Path, svg: bytes) -> str:
    path.write_bytes(svg)
    fit = "object-fit:contain;object-position:0 0"
    return f"<img src='{path.name}' style='display:block;width:{SIDE}px;height:{SIDE}px;{fit}'>"


def _photograph(browser: str, page: Path, shot: Path, height: int) -> None:
    profile = page.with_name("profile")
    window = f"--window-size={SIDE},{height}"
    if "firefox" in browser:
        command = [browser, "--headless", "--profile", profile, f"--screenshot={shot}", window, page.as_uri()]
        profile.mkdir()
    else:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
        command = [browser, *options, f"--screenshot={shot}", window, page.as_uri()]
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120)  # noqa: S603 - our page
