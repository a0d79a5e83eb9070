"""criticise_plot: judges a drawn plot by its wishes, series and findings, and repairs what can be repaired.

Every dimension starts at 10. Faithfulness loses 10 times the share of faulty items. Conciseness loses 2 for each
finding of crowding, readability and aesthetics what each finding weighs in ``_READABILITY`` and ``_AESTHETICS``.
Nothing falls below 0.
"""

from collections.abc import Iterable

from pb_adapters.planners.offline.plots.advice import advice
from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.hearing import Heard, hear
from pb_adapters.planners.offline.plots.repairs import repaired
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.spec import Orient
from pb_core.domain.questions import ChecklistItem, ItemVerdict, PlotCritiqueBrief, PlotVerdict, Scores, Standing

_READABILITY = {
    Check.OVERLAP: 1.5,
    Check.TEXT_OVERLAP: 1.5,
    Check.TEXT_CLIPPED: 2.0,
    Check.TEXT_OUTSIDE: 1.0,
    Check.TEXT_SIZE: 1.5,
    Check.CONTRAST: 1.0,
    Check.LEGEND_ON_DATA: 1.5,
    Check.INDISTINCT_SERIES: 2.0,
    Check.CROWDED: 1.0,
    Check.BASELINE: 1.0,
    Check.OUTSIDE_CANVAS: 2.0,
    Check.MISSING: 1.0,
    Check.CHART_CHOICE: 1.0,
}
_AESTHETICS = {
    Check.RATIO: 1.0,
    Check.LEGEND_ON_DATA: 0.5,
    Check.TEXT_OUTSIDE: 0.5,
    Check.OVERLAP: 0.5,
    Check.CONTRAST: 0.5,
    Check.TEXT_CLIPPED: 0.5,
}
_SUGGESTIONS = 30
_SERIES = "series "


def criticise_plot(brief: PlotCritiqueBrief) -> PlotVerdict:
    """Judge a plot that is proved to show the data; a revision is proposed only where something becomes better."""
    data = Data(brief.profile)
    heard = hear(brief.intent, brief.profile)
    items = tuple(_judged(item, brief, heard, data) for item in brief.checklist)
    spec, done = repaired(brief.spec, brief.findings, heard.requests, data)
    before = brief.previous.revised_spec if brief.previous is not None else None
    is_new = spec not in (brief.spec, before)
    faults = [f"{item.name}: {item.note}" for item in items if item.standing is not Standing.PRESENT]
    measured = [f"{finding.check.value} at {finding.subject}: {finding.detail}" for finding in brief.findings]
    return PlotVerdict(
        items=items,
        scores=_scores(brief.findings, items),
        suggestions=tuple([*faults, *measured, *advice(brief.spec, data)][:_SUGGESTIONS]),
        revised_spec=spec if is_new else None,
        revised_description=_description(brief.description, done) if is_new else None,
    )


def _judged(item: ChecklistItem, brief: PlotCritiqueBrief, heard: Heard, data: Data) -> ItemVerdict:
    if item.name.startswith(_SERIES):
        return _series(item, brief)
    requests = [request for request in heard.requests if request.words == item.what]
    broken = [request for request in requests if not request.kept(brief.spec, data)]
    if broken:
        note = broken[0].amend(brief.spec, data).note or "the specification does not do this"
        return ItemVerdict(name=item.name, standing=Standing.WRONG, note=note)
    return ItemVerdict(name=item.name, standing=Standing.PRESENT)


def _series(item: ChecklistItem, brief: PlotCritiqueBrief) -> ItemVerdict:
    name = item.name.removeprefix(_SERIES)
    alike = next((f.detail for f in brief.findings if f.check is Check.INDISTINCT_SERIES and f.subject == name), None)
    if alike is not None:
        return ItemVerdict(name=item.name, standing=Standing.WRONG, note=alike)
    if brief.spec.legend.orient is Orient.NONE:
        return ItemVerdict(name=item.name, standing=Standing.MISSING, note="nothing says what its colour means")
    return ItemVerdict(name=item.name, standing=Standing.PRESENT)


def _scores(findings: Iterable[Finding], items: tuple[ItemVerdict, ...]) -> Scores:
    found = tuple(findings)
    faulty = sum(item.standing is not Standing.PRESENT for item in items)
    return Scores(
        faithfulness=_score(10 * faulty / max(1, len(items))),
        conciseness=_score(2.0 * sum(finding.check is Check.CROWDED for finding in found)),
        readability=_score(sum(_READABILITY.get(finding.check, 0.5) for finding in found)),
        aesthetics=_score(sum(_AESTHETICS.get(finding.check, 0.0) for finding in found)),
    )


def _score(loss: float) -> float:
    return max(0.0, round(10 - loss, 2))


def _description(description: str, done: tuple[str, ...]) -> str:
    """The description with what was changed, so that it still tells what is shown."""
    return f"{description} To make it easier to read, {', '.join(done)}."
