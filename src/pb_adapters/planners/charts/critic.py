"""criticise_plot: judges a drawn plot by what became of its wishes, its series and the findings of layout checks.

Every dimension starts at 10. Faithfulness loses 10 times the share of faulty items, conciseness 2 for each finding of
crowding, readability and aesthetics what each finding weighs; nothing falls below 0. A revision makes room, one way
only (narrow to wide, automatic to below, printed values to none), and never against a wish that is followed.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plots.lineage import view_of
from pb_core.domain.plots.spec import Medium, Orient, PlotSpec
from pb_core.domain.plots.wish_checks import unfollowed
from pb_core.domain.plots.wishes import LabelWish, SettingWish, Wish
from pb_core.domain.questions import ChecklistItem, ItemVerdict, PlotCritiqueBrief, PlotVerdict, Scores, Standing

_WEIGHTS = {
    Check.OVERLAP: (1.5, 0.5), Check.TEXT_OVERLAP: (1.5, 0.0), Check.TEXT_CLIPPED: (2.0, 0.5),
    Check.TEXT_OUTSIDE: (1.0, 0.5), Check.TEXT_SIZE: (1.5, 0.0), Check.CONTRAST: (1.0, 0.5),
    Check.LEGEND_ON_DATA: (1.5, 0.5), Check.INDISTINCT_SERIES: (2.0, 0.0), Check.CROWDED: (1.0, 0.0),
    Check.OUTSIDE_CANVAS: (2.0, 0.0), Check.BASELINE: (1.0, 0.0), Check.MISSING: (1.0, 0.0), Check.RATIO: (0.5, 1.0),
}  # fmt: skip
"""What a finding costs in readability and in aesthetics; others cost half a point of readability."""

_SUGGESTIONS = 30
_TOUCHED = frozenset({"legend", "slides", "two columns", "one column"})
"""Settings that a repair changes, beside printed values."""

_SERIES = "series "


def criticise_plot(brief: PlotCritiqueBrief) -> PlotVerdict:
    """Judge a plot that is proved to show the data; a revision is proposed only where something becomes better."""
    missed = {one.words: one.note for one in brief.wishes if not one.followed}
    items = tuple(_judged(item, brief, missed) for item in brief.checklist)
    spec, done = _revised(brief)
    before = brief.previous.revised_spec if brief.previous is not None else None
    is_new = spec not in (brief.spec, before)
    faults = [f"{item.name}: {item.note}" for item in items if item.standing is not Standing.PRESENT]
    measured = [f"{finding.check.value} at {finding.subject}: {finding.detail}" for finding in brief.findings]
    return PlotVerdict(
        items=items,
        scores=_scores(brief.findings, len(faults) / max(1, len(items))),
        suggestions=tuple([*faults, *measured][:_SUGGESTIONS]),
        revised_spec=spec if is_new else None,
        revised_description=f"{brief.description} To make it easier to read, {', '.join(done)}." if is_new else None,
    )


def _spoiled(brief: PlotCritiqueBrief, spec: PlotSpec) -> frozenset[str]:
    """Which wishes that a repair may touch are not followed."""
    wishes, view = read_intent(brief.intent, brief.profile).wishes, view_of(spec, brief.profile)
    return frozenset(wish.words for wish in wishes if _is_touched(wish) and unfollowed(view, wish))


def _is_touched(wish: Wish) -> bool:
    return isinstance(wish, LabelWish) or (isinstance(wish, SettingWish) and wish.setting in _TOUCHED)


def _judged(item: ChecklistItem, brief: PlotCritiqueBrief, missed: dict[str, str]) -> ItemVerdict:
    standing, note = Standing.PRESENT, ""
    name = item.name.removeprefix(_SERIES)
    alike = (one for one in brief.findings if one.check is Check.INDISTINCT_SERIES and one.subject == name)
    if name == item.name:  # a wish, and no series
        standing, note = (Standing.WRONG, missed[item.what]) if item.what in missed else (standing, note)
    elif finding := next(alike, None):
        standing, note = Standing.WRONG, finding.detail
    elif brief.spec.legend.orient is Orient.NONE:
        standing, note = Standing.MISSING, "nothing says what its colour means"
    return ItemVerdict(name=item.name, standing=standing, note=note)


def _scores(findings: Sequence[Finding], faulty: float) -> Scores:
    weights = [_WEIGHTS.get(finding.check, (0.5, 0.0)) for finding in findings]
    crowded = sum(finding.check is Check.CROWDED for finding in findings)
    losses = (10 * faulty, 2.0 * crowded, sum(read for read, _ in weights), sum(look for _, look in weights))
    kept = [max(0.0, round(10 - loss, 2)) for loss in losses]
    return Scores(faithfulness=kept[0], conciseness=kept[1], readability=kept[2], aesthetics=kept[3])


def _revised(brief: PlotCritiqueBrief) -> tuple[PlotSpec, tuple[str, ...]]:
    """The specification after the first repair of each finding that spoils no wish, and what was done."""
    spec, done, spoiled = brief.spec, list[str](), _spoiled(brief, brief.spec)
    for finding in brief.findings:
        for words, repair in _REPAIRS.get(finding.check, (_WIDEN,)):
            changed = repair(spec) if words not in done else spec
            if changed != spec and _spoiled(brief, changed) <= spoiled:
                spec = changed
                done.append(words)
                break
    return spec, tuple(done)


def _wide(spec: PlotSpec) -> PlotSpec:
    medium = Medium.DOUBLE if spec.config.medium is Medium.SINGLE else spec.config.medium
    return replace(spec, config=replace(spec.config, medium=medium))


def _below(spec: PlotSpec) -> PlotSpec:
    beside = spec.legend.orient in {Orient.AUTO, Orient.DIRECT} and spec.layer[0].encoding.color is not None
    return replace(spec, legend=replace(spec.legend, orient=Orient.BOTTOM)) if beside else spec


def _unlabelled(spec: PlotSpec) -> PlotSpec:
    kept = ((layer, layer.mark.labels and layer.mark.type.traits.angular) for layer in spec.layer)
    layers = tuple(replace(layer, mark=replace(layer.mark, labels=labels)) for layer, labels in kept)
    return replace(spec, layer=layers)


_WIDEN = ("the figure is two columns wide", _wide)
_UNLABEL = ("values are not printed", _unlabelled)
_REPAIRS: dict[Check, tuple[tuple[str, Callable[[PlotSpec], PlotSpec]], ...]] = {
    Check.TEXT_OVERLAP: (_UNLABEL, _WIDEN),
    Check.TEXT_OUTSIDE: (_UNLABEL, _WIDEN),
    Check.LEGEND_ON_DATA: (("the legend stands below", _below),),
    **dict.fromkeys((Check.RATIO, Check.CONTRAST, Check.BASELINE, Check.INDISTINCT_SERIES, Check.UNASKED), ()),
}
