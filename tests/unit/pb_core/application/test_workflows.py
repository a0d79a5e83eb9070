from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.workflows import PLATEAU_ROUNDS, Judgement, Refined, refine


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
