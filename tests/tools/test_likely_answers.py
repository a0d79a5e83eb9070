"""Which questions geometry answers with no, of plans and scenes whose answer is known."""

from pathlib import Path

import likely_answers
from likely_answers import answers
from pb_core.domain.diagrams.scene import DrawnScene

_PLAN = "flowchart LR\n a[Scan] --> b[Encoder] --> c[Decoder] --> d[Mask]\n"


def test_a_chain_that_fills_its_page_has_no_no_but_for_its_place(tmp_path: Path) -> None:
    path = tmp_path / "chain.mmd"
    path.write_text(_PLAN, encoding="utf-8")
    told = answers(path, width=None, keep=tmp_path / "drawn")
    assert not told.failure
    assert not {3, 6, 10, 12} & set(told.noes)
    assert told.measures["score"] > 0.5
    assert told.digest == answers(path, width=None).digest
    assert (tmp_path / "drawn" / "chain.png").stat().st_size > 1000


def test_a_plan_is_drawn_with_the_look_that_it_fixes(tmp_path: Path) -> None:
    plain, told = tmp_path / "plain.mmd", tmp_path / "told.mmd"
    plain.write_text(_PLAN, encoding="utf-8")
    told.write_text(f"{_PLAN} class c emphasis\n", encoding="utf-8")
    assert answers(plain, width=None).digest != answers(told, width=None).digest
    marked = tmp_path / "marked.json"
    marked.write_text('{"elements": [{"id": "a", "label": "A"}], "styling": {"emphasis": ["b"]}}', encoding="utf-8")
    assert "no element" in answers(marked, width=None).failure


def test_what_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.mmd"
    path.write_text("flowchart LR\n a => b\n", encoding="utf-8")
    assert "a thick arrow" in answers(path, width=None).failure


def test_each_measure_beyond_its_limit_is_a_no() -> None:
    scene = DrawnScene(width=250, height=700, boxes=(), frames=(), texts=(), lines=())
    for question, most in likely_answers._MOST.items():
        for name, limit in most.items():
            found = list(likely_answers._noes({name: limit + 0.01}, scene, column=False))
            assert found == [question]
            assert not list(likely_answers._noes({name: limit}, scene, column=False))


def test_only_a_column_may_be_too_high() -> None:
    scene = DrawnScene(width=250, height=700, boxes=(), frames=(), texts=(), lines=())
    assert list(likely_answers._noes({}, scene, column=True)) == [12]
    assert not list(likely_answers._noes({}, scene, column=False))
