"""Candidates: a figure is made several times, one after another; the best is delivered and all stand beside it."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.refinement import Judgement, is_lost, loss_note
from pb_core.application.waiting import is_outage, is_unexpected
from pb_core.domain.tasks import Candidate, TaskResult
from pb_core.errors import CapReached, DeadlinePassed, EngineError, PaperBananaError

UNJUDGED = (
    "No critic compared the candidates: the one that shows most of its text with the fewest faults by the program's "
    "own checks is the task's picture, the first of those alike."
)


class Made(Struct, frozen=True, kw_only=True):
    """A candidate as it was made: its result, who drew it, how it was judged and what our own checks found in it.

    ``judgement`` is ``None`` where no critic judged it. ``misses`` counts the targets of design that it falls short of.
    """

    result: TaskResult
    engine: str
    judgement: Judgement[Any] | None = None
    findings: int = 0
    misses: int = 0

    @property
    def worth(self) -> tuple[float, float, int, int]:
        """What candidates are compared by: the score, what is shown of the text, the findings, the missed targets."""
        score = self.judgement.score if self.judgement else float("-inf")
        return score, self.result.confidence or 0.0, -self.findings, -self.misses


async def best_of(count: int, make: Callable[[int], Awaitable[Made]]) -> TaskResult:
    """Make candidates 1 to ``count`` and deliver the best, the earliest of those alike.

    One that fails by itself costs the others nothing: a note names it. While none is made, what may pass and what
    concerns all of them is raised on at once, and so is a shortage of the server's own at any time; if none can be
    made, the first one's error. One whose picture is that of an earlier one, byte for byte, is left out with a note.
    """
    if count == 1:
        return (await make(1)).result
    made: dict[int, Made] = {}
    lost: dict[int, Exception] = {}
    for number in range(1, count + 1):
        try:
            made[number] = await make(number)
        except Exception as error:
            if not (is_lost(error) if made else _is_its_own(error)):
                raise
            lost[number] = error
    if not made:
        raise lost[1]
    return _delivered(made, lost)


def _is_its_own(error: Exception) -> bool:
    """Whether an error says nothing of further candidates: neither an outage nor a cap, a deadline or a bug."""
    if not isinstance(error, PaperBananaError) or isinstance(error, CapReached | DeadlinePassed):
        return False
    return isinstance(error, EngineError) and not is_outage(error) and not is_unexpected(error)


def _delivered(made: dict[int, Made], lost: dict[int, Exception]) -> TaskResult:
    notes = [loss_note(f"Candidate {number} could not be made", error) for number, error in lost.items()]
    seen: dict[str, int] = {}
    for number, one in list(made.items()):
        twin = seen.setdefault(one.result.artifacts[0].digest, number)
        if twin != number:
            notes.append(f"Candidate {number} came out exactly as candidate {twin} did, so it is left out.")
            del made[number]
    best = max(made, key=lambda number: made[number].worth)
    if len(made) > 1 and all(one.judgement is None for one in made.values()):
        notes.append(UNJUDGED)
    result = made[best].result
    candidates = tuple(_told(number, one, best=number == best) for number, one in made.items())
    return replace(result, notes=(*notes, *result.notes), candidates=candidates)


def _told(number: int, made: Made, *, best: bool) -> Candidate:
    judgement = made.judgement
    return Candidate(
        index=number,
        result=made.result,
        engine=made.engine,
        score=judgement.score if judgement else None,
        accepted=judgement.accepted if judgement else None,
        best=best,
    )
