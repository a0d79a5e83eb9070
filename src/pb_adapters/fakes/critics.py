"""What a fake's critic says of a drawing, and how its reviser changes the figure."""

import re

import msgspec
from msgspec.structs import replace

from pb_adapters.fakes.prompt_parser import Question, first_json, sections
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.findings import Check
from pb_core.domain.questions import ItemVerdict, PlotVerdict, Scores, Standing, Verdict
from pb_core.domain.questions.verdicts import Defect, Severity

_ITEM = re.compile(r"^- (?P<name>.+?): ", re.MULTILINE)
_UNGROUNDED = re.compile(rf"^- {Check.UNGROUNDED.value}: (?P<name>.+?): (?P<detail>.*)$", re.MULTILINE)
CRITICS: dict[str, tuple[str, type[Verdict | PlotVerdict]]] = {
    "critic": ("critic", Verdict),
    "plot-critic": ("plot_critic", PlotVerdict),
}
"""The roles that judge: the name of their prompt, and the type of their answer."""

SCORE, FIRST_SCORE = 9.0, 7.0
WISH = "The first box does not stand out."


def verdict(question: Question, *, revises: bool = False) -> str:
    """A critic's answer: every item of the checklist present but those that the findings call ungrounded.

    With ``revises`` the first drawing of a diagram has a major defect where another one may be made.
    """
    name, kind = CRITICS[question.role]
    fields = sections(name, question.prompt) or {"checklist": "", "findings": ""}
    wrong = {found["name"]: found["detail"] for found in _UNGROUNDED.finditer(fields["findings"])}
    items = tuple(_item(found["name"], wrong) for found in _ITEM.finditer(fields["checklist"]))
    wants_more = revises and kind is Verdict and fields.get("round") == "1" != fields.get("rounds")
    score = FIRST_SCORE if wants_more else SCORE
    answer = kind(
        items=items,
        scores=Scores(faithfulness=score, conciseness=score, readability=score, aesthetics=score),
        defects=(Defect(element="figure", evidence=WISH, severity=Severity.MAJOR),) if wants_more else (),
        suggestions=tuple(f"Remove {subject}: {detail}" for subject, detail in wrong.items())[:30],
    )
    return msgspec.json.encode(answer).decode()


def revision(question: Question) -> str:
    """A reviser's answer: the first element of a diagram in the accent colour, or in none where it was so before."""
    fields = sections("reviser", question.prompt)
    if fields is None:
        return "{}"
    spec, styling = first_json(fields["spec"], DiagramSpec), first_json(fields["styling"], Styling)
    first = spec.elements[0]
    emphasis = () if styling.emphasis == (first.id,) else (first.id,)
    told = f"{fields['description'].strip()} {first.label} stands out in the accent colour."
    answer = {"styling": replace(styling, emphasis=emphasis), "description": told}
    return msgspec.json.encode(answer).decode()


def _item(name: str, wrong: dict[str, str]) -> ItemVerdict:
    if name in wrong:
        return ItemVerdict(name=name, standing=Standing.WRONG, note=wrong[name])
    return ItemVerdict(name=name, standing=Standing.PRESENT)
