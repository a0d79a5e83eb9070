"""FakeCall: one call while it is being answered, and what a provider's routes have to bring."""

import hashlib
import os
from collections.abc import Mapping
from typing import Any, Protocol

import anyio
import anyio.to_thread
import msgspec

from pb_adapters.fakes.answers import Answerer
from pb_adapters.fakes.call_log import Call, CallLog
from pb_adapters.fakes.contact_sheets import is_sheet, paint_sheet
from pb_adapters.fakes.exchange import Answer, Received
from pb_adapters.fakes.pictures import paint
from pb_adapters.fakes.prompt_parser import Latency, Painting, Question, Tally
from pb_adapters.fakes.scripted_faults import Fault, Script, struck

PAINTING_THREADS = os.cpu_count() or 2
"""Pictures that are painted at once: more take memory and no less time."""

LONGEST = 400  # characters of one string that a recorded body keeps
SECRET_HEADERS = frozenset({"authorization", "x-goog-api-key", "cookie"})


class Rejected(Exception):
    """A wrong request is turned down with an answer; ``why`` is kept in the count."""

    def __init__(self, answer: Answer, why: str) -> None:
        super().__init__(why)
        self.answer, self.why = answer, why


class WordReplies(Protocol):
    """How a provider says words, and what it charges."""

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """What an answer of these words and pictures is worth."""

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """The JSON document that carries words."""

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """The document as an answer: JSON, or a stream where one was asked for."""


