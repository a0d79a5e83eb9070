"""The refinement loop: draw, criticise, accept or revise; keep the best; stop on acceptance or plateau."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from msgspec import Struct

PLATEAU_ROUNDS = 2
"""So many rounds in a row without a better score end the loop."""

Draft = TypeVar("Draft")
Drawing = TypeVar("Drawing")


class Judgement(Struct, Generic[Draft], frozen=True, kw_only=True):
    """What the critic's verdict comes to: ``revision`` is ``None`` when nothing would be drawn differently."""

    score: float
    accepted: bool
    revision: Draft | None


class Round(Struct, Generic[Draft, Drawing], frozen=True, kw_only=True):
    """One round: what was to be drawn, what was drawn and how it was judged (``None``: no critic was asked)."""

    number: int
    draft: Draft
    drawing: Drawing
    judgement: Judgement[Draft] | None

    @property
    def score(self) -> float:
        """The score that rounds are compared by."""
        return self.judgement.score if self.judgement else 0.0


class Refined(Struct, Generic[Draft, Drawing], frozen=True, kw_only=True):
    """Every round that was drawn, and the best of them: the earliest with the highest score."""

    rounds: tuple[Round[Draft, Drawing], ...]

    @property
    def best(self) -> Round[Draft, Drawing]:
        """The round to deliver."""
        return max(self.rounds, key=lambda r: r.score)


async def refine(
    draft: Draft,
    rounds: int,
    draw: Callable[[int, Draft], Awaitable[Drawing]],
    criticise: Callable[[int, Draft, Drawing], Awaitable[Judgement[Draft]]],
    *,
    spoils: tuple[type[Exception], ...] = (),
) -> Refined[Draft, Drawing]:
    """Draw at most ``rounds`` times (at least 1). With 1, no critic is called.

    An error of a kind in ``spoils`` costs a later round and ends the loop; in the first round it is raised.
    """
    done: list[Round[Draft, Drawing]] = []
    for number in range(1, rounds + 1):
        try:
            drawing = await draw(number, draft)
        except spoils:
            if not done:
                raise
            break
        judgement = await criticise(number, draft, drawing) if rounds > 1 else None
        done.append(Round(number=number, draft=draft, drawing=drawing, judgement=judgement))
        if judgement is None or judgement.accepted or judgement.revision is None or _plateau(done):
            break
        draft = judgement.revision
    return Refined(rounds=tuple(done))


def _plateau(done: list[Round[Draft, Drawing]]) -> bool:
    best = Refined(rounds=tuple(done)).best
    return done[-1].number - best.number >= PLATEAU_ROUNDS
