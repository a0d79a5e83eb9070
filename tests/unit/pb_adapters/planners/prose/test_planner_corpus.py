"""Every text of our own: what is drawn is what it says, no item of a list is lost, and refusing is allowed.

The texts were written by those who wrote the rules; they guard what works and prove nothing about other people's texts.
"""

from pathlib import Path

import pytest

from pb_adapters.planners.prose.planner import plan
from pb_core.domain.diagrams.confidence import coverage
from pb_core.domain.diagrams.skeleton.outlines import Form, Skeleton
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from pb_core.domain.diagrams.spec import validate
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import NothingToDraw
from support.paths import CORPUS

METHODS = sorted((CORPUS / "methods").glob("*.txt"))
HOSTILE = sorted((CORPUS / "hostile").glob("*.txt"))
NOTHING = {"arabic", "german", "no-method", "only-equations", "references-page"}
DRAWN = 16
"""At least so many of the method sections are drawn; the others lay out too little."""


def brief_of(path: Path) -> PlanBrief:
    caption, _, source = path.read_text(encoding="utf-8").partition("\n\n")
    return PlanBrief(source=source, caption=caption.removeprefix("caption:").strip())


def planned(brief: PlanBrief) -> Plan | None:
    try:
        return plan(brief)
    except NothingToDraw:
        return None


def check(brief: PlanBrief, answer: Plan) -> None:
    spec = validate(answer.spec)
    skeleton = read_skeleton(brief.source, brief.caption)
    report = check_support(spec, brief.source, brief.caption, skeleton=skeleton)
    assert report.findings == ()
    assert all(part.evidence for part in (*spec.elements, *spec.connections))
    assert len(spec.elements) >= 3 or spec.connections
    orders = Skeleton(outlines=tuple(outline for outline in skeleton.outlines if outline.form is Form.CHAIN))
    assert coverage(spec, report, orders, ()).share in (None, 1)


@pytest.mark.parametrize("path", [*METHODS, *HOSTILE], ids=lambda path: path.stem)
def test_what_is_drawn_is_what_the_text_says(path: Path) -> None:
    brief = brief_of(path)
    answer = planned(brief)
    assert planned(brief) == answer
    if answer is not None:
        assert path.stem not in NOTHING
        check(brief, answer)


def test_enough_of_the_texts_are_drawn() -> None:
    assert sum(planned(brief_of(path)) is not None for path in METHODS) >= DRAWN
