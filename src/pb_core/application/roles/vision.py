"""Vision: probes once whether a model sees pictures before it judges one; a blind one is refused, never trusted."""

import anyio
import msgspec
from msgspec import Struct

from pb_core.application.engines import FallbackVlm, engines_of, name_of
from pb_core.application.journal import Done, Steps, StepSubmission
from pb_core.application.roles import render, request_of, system_of
from pb_core.domain.billing import Usage
from pb_core.domain.questions import Reading, VisionBrief
from pb_core.domain.questions.vision_probe import VisionRecord, draw_token, names_token, token_of
from pb_core.errors import BadAnswer, Billed, BlindEngine, EngineError, EngineRefused
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.storage import VisionStore
from pb_core.ports.vlm import ImagePart, VlmEngine, VlmRequest, estimate

ROLE = "vision"
STEP = "probe"
"""Its name goes on with the model's: what one model answered says nothing of another."""
MAX_OUTPUT_TOKENS = 4_096
"""Room for a model that thinks before it says a word."""


class ProbeAnswer(Struct, frozen=True, kw_only=True):
    """What a probe showed, what the model said, and whether that is it."""

    token: str
    said: str
    sees: bool


def question(token: str) -> VlmRequest:
    """The request that shows a token and asks for it."""
    picture = ImagePart(media_type="image/png", data=draw_token(token))
    request = request_of(ROLE, render(ROLE), VisionBrief(token=token), Reading, (picture,), system=system_of(ROLE))
    return msgspec.structs.replace(request, max_output_tokens=MAX_OUTPUT_TOKENS, temperature=0.0)


async def probe(engine: VlmEngine, token: str) -> tuple[ProbeAnswer, Usage]:
    """Show a token to a model and see whether it names it: one call. An answer of any form is read.

    An engine that finds out by itself that its model is blind has answered too, and so has a model that was paid for
    words that an engine takes for no answer.
    """
    try:
        reply = await engine.complete(question(token))
    except BlindEngine as error:
        usage = Usage(cost_micros=0) if error.billed is Billed.NO else Usage()
        return ProbeAnswer(token=token, said=str(error)[:200], sees=False), usage
    except (EngineRefused, BadAnswer) as error:
        if error.billed is not Billed.YES:
            raise
        said = error.said or str(error)
        return ProbeAnswer(token=token, said=said[:200], sees=names_token(error.said, token)), Usage()
    try:
        said = msgspec.json.decode(reply.text, type=Reading).text
    except msgspec.DecodeError:
        said = reply.text
    return ProbeAnswer(token=token, said=said[:200], sees=names_token(said, token)), reply.usage


class VisionCheck:
    """Knows which models see; one probe per provider and model, however many tasks ask at once."""

    def __init__(self, *, store: VisionStore, ids: Ids, clock: Clock) -> None:
        self._store, self._ids, self._clock = store, ids, clock
        self._locks: dict[str, anyio.Lock] = {}

    async def seeing_engine(self, journal: Steps, engine: VlmEngine) -> VlmEngine:
        """The engine, or of a chain those engines that see.

        A model that was not probed yet is, as a durable step of the task. Raises ``BlindEngine`` if none sees, and
        what a probe raises unless it cost nothing and another engine of the chain sees.
        """
        members = tuple(member for member in engines_of(engine) if member.sees_images)
        seeing: list[VlmEngine] = []
        failure: EngineError | None = None
        for member in members:
            try:
                record = await self._known(journal, member)
            except EngineError as error:
                if error.billed is not Billed.NO:
                    raise
                failure = failure or error
            else:
                seeing += [member] if record.sees else []
        if not seeing:
            raise failure or blind(engine)
        return engine if len(seeing) == len(engines_of(engine)) else FallbackVlm(*seeing)

    async def check_now(self, engine: VlmEngine) -> VisionRecord:
        """Probe a model now, whatever is known of it, and keep what is found: for checks by hand."""
        answer, _ = await probe(engine, token_of(self._ids.fresh()))
        return await self._record(engine, sees=answer.sees)

    async def _known(self, journal: Steps, engine: VlmEngine) -> VisionRecord:
        async with self._locks.setdefault(name_of(engine), anyio.Lock()):
            known = await self._store.vision(engine.provider, engine.model)
            return known or await self._record(engine, sees=(await self._probed(journal, engine)).sees)

    async def _probed(self, journal: Steps, engine: VlmEngine) -> ProbeAnswer:
        token = token_of(self._ids.fresh())  # the step's request leaves it out, as chance differs on every resume

        async def call(_: StepSubmission) -> Done:
            return Done(*await probe(engine, token))

        name = name_of(engine)
        cost = estimate(engine, question(token))
        return await journal.step(f"{STEP}/{name}", name, ROLE, ProbeAnswer, call, cost)

    async def _record(self, engine: VlmEngine, *, sees: bool) -> VisionRecord:
        record = VisionRecord(provider=engine.provider, model=engine.model, sees=sees, checked_at=self._clock.now())
        await self._store.record_vision(record)
        return record


def blind(engine: VlmEngine) -> BlindEngine:
    """The error of a model that does not see what it is shown."""
    return BlindEngine(
        f"The model {name_of(engine)} does not see the pictures that it is shown, so it cannot judge a figure: choose "
        "another model or provider, or submit with iterations 1, which asks for no critique"
    )
