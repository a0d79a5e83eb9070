"""criticise_plot: judges a drawn plot by what became of its wishes, its series and the findings of layout checks.

Every dimension starts at 10. Faithfulness loses 10 times the share of faulty items, conciseness 2 for each finding of
crowding, readability and aesthetics what each finding weighs. Nothing falls below 0. A revision makes room, one way
only (narrow to wide, automatic to below), and never against a wish that is followed.
"""

from collections.abc import Callable

from msgspec.structs import replace

from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.spec import Medium, Orient, PlotSpec
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.plots.wishes import Wish
from pb_core.domain.questions import ChecklistItem, ItemVerdict, PlotCritiqueBrief, PlotVerdict, Scores, Standing

_READABILITY = {
    Check.OVERLAP: 1.5, Check.TEXT_OVERLAP: 1.5, Check.TEXT_CLIPPED: 2.0, Check.TEXT_OUTSIDE: 1.0,
    Check.TEXT_SIZE: 1.5, Check.CONTRAST: 1.0, Check.LEGEND_ON_DATA: 1.5, Check.INDISTINCT_SERIES: 2.0,
    Check.CROWDED: 1.0, Check.BASELINE: 1.0, Check.OUTSIDE_CANVAS: 2.0, Check.MISSING: 1.0, Check.CHART_CHOICE: 1.0,
}  # fmt: skip
_AESTHETICS = {
    Check.RATIO: 1.0, Check.LEGEND_ON_DATA: 0.5, Check.TEXT_OUTSIDE: 0.5, Check.OVERLAP: 0.5, Check.CONTRAST: 0.5,
    Check.TEXT_CLIPPED: 0.5,
}  # fmt: skip
_SUGGESTIONS = 30
_SERIES = "series "


def criticise_plot(brief: PlotCritiqueBrief) -> PlotVerdict:
    """Judge a plot that is proved to show the data; a revision is proposed only where something becomes better."""
    wishes = read_intent(brief.intent, brief.profile).wishes
    missed = {one.words: one.note for one in outcomes(wishes, brief.spec, brief.profile) if not one.followed}
    items = tuple(_judged(item, brief, missed) for item in brief.checklist)
    spec, done = revised(brief, wishes, frozenset(missed))
    before = brief.previous.revised_spec if brief.previous is not None else None
    is_new = spec not in (brief.spec, before)
    faults = [f"{item.name}: {item.note}" for item in items if item.standing is not Standing.PRESENT]
    measured = [f"{finding.check.value} at {finding.subject}: {finding.detail}" for finding in brief.findings]
    told = f"{brief.description} To make it easier to read, {', '.join(done)}."
    return PlotVerdict(
        items=items,
        scores=_scores(brief.findings, items),
        suggestions=tuple([*faults, *measured][:_SUGGESTIONS]),
        revised_spec=spec if is_new else None,
        revised_description=told if is_new else None,
    )


def _judged(item: ChecklistItem, brief: PlotCritiqueBrief, missed: dict[str, str]) -> ItemVerdict:
    if not item.name.startswith(_SERIES):
        standing = Standing.WRONG if item.what in missed else Standing.PRESENT
        return ItemVerdict(name=item.name, standing=standing, note=missed.get(item.what, ""))
    name = item.name.removeprefix(_SERIES)
    alike = next((f.detail for f in brief.findings if f.check is Check.INDISTINCT_SERIES and f.subject == name), None)
    if alike is not None:
        return ItemVerdict(name=item.name, standing=Standing.WRONG, note=alike)
    if brief.spec.legend.orient is Orient.NONE:
        return ItemVerdict(name=item.name, standing=Standing.MISSING, note="nothing says what its colour means")
    return ItemVerdict(name=item.name, standing=Standing.PRESENT)


def _scores(findings: tuple[Finding, ...], items: tuple[ItemVerdict, ...]) -> Scores:
    faulty = sum(item.standing is not Standing.PRESENT for item in items)
    return Scores(
        faithfulness=_score(10 * faulty / max(1, len(items))),
        conciseness=_score(2.0 * sum(finding.check is Check.CROWDED for finding in findings)),
        readability=_score(sum(_READABILITY.get(finding.check, 0.5) for finding in findings)),
        aesthetics=_score(sum(_AESTHETICS.get(finding.check, 0.0) for finding in findings)),
    )


def _score(loss: float) -> float:
    return max(0.0, round(10 - loss, 2))


def revised(
    brief: PlotCritiqueBrief, wishes: tuple[Wish, ...], missed: frozenset[str]
) -> tuple[PlotSpec, tuple[str, ...]]:
    """The specification after the first repair of each finding that spoils no wish, and what was done."""
    spec, done = brief.spec, list[str]()
    for finding in brief.findings:
        for words, repair in _REPAIRS.get(finding.check, ()):
            changed = repair(spec) if words not in done else None
            if changed is None:
                continue
            lost = {one.words for one in outcomes(wishes, changed, brief.profile) if not one.followed}
            if lost <= missed:
                spec = changed
                done.append(words)
                break
    return spec, tuple(done)


def _widen(spec: PlotSpec) -> PlotSpec | None:
    wide = replace(spec, config=replace(spec.config, medium=Medium.DOUBLE))
    return wide if spec.config.medium is Medium.SINGLE else None


def _below(spec: PlotSpec) -> PlotSpec | None:
    beside = spec.legend.orient in {Orient.AUTO, Orient.DIRECT} and spec.layer[0].encoding.color is not None
    return replace(spec, legend=replace(spec.legend, orient=Orient.BOTTOM)) if beside else None


def _unlabelled(spec: PlotSpec) -> PlotSpec | None:
    layers = tuple(
        replace(layer, mark=replace(layer.mark, labels=False)) if not layer.mark.type.traits.angular else layer
        for layer in spec.layer
    )
    return replace(spec, layer=layers) if layers != spec.layer else None


_WIDEN = ("the figure is two columns wide", _widen)
_BELOW = ("the legend stands below", _below)
_UNLABEL = ("values are not printed", _unlabelled)
_REPAIRS: dict[Check, tuple[tuple[str, Callable[[PlotSpec], PlotSpec | None]], ...]] = {
    Check.OVERLAP: (_WIDEN,),
    Check.TEXT_CLIPPED: (_WIDEN,),
    Check.TEXT_SIZE: (_WIDEN,),
    Check.TEXT_OVERLAP: (_UNLABEL, _WIDEN),
    Check.TEXT_OUTSIDE: (_UNLABEL, _WIDEN),
    Check.LEGEND_ON_DATA: (_BELOW,),
    Check.CROWDED: (_WIDEN,),
}
