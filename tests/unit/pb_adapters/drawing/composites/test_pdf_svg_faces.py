from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from pb_adapters.drawing.composites.label_text import run_width
from pb_adapters.drawing.composites.pdf import name_faces

FAMILIES = {"Source Sans Pro", "DejaVu Sans", "DejaVu Sans Mono", "Noto Sans CJK SC", "STIXGeneral"}


def named(svg: str) -> Element:
    root = fromstring(f"<svg>{svg}</svg>")  # noqa: S314 - written here
    name_faces(root, FAMILIES)
    return root


def runs(svg: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(run.text, run.get("font-family"), run.get("font-weight")) for run in named(svg).iter("tspan")]


@pytest.mark.parametrize("family", ["", "Arial, sans-serif", "'Source Sans Pro', Arial"])
def test_text_without_a_face_that_there_is_takes_the_house_faces(family: str) -> None:
    assert runs(f'<text font-family="{family}">Ab 图∮</text>') == [
        ("Ab ", "Source Sans Pro", None),
        ("图", "Noto Sans CJK SC", None),
        ("∮", "DejaVu Sans", None),
    ]


@pytest.mark.parametrize(
    "style", ["font-family: 'Source Sans Pro Semibold', Arial", "font: 9px 'p1 X', 'Source Sans Pro Semibold'"]
)
def test_semibold_is_a_weight(style: str) -> None:
    assert runs(f'<g style="{style}"><text>a</text></g>') == [("a", "Source Sans Pro", "600")]


def test_generic_families_have_a_face_each() -> None:
    mono, serif = (named(f'<text font-family="Foo, {name}">a图</text>') for name in ("monospace", "serif"))
    assert list(mono.iter("tspan")) == list(serif.iter("tspan")) == []


def test_text_in_another_face_that_there_is_stays_as_it_is() -> None:
    assert runs('<g font-family="STIXGeneral"><text style="font-size:9px">α</text></g>') == []


def test_text_between_and_after_parts_keeps_its_place() -> None:
    root = named("<text>a<tspan>b</tspan>c<title>d</title>e</text>")
    assert "".join(root.itertext()) == "abcde"
    assert [run.text for run in root.iter("tspan") if run.text] == ["a", "b", "c", "e"]


@pytest.mark.parametrize(("anchor", "before"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_runs_of_several_faces_stand_beside_each_other(anchor: str, before: float) -> None:
    style = f"font-size: 10px; text-anchor: {anchor}"
    first, second = named(f'<text x="100" style="{style}">Ab图</text>').iter("tspan")
    wide = run_width("Ab", "Source Sans Pro") * 10
    start = 100 - before * (wide + 10)
    assert float(first.get("x", "")) == pytest.approx(start, abs=1e-3)
    assert float(second.get("x", "")) == pytest.approx(start + wide, abs=1e-3)
    assert first.get("text-anchor") == second.get("text-anchor") == "start"


@pytest.mark.parametrize("attributes", ['x="1 2" style="font-size:9px"', 'x="1"', 'x="1" style="font-size:2em"'])
def test_runs_whose_place_cannot_be_told_get_none(attributes: str) -> None:
    assert " x=" not in tostring(named(f"<text {attributes}>a图</text>"), "unicode").partition(">")[2].partition(">")[2]
