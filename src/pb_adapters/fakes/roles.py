"""Roles: plausible answers for the roles of this package, through an engine that reads typed briefs."""

import re

import msgspec

from pb_adapters.fakes.answering import VISION, Answerer, by_schema
from pb_adapters.fakes.briefs import brief_of, sections
from pb_adapters.fakes.questions import Question
from pb_adapters.fakes.seeing import named
from pb_core.errors import EngineError
from pb_core.findings import Check
from pb_core.ports.vlm import VlmEngine, VlmRequest
from pb_core.roles.answers import ItemVerdict, PlotVerdict, Scores, Standing, Verdict

_ITEM = re.compile(r"^- (?P<name>.+?): ", re.MULTILINE)
_UNGROUNDED = re.compile(rf"^- {Check.UNGROUNDED.value}: (?P<name>.+?): (?P<detail>.*)$", re.MULTILINE)
_CRITICS: dict[str, tuple[str, type[Verdict | PlotVerdict]]] = {
    "critic": ("critic", Verdict),
    "plot-critic": ("plot_critic", PlotVerdict),
}
SCORE = 9.0


def by_engine(engine: VlmEngine) -> Answerer:
    """An answerer that asks ``engine`` for plans, looks and prompts, and itself finds every drawing good.

    The engine must answer from the typed brief, as the offline engine does; the brief is read back out of the prompt.
    What the engine refuses is said in words, as models do. Questions that are none of ours get the smallest value of
    their schema.
    """

    async def answer(question: Question) -> str:
        if question.role in _CRITICS:
            return verdict(question)
        if question.role == VISION:
            return named(question)
        brief = brief_of(question.role, question.prompt)
        if brief is None:
            return await by_schema(question)
        request = VlmRequest(
            role=question.role,
            system=question.system,
            prompt=question.prompt,
            schema=question.schema or b"{}",
            brief=brief,
        )
        try:
            return (await engine.complete(request)).text
        except EngineError as error:
            return f"I cannot do that: {error}"

    return answer


def verdict(question: Question) -> str:
    """A critic's answer: every item of the checklist present but those that the findings call ungrounded."""
    name, kind = _CRITICS[question.role]
    fields = sections(name, question.prompt) or {"checklist": "", "findings": ""}
    wrong = {found["name"]: found["detail"] for found in _UNGROUNDED.finditer(fields["findings"])}
    items = tuple(_item(found["name"], wrong) for found in _ITEM.finditer(fields["checklist"]))
    scores = Scores(faithfulness=SCORE, conciseness=SCORE, readability=SCORE, aesthetics=SCORE)
    suggestions = tuple(f"Remove {subject}: {detail}" for subject, detail in wrong.items())[:30]
    return msgspec.json.encode(kind(items=items, scores=scores, suggestions=suggestions)).decode()


def _item(name: str, wrong: dict[str, str]) -> ItemVerdict:
    if name in wrong:
        return ItemVerdict(name=name, standing=Standing.WRONG, note=wrong[name])
    return ItemVerdict(name=name, standing=Standing.PRESENT)
