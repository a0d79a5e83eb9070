"""The refinement loop: draws, criticises, accepts or revises; keeps the best; stops on acceptance or plateau.

Nothing that was drawn is lost: an error of an engine after the first drawn round ends the loop and costs no figure.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from msgspec import Struct

from pb_core.application.holding import is_shortage
from pb_core.errors import CapReached, DeadlinePassed, EngineError, PaperBananaError, StatisticsDisagree

log = logging.getLogger(__name__)

PLATEAU_ROUNDS = 2
"""So many rounds in a row without a better score end the loop."""

SPOILS = (EngineError, CapReached, DeadlinePassed, StatisticsDisagree)
"""Errors that cost a later round, never what was drawn before; faults of the store or of a lease are no such errors."""

Draft = TypeVar("Draft")
Drawing = TypeVar("Drawing")


class Judgement(Struct, Generic[Draft], frozen=True, kw_only=True):
    """What the critic's verdict comes to: ``revision`` is ``None`` when nothing would be drawn differently.

    ``faults`` are sentences about what the critic sees wrong, ``advice`` what it suggests besides.
    """

    score: float
    accepted: bool
    revision: Draft | None
    faults: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


class Round(Struct, Generic[Draft, Drawing], frozen=True, kw_only=True):
    """One round: what was to be drawn, what was drawn and how it was judged (``None``: it was not)."""

    number: int
    draft: Draft
    drawing: Drawing
    judgement: Judgement[Draft] | None

    @property
    def score(self) -> float:
        """The score that rounds are compared by; a round that was not judged comes after all that were."""
        return self.judgement.score if self.judgement else float("-inf")

    @property
    def seen(self) -> tuple[str, ...]:
        """What the critic sees wrong in this round, for its reader."""
        faults = self.judgement.faults if self.judgement else ()
        return tuple(f"The critic sees in this figure: {fault}." for fault in faults)

    @property
    def advice(self) -> tuple[str, ...]:
        """What the critic suggests for this round."""
        return self.judgement.advice if self.judgement else ()


class Refined(Struct, Generic[Draft, Drawing], frozen=True, kw_only=True):
    """Every round that was drawn, and the best of them: the earliest with the highest score.

    ``stopped`` is a sentence that says what failed where an error ended the loop.
    """

    rounds: tuple[Round[Draft, Drawing], ...]
    stopped: str = ""

    @property
    def best(self) -> Round[Draft, Drawing]:
        """The round to deliver."""
        return max(self.rounds, key=lambda r: r.score)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of how the loop ended."""
        return (self.stopped,) if self.stopped else ()


async def refine(
    draft: Draft,
    rounds: int,
    draw: Callable[[int, Draft], Awaitable[Drawing]],
    criticise: Callable[[int, Draft, Drawing], Awaitable[Judgement[Draft] | None]],
) -> Refined[Draft, Drawing]:
    """Draw at most ``rounds`` times (at least 1). With 1, no critic is called; one that cannot judge answers ``None``.

    An error of a kind in ``SPOILS``, or one that is none of ours, as a fault in an engine, is raised only while nothing
    is drawn; after that it ends the loop. A shortage of the server's own is always raised, as it passes.
    """
    done: list[Round[Draft, Drawing]] = []
    stopped = ""
    for number in range(1, rounds + 1):
        try:
            drawing = await draw(number, draft)
        except Exception as error:
            if not done or not is_lost(error):
                raise
            stopped = loss_note(f"Round {number} could not be drawn, so the best one before it is delivered", error)
            break
        judgement = None
        try:
            judgement = await criticise(number, draft, drawing) if rounds > 1 else None
        except Exception as error:
            if not is_lost(error):
                raise
            stopped = loss_note(f"The critic failed in round {number}, so what was drawn is delivered", error)
        done.append(Round(number=number, draft=draft, drawing=drawing, judgement=judgement))
        if judgement is None or judgement.accepted or judgement.revision is None or _plateau(done):
            break
        draft = judgement.revision
    return Refined(rounds=tuple(done), stopped=stopped)


def is_lost(error: Exception) -> bool:
    """Whether an error costs a round or candidate only: faults of store, disk, memory or of a lease end the run."""
    return isinstance(error, SPOILS) or not (isinstance(error, PaperBananaError) or is_shortage(error))


def loss_note(what: str, error: Exception) -> str:
    """What is told of a lost round or candidate; the sentence of an error that is none of ours may hold anything."""
    if not isinstance(error, PaperBananaError):
        log.error("a later round or candidate was lost by a fault", exc_info=error)
        return f"{what}: an internal fault stopped it; the operator's log tells more."
    log.warning(
        "a later round or candidate was lost: %s", type(error).__name__
    )  # its sentence may quote the caller's text
    return f"{what}: {str(error).rstrip('.')}."


def _plateau(done: list[Round[Draft, Drawing]]) -> bool:
    best = Refined(rounds=tuple(done)).best
    return done[-1].number - best.number >= PLATEAU_ROUNDS
