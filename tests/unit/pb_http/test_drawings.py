import anyio
import pytest

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec
from pb_core.domain.tables.table import Column, ColumnType, Shape, Table
from pb_core.errors import CannotDraw
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import ScriptedPlots
from pb_http.drawings import FRESH_SECONDS, MOST_KEPT, Drawings

REQUEST = PlotRequest(
    spec=PlotSpec(
        layer=(
            Layer(
                mark=Mark(type=MarkType.BAR),
                encoding=Encoding(
                    x=Channel(field="a", type=FieldType.NOMINAL), y=Channel(field="b", type=FieldType.QUANTITATIVE)
                ),
            ),
        )
    ),
    table=Table(
        columns=(
            Column(name="a", type=ColumnType.TEXT, values=("x",)),
            Column(name="b", type=ColumnType.NUMBER, values=(1,)),
        ),
        shape=Shape.COLUMNS,
    ),
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine() -> ScriptedPlots:
    return ScriptedPlots()


@pytest.fixture
def drawings(engine: ScriptedPlots, clock: Clock) -> Drawings:
    return Drawings(engine, clock)


async def asked() -> PlotRequest | None:
    return REQUEST


async def test_a_plot_is_drawn_anew_once_it_is_not_fresh_any_more(
    drawings: Drawings, engine: ScriptedPlots, clock: Clock
) -> None:
    first = await drawings.of("tasks", asked)
    clock.now = FRESH_SECONDS - 1
    assert await drawings.of("tasks", asked) is first
    assert len(engine.requests) == 1
    clock.now = FRESH_SECONDS
    await drawings.of("tasks", asked)
    await drawings.of("cost", asked)
    assert len(engine.requests) == 3


async def test_many_who_ask_at_once_get_one_drawing(drawings: Drawings, engine: ScriptedPlots) -> None:
    async with anyio.create_task_group() as readers:
        for _ in range(5):
            readers.start_soon(drawings.of, "tasks", asked)
    assert len(engine.requests) == 1


async def test_what_cannot_be_drawn_is_asked_for_again(drawings: Drawings, engine: ScriptedPlots) -> None:
    engine.scripts.append(CannotDraw("no room"))
    with pytest.raises(CannotDraw):
        await drawings.of("tasks", asked)
    assert await drawings.of("tasks", asked) is not None


async def test_of_nothing_there_is_no_drawing(drawings: Drawings, engine: ScriptedPlots) -> None:
    async def nothing() -> PlotRequest | None:
        return None

    assert await drawings.of("tasks", nothing) is None
    assert engine.requests == []


async def test_only_some_are_kept(drawings: Drawings, engine: ScriptedPlots) -> None:
    for number in range(MOST_KEPT + 1):
        await drawings.of(str(number), asked)
    await drawings.of("1", asked)
    assert len(engine.requests) == MOST_KEPT + 1
    await drawings.of("0", asked)
    assert len(engine.requests) == MOST_KEPT + 2
