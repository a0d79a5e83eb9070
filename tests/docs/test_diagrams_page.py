"""The page on diagrams: its flowcharts and its JSON are read, its commands run, its words are the code's."""

import json
import re
from pathlib import Path

import pytest

from pb_adapters.drawing.diagrams.corner_marks import STATES
from pb_adapters.drawing.diagrams.glyph_choice import glyph_of
from pb_adapters.drawing.diagrams.glyph_marks import MARKS
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS
from pb_adapters.notation import MermaidFlowcharts
from pb_core.domain.diagrams.arrow_chains import chains_in
from pb_core.domain.diagrams.notation import PartComment, PlanComment
from pb_core.domain.diagrams.plan import read_plan
from pb_core.domain.diagrams.spec import ConnectionKind, Direction, ElementKind, Heads, Palette
from pb_core.domain.diagrams.support import Support
from support.documents import blocks
from support.paths import ROOT
from support.processes import Run

PAGE = "docs/diagrams.md"


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / PAGE).read_text("utf-8")


def test_its_flowcharts_are_read_without_notes() -> None:
    for block in blocks(PAGE, "mermaid"):
        assert MermaidFlowcharts().read(block).notes == ()


def test_its_chains_and_its_json_are_plans() -> None:
    assert all(chains_in(block) for block in blocks(PAGE, "text"))
    assert all(read_plan(json.loads(block)) for block in blocks(PAGE, "json"))


def test_its_table_of_shapes_is_what_is_read(text: str) -> None:
    rows = re.findall(r"^\| `(a.*?)`.* \| (\w+) \| (.*)\|$", text, re.MULTILINE)
    assert {kind for _, kind, _ in rows} == {kind.value for kind in ElementKind}
    for written, kind, others in rows:
        shapes = [written, *re.findall(r"`([(\[>{@].*?)`", others)]
        for shape in shapes:
            (element,) = (
                MermaidFlowcharts().read(f"flowchart\n{shape if shape.startswith('a') else f'a{shape}'}").spec.elements
            )
            assert element.kind.value == kind, shape


def test_every_word_is_named(text: str) -> None:
    enumerations = (ConnectionKind, Heads, Palette, Direction, Support)
    words = {member.value for kind in enumerations for member in kind}
    fields = {*PartComment.__struct_fields__, *PlanComment.__struct_fields__}
    assert {word for word in words | fields if f"`{word}`" not in text} == set()


def test_each_pictogram_is_shown_once_and_named(text: str) -> None:
    plan = MermaidFlowcharts().read((ROOT / "docs/images/diagrams/pictograms.mmd").read_text("utf-8")).spec
    shown = [glyph_of(element) for element in plan.elements]
    assert sorted(map(str, shown)) == sorted(GLYPHS.keys() - MARKS.keys() - STATES)
    (names,) = re.findall(r"!\[The 43 pictograms: (.*?)\]", text, re.DOTALL)
    assert re.split(r"[,;]\s", names) == [element.label.lower() for element in plan.elements]


@pytest.mark.drill
def test_its_commands_run_as_printed(script: Run, workplace: Path) -> None:
    for block in blocks(PAGE, "bash"):
        script(block, name="commands.sh")
    assert (workplace / "again.svg").stat().st_size > 1000
