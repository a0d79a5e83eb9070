"""Twenty instructions on five figures, by rules and by scripted models: what became of each."""

from pathlib import Path

import anyio
import pytest

from revise_figures import Revised, revise_all
from revisions.cases import FIGURES

REFUSED = "make the heads nicer"


@pytest.mark.drill
async def test_every_instruction_does_what_it_says_or_is_refused_with_what_is_known(tmp_path: Path) -> None:
    told = {one.words: one for one in await revise_all(tmp_path)}
    assert len(told) == sum(len(figure.cases) for figure in FIGURES) == 20
    assert "They know: reverse the arrow" in (told.pop(REFUSED).error or "")
    assert {one.words: one.error for one in told.values() if one.error} == {}
    assert all(one.changes for one in told.values())
    assert not any("Left out" in note for one in told.values() for note in one.notes)
    merged = _of(told, "merge the two heads")
    assert "'class head' is called 'Head'" in merged.changes
    assert _of(told, "add a box 'Sandbox'").authors == ("sandbox", "tester->sandbox")
    assert any("nobody ordered it: remove" in note for note in _of(told, "Label what the encoders").notes)
    pictures = [path async for path in anyio.Path(tmp_path).glob("*.png")]
    assert len(pictures) == 19 + 2 * len(FIGURES)


def _of(told: dict[str, Revised], beginning: str) -> Revised:
    return next(one for words, one in told.items() if words.startswith(beginning))
