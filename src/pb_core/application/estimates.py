"""Estimates: what a submission would cost and how long it would take, as ranges, before anything is charged."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.engines import Engines, name_of
from pb_core.application.painting import painters_request
from pb_core.application.variety import require_variety
from pb_core.domain.billing import SEEN_ENOUGH, SeenCall, percentile
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, Styling
from pb_core.domain.pdf import PdfLimits, check_pages
from pb_core.domain.questions import OptimizeBrief, PlanForm
from pb_core.domain.requests import (
    DEFAULT_ITERATIONS,
    Body,
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    ModelChoice,
    OptimizePromptBody,
    PlotBody,
    units_of,
)
from pb_core.ports.images import DrawRequest, ImageEngine
from pb_core.ports.storage import TaskStore
from pb_core.ports.vlm import ImagePart, VlmEngine, VlmRequest, estimate, is_rule_based, plan_form


class Range(Struct, frozen=True, kw_only=True):
    """From the least to the most of something."""

    least: float = 0.0
    most: float = 0.0

    def times(self, other: "Range") -> "Range":
        """So many of this."""
        return Range(least=self.least * other.least, most=self.most * other.most)


class StepEstimate(Struct, frozen=True, kw_only=True):
    """One kind of step: how often it may be called, what all its calls cost and how long they take.

    ``seen`` is how many calls of the engine in this role the figures rest on; with none they are bounds and guesses.
    """

    role: str
    engine: str
    calls: Range
    cost_micros: Range
    seconds: Range
    seen: int


class Estimate(Struct, frozen=True, kw_only=True):
    """A whole submission; the time is that of its work, without waiting for a worker or for an engine that is away."""

    steps: tuple[StepEstimate, ...]

    @property
    def cost_micros(self) -> Range:
        """What it costs, in millionths of a US dollar."""
        return _sum(step.cost_micros for step in self.steps)

    @property
    def seconds(self) -> Range:
        """How long it takes."""
        return _sum(step.seconds for step in self.steps)


class Expected(Struct, frozen=True, kw_only=True):
    """A kind of step before its figures: ``most_micros`` a call at most, ``seconds`` where nothing was seen of it."""

    role: str
    engine: str
    calls: Range
    most_micros: int = 0
    seconds: Range


ONCE = Range(least=1, most=1)
REPAIRED = Range(least=1, most=2)
"""A question whose answer may have to be repaired."""

WORDS, BY_RULES = Range(least=2, most=90), Range(least=0.01, most=5)
PAINTED, DRAWN = Range(least=8, most=300), Range(least=0.2, most=20)
"""Seconds of a call while none was seen: of a model, of rules, of a painter, of our own drawing."""

LEAST_SHARE = 0.02
"""Of what a call costs at most, while none was seen."""

_OVERHEAD = 20_000
"""Bytes of a question beside the caller's text: the role, its guides and examples, and the schema."""

_PAGE_BYTES, _PAGES = 5_000, 12
"""Bytes of a PDF's page, and how many pages count where none are chosen: no PDF is opened for an estimate."""
_MOST_TEXT = PdfLimits().max_characters
"""No longer text is read of a PDF, however many pages are chosen."""


