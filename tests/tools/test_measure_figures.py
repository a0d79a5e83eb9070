"""The measuring program: what it finds on pictures whose answer is known."""

import io
import itertools
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image, ImageDraw

import measure_figures
from figure_pixels import measure_pixels, measure_type, pixels
from pb_core.domain.diagrams.design_targets import TARGETS
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element


def page(wide: int = 1200, high: int = 600) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (wide, high), "white")
    return image, ImageDraw.Draw(image)


def measured(image: Image.Image) -> dict[str, float]:
    buffer = io.BytesIO()
    image.save(buffer, "png")
    return measure_pixels(pixels(buffer.getvalue(), is_svg=False))


def test_an_empty_page_is_quiet_and_has_no_margin() -> None:
    found = measured(page()[0])
    assert found["quiet share"] == 1
    assert found["marked cells"] == 0
    assert "margin" not in found
    assert found["aspect"] == 2


def test_a_frame_leaves_its_inside_empty() -> None:
    image, draw = page()
    draw.rectangle((12, 12, 1187, 587), outline="black", width=2)
    found = measured(image)
    assert found["margin"] == pytest.approx(0.01, abs=0.001)
    assert found["margin spread"] <= 0.001
    assert found["quiet share"] > 0.9


def test_a_checkered_half_leaves_the_other_half() -> None:
    image, draw = page()
    for x in range(0, 600, 8):
        draw.line((x, 0, x, 599), fill="black", width=2)
    found = measured(image)
    assert found["quiet share"] == pytest.approx(0.5, abs=0.02)
    assert found["marked cells"] == pytest.approx(0.5, abs=0.03)


def test_light_colour_is_tint_and_strong_colour_has_a_hue() -> None:
    image, draw = page()
    draw.rectangle((0, 0, 599, 599), fill="#eef4f9")
    draw.rectangle((700, 100, 800, 200), fill="#0b62a8")
    draw.rectangle((900, 100, 1000, 200), fill="#c14e00")
    found = measured(image)
    assert found["tints"] == pytest.approx(0.5, abs=0.01)
    assert found["hues"] == 2


def test_every_size_of_picture_is_measured_alike() -> None:
    image, draw = page(2400, 1200)
    draw.rectangle((24, 24, 2375, 1175), outline="black", width=4)
    assert measured(image)["margin"] == pytest.approx(0.01, abs=0.001)


def test_an_svg_is_drawn_on_white_and_its_type_read() -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 240" width="480" height="240">'
        b'<rect x="10" y="10" width="100" height="100" fill="none" stroke="black"/>'
        b'<text x="20" y="40" style="font-size: 11px; font-family: sans-serif">A title</text>'
        b'<text x="20" y="60" style="font: 7px sans-serif">small</text>'
        b'<text x="20" y="80" style="font-size: 4px; font-family: \'STIXGeneral\'">t</text></svg>'
    )
    assert pixels(svg, is_svg=True).shape == (600, 1200, 3)
    assert float(pixels(svg, is_svg=True)[-1, -1].min()) == 1
    found = measure_type(svg)
    assert found["type ratio"] == pytest.approx(11 / 7)
    assert found["title type"] == pytest.approx(11 / 480)
    assert found["words"] == 3
    assert measure_type(b'<svg xmlns="http://www.w3.org/2000/svg"/>') == {}


def test_plans_are_drawn_measured_and_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = "abcdefg"
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=f"Part {name}") for name in names),
        connections=tuple(Connection(source=a, target=b) for a, b in itertools.pairwise(names)),
    )
    (tmp_path / "one.json").write_bytes(msgspec.json.encode(spec))
    (tmp_path / "two.json").write_bytes(msgspec.json.encode({"spec": spec}))
    Image.fromarray(np.full((60, 120, 3), 255, np.uint8)).save(tmp_path / "three.png")
    results = [measure_figures.draw_and_measure(tmp_path / f"{name}.json", "auto") for name in ("one", "two")]
    results.append(measure_figures.measure_file(tmp_path / "three.png"))
    status = measure_figures.report([result for result in results if result], each=True)
    told = capsys.readouterr().out
    assert status == 0
    assert "3 figures, 3 drawn" in told
    assert "### Agreement of geometry and pixels" in told
    assert "| quiet share | 2 |" in told
    assert TARGETS["quiet share"].told() in told


def test_a_plan_that_cannot_be_drawn_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crowd = DiagramSpec(elements=tuple(Element(id=f"e{i}", label=f"{i} " + "wide words " * 10) for i in range(60)))
    (tmp_path / "crowd.json").write_bytes(msgspec.json.encode(crowd))
    result = measure_figures.draw_and_measure(tmp_path / "crowd.json", "4:1")
    assert result is not None
    assert result.failure
    assert measure_figures.report([result], each=False) == 1
    assert "crowd 4:1" in capsys.readouterr().out
