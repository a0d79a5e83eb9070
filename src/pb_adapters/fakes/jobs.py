"""Jobs: pictures that are ordered, looked at, and fetched; an order settles what goes wrong with them."""

import time
import uuid
from collections.abc import Callable
from enum import StrEnum

import anyio.to_thread
import msgspec

from pb_adapters.fakes.desk import Desk
from pb_adapters.fakes.exchange import Answer, Manner, html_answer
from pb_adapters.fakes.faults import Document, Fault, table, travels
from pb_adapters.fakes.questions import Painting, Question, Tally

CREATE, POLL, FILE, UPLOAD = "create", "poll", "file", "upload"
"""The endpoints of every provider that works by jobs."""

FORMAT = "format"
"""The field of a question that says ``png``, ``jpg`` or ``jpeg``."""

Clock = Callable[[], float]
FIRST_PART = 0.2  # of the time that a job takes, it waits


class Stage(StrEnum):
    """How far a job is."""

    UNSEEN = "unseen"
    WAITING = "waiting"
    WORKING = "working"
    FAILED = "failed"
    DONE = "done"


class JobFault(Fault, frozen=True, kw_only=True):
    """A fault of a job, settled when the job is ordered.

    ``unseen`` looks do not find it, then ``pending`` looks find it under way (``inf``: for ever). ``failure`` is the
    provider's code and message of a job that fails. ``record`` changes what looks show, ``file`` what
    is fetched; it is told how often the file was fetched, from 1.
    """

    endpoints: tuple[str, ...] = (CREATE,)
    unseen: float = 0
    pending: float = 0
    failure: tuple[str, str] | None = None
    record: Callable[[Document], Document] | None = None
    file: Callable[[int, Answer], Answer] | None = None


def stumbles(name: str, what: str, answer: Answer | Callable[[Question], Answer]) -> Fault:
    """A look that is answered by something else; the job does not mind."""
    return Fault(name=name, what=what, instead=answer if callable(answer) else lambda _: answer, endpoints=(POLL,))


def _lost(name: str, what: str, manner: Manner) -> Fault:
    return msgspec.structs.replace(travels(name, what, manner), endpoints=(POLL,))


LOOK_FAULTS = table(
    _lost("poll-time-out", "a look that is never answered", Manner(silent=True)),
    _lost("poll-hang-up", "a look whose connection is closed without a byte", Manner(hang_up=True)),
    _lost("poll-cut", "a look whose answer is cut in the middle", Manner(share=0.5)),
    stumbles("poll-garbage", "a look answered by 200 and no JSON", Answer(body=b"\x00oops")),
    stumbles("poll-html-502", "a look answered by HTTP 502 and HTML", html_answer(502, "502 Bad Gateway")),
)
"""What goes wrong with looks, whoever is looked at."""

_SOUND = JobFault(name="", what="nothing goes wrong")


class Work:
    """Something that takes so many seconds from now on."""

    def __init__(self, seconds: float, now: Clock) -> None:
        self.seconds, self._now, self._begun = seconds, now, now()

    @property
    def passed(self) -> float:
        """The seconds since it began."""
        return self._now() - self._begun


class Job:
    """One ordered picture or several."""

    def __init__(self, name: str, desk: Desk, question: Question, tally: Tally, work: Work) -> None:
        self.name, self.question, self.fault, self.tally = name, question, desk.fault, tally
        self.course = desk.fault if isinstance(desk.fault, JobFault) else _SOUND
        self.created, self.looks, self.fetches = time.time(), 0, 0
        self._work = work

    def look(self) -> Stage:
        """Count a look, and say what it finds."""
        self.looks += 1
        seen = self.looks - self.course.unseen
        passed = self._work.passed
        if seen <= 0:
            return Stage.UNSEEN
        if seen <= self.course.pending or passed < self._work.seconds:
            return Stage.WAITING if seen == 1 or passed < FIRST_PART * self._work.seconds else Stage.WORKING
        return Stage.FAILED if self.course.failure else Stage.DONE

    def shown(self, document: Document) -> Document:
        """What a look shows, after the fault's change."""
        return self.course.record(document) if self.course.record else document

    async def has_picture(self, desk: Desk) -> bool:
        """Whether a look that finds it done finds a picture; only a fault can take it away."""
        return not (self.fault and self.fault.picture) or await self.painting(desk) is not None

    async def painting(self, desk: Desk, number: int = 1) -> Painting | None:
        """The ``number``-th picture, from 1; ``None`` where a fault lets it be missing."""
        question = self.question
        if number > 1:
            question = msgspec.structs.replace(question, prompt=f"{number} · {question.prompt}")
        painting = await desk.painting(question, self.fault)
        is_jpeg = question.fields.get(FORMAT) in {"jpg", "jpeg"} and not (self.fault and self.fault.picture)
        return await anyio.to_thread.run_sync(_as_jpeg, painting) if painting and is_jpeg else painting


def _as_jpeg(painting: Painting) -> Painting:
    from pb_adapters.fakes.painting import as_jpeg  # noqa: PLC0415 - Pillow is loaded where it paints

    return Painting(data=as_jpeg(painting.data), media_type="image/jpeg")


def plain_name() -> str:
    """A fresh name of 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Jobs:
    """All jobs of a provider by name; ``named`` makes names."""

    def __init__(self, now: Clock = time.monotonic, named: Callable[[], str] = plain_name) -> None:
        self._now, self._named = now, named
        self._jobs: dict[str, Job] = {}

    def order(self, desk: Desk, question: Question, tally: Tally) -> Job | Answer:
        """Order a picture; the answer of a fault where there is one."""
        seconds = desk.queue(question, tally)
        return seconds if isinstance(seconds, Answer) else self.begin(desk, question, tally, seconds)

    def begin(self, desk: Desk, question: Question, tally: Tally, seconds: float) -> Job:
        """Begin the work of an order that was taken."""
        job = Job(self._named(), desk, question, tally, Work(seconds, self._now))
        self._jobs[job.name] = job
        return job

    def get(self, name: str) -> Job | None:
        """The job of a name."""
        return self._jobs.get(name)

    def clear(self) -> None:
        """Forget them."""
        self._jobs.clear()