class Estimator:
    """Estimates by what the same engines were seen to cost and to take in the same roles, else by their bounds.

    ``resolution`` is the configured image resolution, used where a request names none.
    """

    def __init__(self, engines: Engines, store: TaskStore, resolution: str | None = None) -> None:
        self._engines, self._store, self._resolution = engines, store, resolution

    async def of(self, body: Body) -> Estimate:
        """What a checked body would cost; raises ``InvalidRequest`` for engines that this server does not have."""
        return Estimate(steps=tuple([await self._step(expected) for expected in self._expected(body)]))

    def _expected(self, body: Body) -> Iterator[Expected]:
        match body:
            case GenerateBody() | GenerateFromPdfBody():
                yield from self._diagram(body)
            case OptimizePromptBody():
                engine = self._engines.vlm(_models(body))
                text = "".join(filter(None, (body.description, body.source_context, body.guidelines)))
                yield _asked(engine, "optimize", REPAIRED, len(text.encode()))
            case PlotBody():
                yield from self._plot(body)
            case CompositeBody():
                yield Expected(role="compose", engine="composite", calls=ONCE, seconds=DRAWN)

    def _diagram(self, body: GenerateBody | GenerateFromPdfBody) -> Iterator[Expected]:
        models = _models(body)
        engine, images = self._engines.vlm(models), self._engines.images_for(models)
        has_plan, count = isinstance(body, GenerateBody) and body.plan is not None, units_of(body)
        require_variety(count, engine, has_plan=has_plan, images=images)
        if isinstance(body, GenerateFromPdfBody):
            yield Expected(role="extract", engine="pdf", calls=ONCE, seconds=DRAWN)
        planned = self._planning(engine, _text_bytes(body), has_plan=has_plan)
        yield from _repeated(planned, 1 if images.capabilities.paints else count)
        yield from _repeated(self._rounds(body, engine, images), count)

    def _planning(self, engine: VlmEngine, text: int, *, has_plan: bool) -> Iterator[Expected]:
        if not has_plan:
            small = plan_form(engine) is PlanForm.TWO
            for role in ("plan/parts", "plan/hand-overs") if small else ("plan",):
                yield _asked(engine, role, REPAIRED, text)
            if not is_rule_based(engine):
                yield _asked(engine, "plan/support", Range(most=2), 2 * text)
        yield _asked(engine, "style", REPAIRED, text)

    def _rounds(
        self, body: GenerateBody | GenerateFromPdfBody, engine: VlmEngine, images: ImageEngine
    ) -> Iterator[Expected]:
        rounds = body.iterations or DEFAULT_ITERATIONS
        order = DrawRequest(
            spec=_PLAN,
            description="x" * _OVERHEAD,
            styling=Styling(),
            aspect_ratio=body.aspect_ratio,
            resolution=body.image_resolution or self._resolution,
        )
        most = estimate(images, painters_request(order, images))
        yield Expected(
            role="round/draw",
            engine=name_of(images),
            calls=Range(least=1, most=rounds),
            most_micros=most,
            seconds=PAINTED if most else DRAWN,
        )
        yield from _criticism(engine, rounds, _text_bytes(body))

    def _plot(self, body: PlotBody) -> Iterator[Expected]:
        engine, count = self._engines.vlm(_models(body)), units_of(body)
        require_variety(count, engine, has_plan=body.plan is not None)
        yield from _repeated(self._plot_once(body, engine), count)

    def _plot_once(self, body: PlotBody, engine: VlmEngine) -> Iterator[Expected]:
        text = len((body.intent or "").encode())
        if body.plan is None and not is_rule_based(engine):
            yield _asked(engine, "plan/choose", REPAIRED, text)
        if body.plan is None:
            yield _asked(engine, "plan", REPAIRED, text)
        rounds, plots = body.iterations or DEFAULT_ITERATIONS, self._engines.plots
        yield Expected(role="round/draw", engine=name_of(plots), calls=Range(least=1, most=rounds), seconds=DRAWN)
        yield from _criticism(engine, rounds, text)

    async def _step(self, expected: Expected) -> StepEstimate:
        seen = await self._store.calls_seen(expected.engine, expected.role)
        enough = len(seen) >= SEEN_ENOUGH
        share = _spread(seen, lambda call: call.share) if enough else Range(least=LEAST_SHARE, most=1.0)
        most = Range(least=expected.most_micros, most=expected.most_micros)
        seconds = _spread(seen, lambda call: call.seconds) if enough else expected.seconds
        return StepEstimate(
            role=expected.role,
            engine=expected.engine,
            calls=expected.calls,
            cost_micros=most.times(share).times(expected.calls),
            seconds=seconds.times(expected.calls),
            seen=len(seen) if enough else 0,
        )


_PLAN = DiagramSpec(elements=(Element(id="a", label="What nobody has planned yet", kind=ElementKind.DATA),))
"""Stands for the plan; no pictogram of its label is kept, so that an illustrated figure has one to pay for."""

_BRIEF = OptimizeBrief(description="", diagram_type="methodology", guidelines="")


def _asked(engine: VlmEngine, role: str, calls: Range, text_bytes: int, *, sees: bool = False) -> Expected:
    """A question of a role about a text of the caller's."""
    request = VlmRequest(
        role=role,
        system="",
        prompt="x" * (text_bytes + _OVERHEAD),
        schema=b"{}",
        brief=_BRIEF,
        images=(ImagePart(media_type="image/png", data=b""),) if sees else (),
    )
    by_rules = is_rule_based(engine)
    return Expected(
        role=role,
        engine=name_of(engine),
        calls=Range(least=calls.least, most=max(calls.most / 2, 1)) if by_rules else calls,  # rules need no repair
        most_micros=estimate(engine, request),
        seconds=BY_RULES if by_rules else WORDS,
    )


def _criticism(engine: VlmEngine, rounds: int, text: int) -> Iterator[Expected]:
    """What a critic is asked in so many rounds; nothing in an only one."""
    if rounds > 1:
        yield _asked(engine, "round/critique", Range(least=1, most=2 * rounds), text, sees=engine.sees_images)
        if not is_rule_based(engine):
            yield _asked(engine, "round/critique/revise", Range(most=2 * (rounds - 1)), text)


def _repeated(expected: Iterable[Expected], candidates: int) -> Iterator[Expected]:
    """The steps of so many candidates."""
    for step in expected:
        yield replace(step, calls=step.calls.times(Range(least=candidates, most=candidates)))


def _models(body: GenerateBody | GenerateFromPdfBody | OptimizePromptBody | PlotBody) -> ModelChoice:
    choice = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
    if isinstance(body, GenerateBody | GenerateFromPdfBody):
        return replace(choice, image_provider=body.image_provider, image_model=body.image_model)
    return choice


def _text_bytes(body: GenerateBody | GenerateFromPdfBody) -> int:
    if isinstance(body, GenerateBody):
        return len((body.source_context or "").encode())
    pages = _PAGES if body.pages is None else sum(part.last - part.first + 1 for part in check_pages(body.pages))
    return min(pages * _PAGE_BYTES, _MOST_TEXT)


def _spread(seen: Sequence[SeenCall], of: Callable[[SeenCall], float | None]) -> Range:
    """What nine of ten calls lie between."""
    values = sorted(value for call in seen if (value := of(call)) is not None)
    return Range(least=percentile(values, 0.05), most=percentile(values, 0.95)) if values else Range()


def _sum(ranges: Iterable[Range]) -> Range:
    least, most = 0.0, 0.0
    for one in ranges:
        least, most = least + one.least, most + one.most
    return Range(least=least, most=most)
