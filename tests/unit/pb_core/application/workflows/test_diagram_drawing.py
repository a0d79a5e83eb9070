"""A drawing under a spending cap: without what it would buy where it can be, else not at all."""

import pytest

from pb_core.domain.billing import Caps
from pb_core.errors import CapReached
from pb_core.testing.memory.images import ScriptedImages
from support.diagram_run import DiagramRun

TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors."


class Paid(ScriptedImages):
    def estimate(self, _: object) -> int:
        return 30_000


class Sparing(Paid):
    """Buys something beside the drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.unpaid = ScriptedImages()


async def test_what_a_cap_forbids_to_buy_is_left_out_of_the_drawing() -> None:
    engine = Sparing()
    run = DiagramRun(images=engine)
    run.caps = Caps(task_micros=20_000)

    result = await run.draw(source=TEXT)

    assert (len(engine.requests), len(engine.unpaid.requests)) == (0, 1)
    (note,) = (note for note in result.notes if note.startswith("Nothing was bought for this drawing: "))
    assert "spending cap of $0.02" in note


async def test_within_the_cap_it_is_bought() -> None:
    engine = Sparing()
    run = DiagramRun(images=engine)
    run.caps = Caps(task_micros=40_000)

    await run.draw(source=TEXT)

    assert (len(engine.requests), len(engine.unpaid.requests)) == (1, 0)


async def test_a_drawing_that_itself_is_bought_fails() -> None:
    run = DiagramRun(images=Paid())
    run.caps = Caps(task_micros=20_000)
    with pytest.raises(CapReached):
        await run.draw(source=TEXT)
