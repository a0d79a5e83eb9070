import errno
from collections.abc import Awaitable, Callable
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.refinement import PLATEAU_ROUNDS, SPOILS, Judgement, Refined, Round, refine
from pb_core.errors import (
    BadAnswer,
    CapReached,
    EngineRefused,
    EngineUnavailable,
    LeaseLost,
    PaperBananaError,
    StatisticsDisagree,
    StorageError,
)

Draw = Callable[[int, str], Awaitable[str]]


class ScriptedRounds:
    """Draws drafts ``d1``, ``d2``… and judges them by a script of (score, accepted, has a revision)."""

    def __init__(self, *script: tuple[float, bool, bool]) -> None:
        self.script = script
        self.drawn: list[str] = []
        self.criticised: list[int] = []

    async def draw(self, number: int, draft: str) -> str:
        self.drawn.append(draft)
        return f"picture {number}"

    async def criticise(self, number: int, draft: str, drawing: str) -> Judgement[str]:
        del draft, drawing
        self.criticised.append(number)
        score, accepted, revises = self.script[number - 1]
        return Judgement(score=score, accepted=accepted, revision=f"d{number + 1}" if revises else None)

    async def run(self, rounds: int) -> Refined[str, str]:
        return await refine("d1", rounds, self.draw, self.criticise)


async def test_with_one_round_no_critic_is_called() -> None:
    script = ScriptedRounds()

    refined = await script.run(1)

    assert (refined.best.drawing, script.criticised) == ("picture 1", [])


async def test_acceptance_ends_the_loop() -> None:
    script = ScriptedRounds((5, False, True), (9, True, True), (10, True, True))

    refined = await script.run(10)

    assert (refined.best.number, script.drawn) == (2, ["d1", "d2"])


async def test_the_best_round_is_kept_not_the_last() -> None:
    script = ScriptedRounds((5, False, True), (8, False, True), (6, False, True))

    refined = await script.run(3)

    assert (refined.best.number, len(refined.rounds)) == (2, 3)


async def test_of_equal_rounds_the_earlier_is_kept() -> None:
    refined = await ScriptedRounds((7, False, True), (7, False, True)).run(2)

    assert refined.best.number == 1


async def test_a_plateau_ends_the_loop() -> None:
    script = ScriptedRounds((8, False, True), *[(7, False, True)] * 9)

    await script.run(10)

    assert len(script.drawn) == 1 + PLATEAU_ROUNDS


async def test_nothing_to_revise_ends_the_loop() -> None:
    script = ScriptedRounds((5, False, False))

    await script.run(10)

    assert script.drawn == ["d1"]


async def test_the_last_round_is_criticised_so_that_it_can_be_compared() -> None:
    script = ScriptedRounds((5, False, True), (6, False, True))

    refined = await script.run(2)

    assert (script.criticised, refined.best.number) == ([1, 2], 2)


steps = st.tuples(st.floats(-20, 10), st.booleans(), st.booleans())


@given(rounds=st.integers(1, 10), script=st.lists(steps, min_size=10, max_size=10))
async def test_the_loop_never_exceeds_its_rounds_and_never_delivers_less_than_the_best(
    rounds: int, script: list[tuple[float, bool, bool]]
) -> None:
    script = ScriptedRounds(*script)

    refined = await script.run(rounds)

    assert 1 <= len(refined.rounds) <= rounds
    assert refined.best.score == max(r.score for r in refined.rounds)
    assert not any(r.judgement and r.judgement.accepted for r in refined.rounds[:-1])


LOST = [EngineRefused("It declined."), BadAnswer("No JSON."), EngineUnavailable("503"), CapReached("The cap."),
        StatisticsDisagree("They differ.")]  # fmt: skip


class Breaking(ScriptedRounds):
    """Raises an error while it draws or judges a round."""

    def __init__(self, error: Exception, *, drawing: int = 0, judging: int = 0) -> None:
        super().__init__(*[(5, False, True)] * 9)
        self._error, self._drawing, self._judging = error, drawing, judging

    async def draw(self, number: int, draft: str) -> str:
        if number == self._drawing:
            raise self._error
        return await super().draw(number, draft)

    async def criticise(self, number: int, draft: str, drawing: str) -> Judgement[str]:
        if number == self._judging:
            raise self._error
        return await super().criticise(number, draft, drawing)