class Replies(WordReplies, Protocol):
    """How a provider words a good answer, be it words or a picture at once."""

    def with_picture(self, question: Question, painting: Painting | None, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """The JSON document that carries a picture, or lacks one."""


class ProviderRoutes(Protocol):
    """One provider: its prefix, its own faults, and how it answers."""

    name: str
    prefix: str
    faults: Mapping[str, Fault]

    async def answer(self, call: "FakeCall") -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""

    def reset(self) -> None:
        """Forget all jobs and files."""


class FakeWorld:
    """What all calls share: scripts, counts, who answers, which keys are good, and how long things take."""

    def __init__(self, *, answer: Answerer, latency: Latency, key: str) -> None:
        self.answer, self.latency, self.key = answer, latency, key
        self.log = CallLog()
        self.painters = anyio.CapacityLimiter(PAINTING_THREADS)
        self.scripts: list[Script] = []


class FakeCall:
    """One call. A provider's routes note here what the call asks for and take from here what fault strikes it.

    ``path`` is what follows the provider's prefix, ``base`` the address before it.
    """

    def __init__(self, world: FakeWorld, provider: str, request: Received, path: str) -> None:
        self.request, self.path, self.key = request, path, world.key
        self.base = request.origin + request.path.removesuffix(path)
        self.question: Question | None = None
        self.fault: Fault | None = None
        self.take = 0
        self._world, self._provider = world, provider
        self._endpoint = ""
        self._notes: list[str] = []
        self._bill: Tally | None = None
        self._is_queued = False
        self._started = anyio.current_time()

    @property
    def spent_micros(self) -> int:
        """What this provider has charged so far."""
        return self._world.log.counts(self._provider).cost_micros

    def note(self, text: str) -> None:
        """Count something that the real provider passes over in silence."""
        self._notes.append(text)

    def at(self, endpoint: str) -> None:
        """Name the endpoint that is called."""
        self._endpoint = endpoint

    def bill(self, tally: Tally) -> None:
        """Charge for this call."""
        self._bill = tally

    def ask(self, question: Question) -> Fault | None:
        """Note what is asked for and return the fault that strikes, if one does."""
        self.question = question
        self._endpoint = question.endpoint
        self.fault = struck(self._world.scripts, self._provider, question)
        if question.wants_picture:
            self.take = self._world.log.takes(f"{self._provider} {question.name}")
        return self.fault

    async def words(self, question: Question) -> str:
        """What the model says, after the fault's change."""
        change = self.fault and self.fault.words
        return change(await self._world.answer(question)) if change else await self._world.answer(question)

    async def painting(
        self, question: Question, fault: Fault | None = None, take: int | None = None
    ) -> Painting | None:
        """The picture, after the change of the fault; it is painted in a thread.

        Asked for again, it is another one, as models paint: ``take`` counts from 0. Fault and take are those of this
        call by default.
        """
        fault = fault or self.fault
        change, take = fault and fault.picture, self.take if take is None else take
        if take and not is_sheet(question.prompt):
            question = msgspec.structs.replace(question, prompt=f"{take + 1} · {question.prompt}")
        return await anyio.to_thread.run_sync(_paint, self._provider, question, change, limiter=self._world.painters)

    async def play(self, question: Question, replies: Replies) -> Answer:
        """Answer a question at once: fault, words or picture, bill, wording."""
        if not question.wants_picture:
            return await self.play_words(question, replies)
        instead = self._instead(question, replies)
        if instead is not None:
            return instead
        painting = await self.painting(question)
        tally = replies.tally(question, "", int(painting is not None))
        self.bill(tally)
        return replies.sent(question, self.replied(replies.with_picture(question, painting, tally)))

    async def play_words(self, question: Question, replies: WordReplies) -> Answer:
        """Answer a question for words at once: fault, words, bill, wording."""
        instead = self._instead(question, replies)
        if instead is not None:
            return instead
        question = self.fault.question(question) if self.fault and self.fault.question else question
        words = await self.words(question)
        tally = replies.tally(question, words, 0)
        self.bill(tally)
        return replies.sent(question, self.replied(replies.with_words(question, words, tally)))

    def queue(self, question: Question, tally: Tally | None) -> Answer | float:
        """Take an order for a picture: the answer of a fault, or the seconds that the work takes.

        The bill of work that ends well stands at this call, so that an order is billed whether or not it is looked at.
        Without a ``tally`` nothing is charged.
        """
        fault = self.ask(question)
        self._is_queued = True
        instead = fault.instead(question) if fault and fault.instead else None
        lets_pass = instead is None and fault is not None and fault.instead is not None
        if tally is not None and (fault is None or fault.costs(question) or lets_pass):
            self.bill(tally)
        return self._world.latency(question) if instead is None else instead

    def auxiliary(self, question: Question) -> Answer | None:
        """Note a call that makes nothing itself, such as a look at a job; the answer of the fault that strikes it."""
        question = msgspec.structs.replace(question, is_auxiliary=True)
        self.at(question.endpoint)
        self.fault = struck(self._world.scripts, self._provider, question)
        return self.fault.instead(question) if self.fault and self.fault.instead else None

    def replied(self, document: Any) -> Any:  # noqa: ANN401 - a JSON document
        """The document after the fault's change."""
        return self.fault.reply(document) if self.fault and self.fault.reply else document

    def _instead(self, question: Question, replies: WordReplies) -> Answer | None:
        fault = self.ask(question)
        instead = fault.instead(question) if fault and fault.instead else None
        if instead is not None and fault and fault.costs(question):
            self.bill(replies.tally(question, "", 0))
        return instead

    def finished(self, answer: Answer) -> Answer:
        """The answer as it travels: after the fault's change, and no earlier than the latency allows."""
        if self.fault and self.fault.wire:
            answer = self.fault.wire(answer)
        latency = self._world.latency(self.question) if self.question and not self._is_queued else 0.0
        delay = max(0.0, latency - (anyio.current_time() - self._started))  # what the fake itself took is part of it
        return msgspec.structs.replace(answer, delivery=msgspec.structs.replace(answer.delivery, delay=delay))

    def record(self, answer: Answer, rejected: str | None) -> Call:
        """The record of this call."""
        request, question = self.request, self.question
        content = f"{request.method} {request.path}\n".encode() + request.body
        digest = hashlib.sha256(content).hexdigest()
        return Call(
            provider=self._provider,
            number=0,
            method=request.method,
            path=request.path,
            endpoint=self._endpoint,
            model=question.model if question else "",
            role=question.role if question else "",
            prompt=question.prompt if question else "",
            pictures_shown=len(question.pictures) + question.unread if question else 0,
            status=answer.status,
            fault=self.fault.name if self.fault else None,
            rejected=rejected,
            notes=tuple(self._notes),
            digest=digest,
            repeat=question is not None and self._world.log.repeats(f"{self._provider} {digest}"),
            billed=self._bill is not None,
            tally=self._bill or Tally(),
            headers={name: value for name, value in request.headers.items() if name not in SECRET_HEADERS},
            body=_shortened(_decoded(request)),
        )


def _paint(provider: str, question: Question, change: Any) -> Painting | None:  # noqa: ANN401 - Fault.picture
    title = " · ".join(filter(None, (provider, question.model, question.ratio, question.size)))
    size = question.width, question.height
    data = paint_sheet(question.prompt, *size) if is_sheet(question.prompt) else paint(title, question.prompt, *size)
    painting = Painting(data=data)
    return change(painting) if change else painting


def _decoded(request: Received) -> object:
    try:
        return request.json()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _shortened(value: object) -> object:
    match value:
        case str() if len(value) > LONGEST:
            return f"{value[:LONGEST]}… ({len(value)} characters)"
        case dict():
            return {name: _shortened(member) for name, member in value.items()}
        case list():
            return [_shortened(member) for member in value]
        case _:
            return value
