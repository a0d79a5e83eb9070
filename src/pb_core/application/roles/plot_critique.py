"""Plot critique: judges a drawn plot, and asks for a revision apart and only where something must change."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from pb_core.application.journal import Steps
from pb_core.application.roles.asking import ask, form_of, render, request_of, system_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.questions import (
    ChecklistItem,
    PlotCritiqueBrief,
    PlotReviseBrief,
    PlotRevision,
    PlotVerdict,
    accepted,
    listed_findings,
    require_answers,
)
from pb_core.domain.questions.plot_schemas import (
    OPEN,
    grammar_notes,
    revision_schema,
    scope_of_spec,
    verdict_schema,
)
from pb_core.domain.questions.plots import profile_text
from pb_core.ports.vlm import ImagePart, VlmEngine, is_rule_based

CRITIC, REVISER = "plot-critic", "plot-reviser"


def plot_checklist(wishes: tuple[WishOutcome, ...], series: tuple[str, ...]) -> tuple[ChecklistItem, ...]:
    """One item per wish that is followed and one per series that the plot must show."""
    asked = (
        ChecklistItem(name=f"wish {number}", what=wish.words, evidence=wish.words)
        for number, wish in enumerate(wishes, 1)
        if wish.followed
    )
    shown = (
        ChecklistItem(name=f"series {name}", what=f"the series {name} can be told apart", evidence=name)
        for name in series
    )
    return (*asked, *shown)


async def criticise_plot(
    journal: Steps,
    engine: VlmEngine,
    brief: PlotCritiqueBrief,
    picture: ImagePart | None,
    check: Callable[[PlotSpec], None],
    *,
    may_revise: bool = True,
) -> PlotVerdict:
    """Judge a plot; ``picture`` is shown to engines that can see, ``check`` is held against a revised specification.

    A model is asked for the revision in a question of its own, where its verdict does not accept the plot, a round is
    left to draw it in, and ``may_revise``.
    """
    by_rules = is_rule_based(engine)
    schema = OPEN if by_rules else verdict_schema()
    pictures = (picture,) if picture is not None and engine.sees_images else ()
    request = request_of(
        CRITIC, _prompt(brief), brief, PlotVerdict, pictures, schema=schema, system=system_of("plot_critic")
    )

    def complete(verdict: PlotVerdict) -> PlotVerdict:
        require_answers(brief.checklist, verdict.items)
        if verdict.revised_spec is not None:
            check(verdict.revised_spec)
        return verdict

    step = f"round/{brief.round}/critique"
    verdict = await ask(journal, engine, request, step=step, read=form_of(PlotVerdict), check=complete)
    if by_rules or not may_revise or brief.round >= brief.rounds or accepted(verdict, brief.findings):
        return verdict
    revision = await _revise(journal, engine, PlotReviseBrief(critique=brief, verdict=verdict), check)
    return replace(verdict, revised_spec=revision.spec, revised_description=revision.description)


async def _revise(
    journal: Steps, engine: VlmEngine, brief: PlotReviseBrief, check: Callable[[PlotSpec], None]
) -> PlotRevision:
    """The revised plan; nothing where the specification is too varied to be asked for in one question."""
    critique, scope = brief.critique, scope_of_spec(brief.critique.spec)
    schema = revision_schema(scope)
    if schema is None:
        return PlotRevision()
    prompt = render(
        "plot_reviser",
        guide=critique.guide,
        grammar=grammar_notes(scope),
        intent=critique.intent,
        verdict=msgspec.json.encode(brief.verdict).decode(),
        unfollowed=_unfollowed(critique),
        findings=listed_findings(critique.findings),
        description=critique.description,
        spec=msgspec.json.encode(critique.spec).decode(),
        profile=profile_text(critique.profile),
    )
    request = request_of(REVISER, prompt, brief, PlotRevision, schema=schema, system=system_of("plot_reviser"))

    def checked(revision: PlotRevision) -> PlotRevision:
        if revision.spec is not None:
            check(revision.spec)
        return revision

    step = f"round/{critique.round}/critique/revise"
    return await ask(journal, engine, request, step=step, read=form_of(PlotRevision), check=checked)


def _prompt(brief: PlotCritiqueBrief) -> str:
    return render(
        "plot_critic",
        round=str(brief.round),
        rounds=str(brief.rounds),
        guide=brief.guide,
        intent=brief.intent,
        checklist="\n".join(f"- {item.name}: {item.what}" for item in brief.checklist) or "(nothing)",
        unfollowed=_unfollowed(brief),
        findings=listed_findings(brief.findings),
        proof=brief.proof,
        repairs="\n".join(f"- {repair}" for repair in brief.repairs) or "(none)",
        previous=msgspec.json.encode(brief.previous).decode() if brief.previous else "(none)",
        description=brief.description,
        spec=msgspec.json.encode(brief.spec).decode(),
        profile=profile_text(brief.profile),
    )


def _unfollowed(brief: PlotCritiqueBrief) -> str:
    return "\n".join(f"- {wish.words}: {wish.note}" for wish in brief.wishes if not wish.followed) or "(none)"