@pytest.mark.parametrize("error", LOST)
async def test_an_error_while_a_later_round_is_drawn_delivers_the_best_one(error: Exception) -> None:
    refined = await Breaking(error, drawing=2).run(3)

    assert (refined.best.number, len(refined.rounds)) == (1, 1)
    said = f"Round 2 could not be drawn, so the best one before it is delivered: {str(error).rstrip('.')}."
    assert refined.notes == (said,)


@pytest.mark.parametrize("error", LOST)
@pytest.mark.parametrize("number", [1, 2])
async def test_an_error_of_the_critic_costs_no_drawing(error: Exception, number: int) -> None:
    refined = await Breaking(error, judging=number).run(3)

    assert (refined.best.number, len(refined.rounds)) == (1, number)
    assert refined.notes[0].startswith(f"The critic failed in round {number}, so what was drawn is delivered: ")


@pytest.mark.parametrize("error", LOST)
async def test_while_nothing_is_drawn_an_error_is_raised(error: Exception) -> None:
    with pytest.raises(SPOILS):
        await Breaking(error, drawing=1).run(3)


@pytest.mark.parametrize("error", [LeaseLost("gone"), StorageError("full")])
async def test_faults_of_ours_are_raised_in_every_round(error: PaperBananaError) -> None:
    with pytest.raises(type(error)):
        await Breaking(error, drawing=2).run(3)


@pytest.mark.parametrize("where", [{"drawing": 2}, {"judging": 1}])
async def test_a_fault_in_an_engine_costs_a_round_and_tells_no_detail(
    where: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    refined = await Breaking(KeyError("a secret"), **where).run(3)

    assert refined.best.drawing == "picture 1"
    assert refined.notes[0].endswith(": an internal fault stopped it; the operator's log tells more.")
    assert "a secret" in caplog.text


async def test_a_fault_in_an_engine_is_raised_while_nothing_is_drawn() -> None:
    with pytest.raises(KeyError):
        await Breaking(KeyError("a secret"), drawing=1).run(3)


async def test_a_critic_that_cannot_judge_ends_the_loop_without_a_note() -> None:
    async def draw(number: int, draft: str) -> str:
        return f"{draft}{number}"

    async def blind(_number: int, _draft: str, _drawing: str) -> None:
        return None

    refined: Refined[str, str] = await refine("d", 3, draw, blind)

    assert ([r.drawing for r in refined.rounds], refined.notes) == (["d1"], ())


def test_a_round_that_was_judged_badly_is_better_than_one_that_was_not() -> None:
    bad: Judgement[str] = Judgement(score=-4, accepted=False, revision=None)
    rounds: tuple[Round[str, str], ...] = (
        Round(number=1, draft="d1", drawing="p1", judgement=bad),
        Round(number=2, draft="d2", drawing="p2", judgement=None),
    )
    assert Refined(rounds=rounds).best.number == 1


def test_what_the_critic_sees_becomes_sentences() -> None:
    judgement: Judgement[str] = Judgement(score=1, accepted=False, revision=None, faults=("the frame is missing",))
    judged = Round(number=1, draft="d", drawing="p", judgement=judgement)
    assert judged.seen == ("The critic sees in this figure: the frame is missing.",)


@pytest.mark.parametrize("shortage", [OSError(errno.EIO, "Input/output error"), MemoryError()])
@pytest.mark.parametrize("fails", ["draw", "criticise"])
async def test_a_shortage_of_the_server_costs_no_round(shortage: Exception, fails: str) -> None:
    script = ScriptedRounds((5, False, True), (8, False, True))

    async def short(*_: object) -> NoReturn:
        raise shortage

    draw = script.draw if fails == "criticise" else _second(script.draw, short)
    with pytest.raises(type(shortage)):
        await refine("d1", 2, draw, short if fails == "criticise" else script.criticise)


def _second(first: Draw, second: Draw) -> Draw:
    """Draws the first round with one, all others with the other."""
    return lambda number, draft: (first if number == 1 else second)(number, draft)
