"""Reading plans of models: what is certain is mended before the answer is decoded, and told in its notes."""

import re
from functools import partial

from pb_core.application.roles.asking import answer_of
from pb_core.domain.diagrams.mending import MENDED, mended
from pb_core.domain.diagrams.spec import validate
from pb_core.domain.questions import Plan, Revision, StyledPlan, Verdict

_NOTES, _LONGEST = 6, 500
_SUGGESTIONS = 30
_CODE = re.compile(r"\s*\(?#[0-9A-Fa-f]{6}\b\)?")
_AUTHORS, _EMPHASISED = {"theme", "width"}, 6


def read_plan(text: str, *, at_last: bool = False) -> Plan:
    """The plan in a model's answer; its notes say what was mended, in place of what the model wrote there.

    Raises:
        BadAnswer: It has another form, or a reference leads nowhere; the sentence names each fault.
    """
    plan = answer_of(text, Plan, partial(_plan, at_last=at_last))
    validate(plan.spec)
    return plan


def read_style(text: str) -> StyledPlan:
    """The stylist's answer without what is the author's to choose, the theme and the width of the print.

    Codes of colours are left out of its prose, since an image model would print them.

    Raises:
        BadAnswer: It has another form.
    """
    return answer_of(text, StyledPlan, _style)


def _style(document: object) -> object:
    if not isinstance(document, dict) or not isinstance(document.get("styling"), dict):
        return document
    styling = {name: value for name, value in document["styling"].items() if name not in _AUTHORS}
    if isinstance(styling.get("emphasis"), list):
        styling["emphasis"] = styling["emphasis"][:_EMPHASISED]
    prose = document.get("description")
    plain = _CODE.sub("", prose) if isinstance(prose, str) else prose
    return {**document, "description": plain, "styling": styling}


def read_verdict(text: str, *, at_last: bool = False) -> Verdict:
    """The critic's answer; what was mended in its revision stands before its suggestions.

    Raises:
        BadAnswer: As for ``read_plan``.
    """
    verdict = answer_of(text, Verdict, partial(_verdict, at_last=at_last))
    if verdict.revised_spec is not None:
        validate(verdict.revised_spec)
    return verdict


def read_revision(text: str, *, at_last: bool = False) -> Revision:
    """The reviser's answer; ``mended`` tells what was put right in its plan.

    Raises:
        BadAnswer: As for ``read_plan``.
    """
    revision = answer_of(text, Revision, partial(_revision, at_last=at_last))
    if revision.spec is not None:
        validate(revision.spec)
    return revision


def _revision(document: object, *, at_last: bool) -> object:
    if not isinstance(document, dict) or not isinstance(document.get("spec"), dict):
        return document
    spec, told = mended(document["spec"], at_last=at_last)
    return {**document, "spec": spec, "mended": _notes("revision", told)}


def _plan(document: object, *, at_last: bool) -> object:
    if not isinstance(document, dict):
        return document
    if "spec" not in document and "elements" in document:  # the graph itself, without what stands around it
        document = {"spec": document}
    spec, told = mended(document.get("spec"), at_last=at_last)
    return {"spec": spec, "notes": _notes("plan", told)}  # what is said besides is not used


def _verdict(document: object, *, at_last: bool) -> object:
    if not isinstance(document, dict) or not isinstance(document.get("revised_spec"), dict):
        return document
    spec, told = mended(document["revised_spec"], at_last=at_last)
    said = document.get("suggestions")
    suggestions = [*_notes("revision", told), *(said if isinstance(said, list) else ())][:_SUGGESTIONS]
    return {**document, "revised_spec": spec, "suggestions": suggestions}


def _notes(what: str, told: tuple[str, ...]) -> list[str]:
    if not told:
        return []
    more = f"; and {len(told) - _NOTES} more" if len(told) > _NOTES else ""
    return [f"{MENDED}{what}: {'; '.join(told[:_NOTES])}{more}."[:_LONGEST]]
