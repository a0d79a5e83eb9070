"""Every text of the corpus: grounded, connected, readable, deterministic."""

from pathlib import Path

import pytest
from pb_adapters.planners.offline.planner import plan

from pb_core.domain.diagrams.quotations import find_quote
from pb_core.domain.diagrams.spec import DiagramSpec, validate
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import NothingToDraw
from support.paths import CORPUS

METHODS = sorted((CORPUS / "methods").glob("*.txt"))
HOSTILE = sorted((CORPUS / "hostile").glob("*.txt"))
NOTHING = {"arabic", "chinese", "german", "no-method", "only-equations", "references-page"}


def brief_of(path: Path) -> PlanBrief:
    caption, _, source = path.read_text(encoding="utf-8").partition("\n\n")
    return PlanBrief(source=source, caption=caption.removeprefix("caption:").strip())


def connected(spec: DiagramSpec) -> bool:
    seen = {spec.elements[0].id}
    for _ in spec.elements:
        for connection in spec.connections:
            if seen & {connection.source, connection.target}:
                seen |= {connection.source, connection.target}
    return len(seen) == len(spec.elements)


def check(brief: PlanBrief, answer: Plan) -> None:
    spec = validate(answer.spec)
    assert check_support(spec, brief.source).findings == ()
    for part in (*spec.elements, *spec.connections, *spec.groups):
        assert part.evidence
        assert len(part.evidence) <= 300
        assert part.evidence in brief.source
        assert find_quote(part.evidence, brief.source)
    assert all(len(element.label) <= 48 for element in spec.elements)
    assert connected(spec)
    assert plan(brief) == answer


@pytest.mark.parametrize("path", METHODS, ids=lambda path: path.stem)
def test_a_method_section_becomes_a_grounded_readable_graph(path: Path) -> None:
    brief = brief_of(path)
    answer = plan(brief)
    check(brief, answer)
    assert 3 <= len(answer.spec.elements) <= 18


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_text_is_drawn_soundly_or_refused_with_a_sentence(path: Path) -> None:
    brief = brief_of(path)
    if path.stem in NOTHING:
        with pytest.raises(NothingToDraw):
            plan(brief)
    else:
        check(brief, plan(brief))
