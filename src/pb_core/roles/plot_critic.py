"""Plot critic: judges a plot whose numbers are proved already; the core decides what that means."""

from collections.abc import Callable

import msgspec

from pb_core.journal import Journal
from pb_core.plot.grammar import PlotSpec
from pb_core.ports.vlm import ImagePart, VlmEngine
from pb_core.roles.answers import PlotVerdict, Wish
from pb_core.roles.asking import ask, render, request_of
from pb_core.roles.briefs import ChecklistItem, PlotCritiqueBrief
from pb_core.roles.judging import listed, require_answers


def plot_checklist(wishes: tuple[Wish, ...], series: tuple[str, ...]) -> tuple[ChecklistItem, ...]:
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
    journal: Journal,
    engine: VlmEngine,
    brief: PlotCritiqueBrief,
    picture: ImagePart | None,
    check: Callable[[PlotSpec], None],
) -> PlotVerdict:
    """Judge a plot; ``picture`` is shown to engines that can see, ``check`` is held against a revised specification."""
    prompt = render(
        "plot_critic",
        round=str(brief.round),
        rounds=str(brief.rounds),
        guide=brief.guide,
        intent=brief.intent,
        checklist="\n".join(f"- {item.name}: {item.what}" for item in brief.checklist) or "(nothing)",
        unfollowed="\n".join(f"- {wish.words}: {wish.note}" for wish in brief.wishes if not wish.followed) or "(none)",
        findings=listed(brief.findings),
        proof=brief.proof,
        repairs="\n".join(f"- {repair}" for repair in brief.repairs) or "(none)",
        previous=msgspec.json.encode(brief.previous).decode() if brief.previous else "(none)",
        description=brief.description,
        spec=msgspec.json.encode(brief.spec).decode(),
        profile=msgspec.json.encode(brief.profile).decode(),
    )
    pictures = (picture,) if picture is not None and engine.sees_images else ()
    request = request_of("plot-critic", prompt, brief, PlotVerdict, pictures)

    def complete(verdict: PlotVerdict) -> PlotVerdict:
        require_answers(brief.checklist, verdict.items)
        if verdict.revised_spec is not None:
            check(verdict.revised_spec)
        return verdict

    return await ask(journal, engine, request, step=f"round/{brief.round}/critique", answer=PlotVerdict, check=complete)
