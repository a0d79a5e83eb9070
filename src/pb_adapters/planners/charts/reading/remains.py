"""Remains: what no phrase has read asks for a measure or a group that is not there, or is named as not understood.

Words refuse a plot only in the place of something that it cannot do without: what things are told apart by ("by X",
"per X"), one side of two that are set against each other, or what is measured where nothing else is.
"""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.reading.names import Column
from pb_adapters.planners.charts.reading.scene import COUNTS, Scene
from pb_adapters.planners.charts.reading.script import FIELD, READ
from pb_adapters.planners.charts.words import singular
from pb_core.domain.plots.intent_words import Token, tokens
from pb_core.domain.plots.transforms import COUNTING
from pb_core.domain.plots.wishes import (
    ArrangementWish,
    Chart,
    ChartWish,
    ComputeWish,
    FieldWish,
    FilterWish,
    Place,
    StatisticWish,
    UnmetWish,
    Wish,
)
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.column_roles import is_axis, is_quantity, is_score
from pb_core.domain.tables.natural_order import SCALES
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType

_MOST_NAMED, _MOST_WORDS, _NEAR, _FEWEST = 12, 5, 60, 3
"""Columns that a question lists, words of a name that is asked after, characters before a name that tell its role."""

_COUNTERS = frozenset({"", "id", "index", "row", "rownames", "unnamed: 0", "column 1"})
_DETERMINED = r"(?: (?:of|the|for|in|each|every|all|different|their|its|an?))*[\s(]*$"
_GROUP = re.compile(
    r"(?:\b(?:by|per|each|every|across|as a function of|depend\w* on|nach|pro|por|par|selon)|按|每)" + _DETERMINED
)
_AGAINST = re.compile(r"\b(?:vs\.?|versus|against|over)" + _DETERMINED)
_TOLD = re.compile(r"[^,;.:]{0,30}?\b(?:by|per|for each|for every|across|nach|pro|por|par|selon)\b")
_SET = re.compile(r" (?:vs\.?|versus|against)\b")
_MEASURE = re.compile(
    r"(?:\b(?:means?|medians?|averages?|avg\.?|totals?|sums?|shares?|proportions?|percentages?|distributions?|trends?)"
    rf"|{READ} of)" + _DETERMINED
)
_COUNTED = re.compile(r"\b(?:numbers?|counts?|how many) (?:of )?(?:the )?$")
_RATE = re.compile(r"[a-z] per $")
_LISTED = re.compile("[\ue0ff]*,? (?:and|&) (?:the )?")
_FIELD_NEAR = re.compile(rf" (?:(?:of|de) (?:the |la )?)?{FIELD}")
"""A name that the words stand before, or that they are "of"."""
_PARTING = word_set(
    "with and but using without make show use plus by per vs versus against over for across between among from than"
    " since nach par por pro und et y desde depuis seit to on at as into leave sorted"
)
_WITHIN = word_set("of the de la des der")
_NO_NAME = word_set("none non others other rest everything cent second minute")
"""Words that stand where a column may and name none: the rest, and what a rate is per."""

_MEMBERS = word_set("benchmark criterion dataset measure metric task")
"""What the columns of a table that holds one score of each are called."""

_GENERIC = word_set("type kind method name code status group level category column grade")
"""Words behind the name of a column that say no more than that it is one."""

_VAGUE = word_set("entity name label item category key type command series variable title unnamed")
"""Names of columns that say nothing of what they tell apart."""

_OWN = frozenset({
    Chart.CORRELATION, Chart.CONFUSION, Chart.GANTT, Chart.KAPLAN_MEIER, Chart.ROC, Chart.PRECISION_RECALL,
    Chart.CALIBRATION, Chart.QQ, Chart.BLAND_ALTMAN,
})  # fmt: skip
"""Charts that find their columns by what they are."""

_MEAN = word_set("mean average avg median estimate value values total amount count counts freq frequency")
"""Words of names that say that a column holds the measure."""

Shown = dict[str, FieldWish | StatisticWish | FilterWish]


class Remains(Struct, frozen=True):
    """Words that may tell what the rows are; columns that are meant by their number, and those that are not there."""

    subject: tuple[str, ...]
    found: tuple[Wish, ...]


def remains(scene: Scene) -> Remains:
    """Sort what nothing has read; what is in neither part is not understood."""
    subject, found = list(scene.subject), list[Wish]()
    shown, members = _shown(scene), frozenset[str]()
    for run in sorted(_runs(scene), key=lambda run: not _dimension(scene, run, shown)):
        said, words = scene.script.intent[run[0].start : run[-1].end], [token.word for token in run]
        if len(run) > _MOST_WORDS or words[0][0].isdigit():
            continue
        family = _family(scene, words, shown) or _dimension(scene, run, shown)
        of = _named_by(scene, run, shown)
        if family:
            found += [FieldWish(words=said, field=name) for name in family]
            shown = {**shown, **{one.field: one for one in found if isinstance(one, FieldWish)}}
            members = _MEMBERS.union(map(singular, words))
        elif members and _RATE.search(scene.script.text[: run[0].start]):
            subject.append(said)  # the unit of what the family measures: deaths per million
        elif of is not None or members.issuperset(map(singular, words)):
            found.append(replace(of or next(iter(shown.values())), words=said))
        elif (wish := _lacking(scene, run, shown)) is not None:
            found.append(wish)
        else:
            subject.append(said)
    return Remains(tuple(subject), tuple(found))


def which(scene: Scene, said: str) -> str:
    """The question which column is meant: of those that fit equally well, or of all, the nearest first."""
    names = scene.script.names
    several = names.choices(said)
    if len(several) > 1:
        return f"Which column is “{said}”: {_listed(list(several), ' or ')}?"
    every = [name for name in names.nearest(said) if name.lower() not in _COUNTERS]
    more = f" and {len(every) - _MOST_NAMED} more" if len(every) > _MOST_NAMED else ""
    return f"Which column is “{said}”? The columns are {_listed(every, ', ')}{more}"[:400]


def _listed(names: list[str], between: str) -> str:
    return between.join(f"'{name}'" for name in names[:_MOST_NAMED])


def _lacking(scene: Scene, run: list[Token], shown: Shown) -> Wish | None:
    """What words in the place of a group or a measure make: a question, or the only group that can be meant."""
    script, start, end = scene.script, run[0].start, run[-1].end
    said, before, behind = script.intent[start:end], script.marked[max(0, start - _NEAR) : start], script.marked[end:]
    follows = any(isinstance(what, Column) and to >= start - 1 for _, to, what in script.within(start - _NEAR, start))
    if follows or not script.profile.shape.is_named or _NO_NAME.issuperset(singular(token.word) for token in run):
        return None
    question: Wish = UnmetWish(words=said, why=which(scene, said), refuses=True)
    if _GROUP.search(before) or _is_listed(scene, start):
        only = _only_group(script.profile, shown)
        group = question if only is None else FieldWish(words=said, field=only, place=Place.SPLIT)
        return None if _FIELD_NEAR.match(behind) else group
    own = any(isinstance(one.wish, ChartWish) and one.wish.chart in _OWN for one in scene.heard)
    if own or not _lacks_measure(scene, start, end, shown):
        return None
    only = _only_measure(script.profile, shown)
    return question if only is None else FieldWish(words=said, field=only)


def _lacks_measure(scene: Scene, start: int, end: int, shown: Shown) -> bool:
    """Whether words stand for a measure that is not there, and nothing else can be meant."""
    script, measured = scene.script, _measured(scene, shown)
    before, behind = script.marked[max(0, start - _NEAR) : start], script.marked[end:]
    if _AGAINST.search(before) or _SET.match(behind):
        return True
    if _COUNTED.search(before):
        return _is_summary(script.profile) and not measured
    if len(_measures(script.profile)) == 1:
        return False
    wishes = [one.wish for one in scene.heard]
    guess = any(isinstance(one, ChartWish | ArrangementWish) for one in wishes)
    guess = guess and not any(isinstance(one, FieldWish | StatisticWish) for one in wishes)
    guess = guess and not behind.lstrip(" ").startswith(":")
    asked = guess or _MEASURE.search(script.text[max(0, start - _NEAR) : start]) or _TOLD.match(behind)
    return _is_part(scene, end) or (not measured and bool(asked or script.names.choices(script.intent[start:end])))


def _is_part(scene: Scene, end: int) -> bool:
    """Whether the words stand before a measure of which they say more than its name does: arrival, of a delay."""
    script = scene.script
    for at, to, what in script.within(end, end + 2):
        column = script.profile.column(what.name) if isinstance(what, Column) else None
        if isinstance(what, Column) and column is not None and column.mean is not None:
            return not script.names.is_whole(script.intent[at:to], what)
    return False


def _named_by(scene: Scene, run: list[Token], shown: Shown) -> Wish | None:
    """The wish for a column whose name the words are part of, or which they stand behind: weather type."""
    names, start = scene.script.names, run[0].start
    if _GENERIC.issuperset(singular(one.word) for one in run):
        before = [what for _, to, what in scene.script.within(max(0, start - _NEAR), start) if to >= start - 1]
        return next((shown.get(what.name) for what in before if isinstance(what, Column)), None)
    return next((wish for name, wish in shown.items() if all(names.is_part(one.word, name) for one in run)), None)


def _family(scene: Scene, words: list[str], shown: Shown) -> list[str]:
    """All columns that are measured, where none is named and words count just so many, or are a score of each."""
    measures = _measures(scene.script.profile)
    counted = len(measures) in {COUNTS.get(word) for word in words[:-1]} and singular(words[-1]) != words[-1]
    scores = is_score(words[0]) and not any(is_quantity(name) or is_score(name) for name in measures)
    months = all(name.lower() in SCALES[0] for name in measures)
    return measures if len(measures) > 1 and (counted or scores or months) and not set(measures) & set(shown) else []


def _is_told_apart(scene: Scene, run: list[Token]) -> bool:
    """Whether words stand where things are told apart by them, and are no unit of a rate: by cause."""
    before = scene.script.marked[max(0, run[0].start - _NEAR) : run[0].start]
    return bool(_GROUP.search(before)) and not _RATE.search(scene.script.text[: run[0].start])


def _dimension(scene: Scene, run: list[Token], shown: Shown) -> list[str]:
    """The columns that are values of what the words name: all measures, of one kind, where nothing else is meant."""
    profile = scene.script.profile
    measures = [column for name in _measures(profile) if (column := profile.column(name))]
    names, texts = [column.name for column in measures], [c for c in profile.columns if c.type is ColumnType.TEXT]
    told = _is_told_apart(scene, run) and not _FIELD_NEAR.match(scene.script.marked[run[-1].end :])
    alike = len(names) >= _FEWEST and not set(names) & set(shown) and comparable(measures)
    alike = alike and not any(is_quantity(name) or is_score(name) for name in names)
    return names if told and alike and shown.keys() >= {column.name for column in texts} else []


def _shown(scene: Scene) -> Shown:
    """The columns that wishes speak of, each with the first of these."""
    kinds = (FieldWish, StatisticWish, FilterWish)
    wishes = [one.wish for one in scene.heard if isinstance(one.wish, kinds)]
    return {one.field: one for one in reversed(wishes) if one.field}


def _runs(scene: Scene) -> Iterator[list[Token]]:
    """The runs of content words that nothing has read, parted by stops and by words that join clauses."""
    script = scene.script
    for start, end in script.runs():
        run: list[Token] = []
        inside = (Token(one.word, start + one.start, start + one.end) for one in tokens(script.intent[start:end]))
        for token in inside:
            stopped = run and set(script.intent[run[-1].end : token.start]) & set(".;:!?,()\n")
            if stopped or token.word in _PARTING or (run and not token.content and token.word not in _WITHIN):
                yield from [run] if run else []
                run = []
            if token.content and token.word not in _PARTING:
                run.append(token)
        yield from [run] if run else []


def _is_listed(scene: Scene, start: int) -> bool:
    """Whether the words stand in a list behind a column that things are told apart by: per hour and airport."""
    splits = [one for one in scene.heard if isinstance(one.wish, FieldWish) and one.wish.place is Place.SPLIT]
    return any(one.end <= start and _LISTED.fullmatch(scene.script.marked, one.end, start) for one in splits)


def _only_group(profile: TableProfile, shown: Shown) -> str | None:
    """The only column of categories where its name says nothing of what they are."""
    words = [column for column in profile.columns if column.type is ColumnType.TEXT and not column.unread]
    vague = (
        len(words) == 1
        and not isinstance(shown.get(words[0].name), FieldWish)
        and _VAGUE.issuperset(words_of(words[0].name)[:1])
    )
    return words[0].name if vague else None


def _only_measure(profile: TableProfile, shown: Shown) -> str | None:
    """The only column of numbers whose name says that it is the measure, and nothing of what it measures."""
    vague = [name for name in _measures(profile) if _MEAN.issuperset(words_of(name))]
    return vague[0] if len(vague) == 1 and vague[0] not in shown else None


def _measured(scene: Scene, shown: Shown) -> bool:
    """Whether a column of numbers or another one without the place of a group is asked for, or a number of rows."""
    counted = any(
        isinstance(one.wish, ComputeWish) or (isinstance(one.wish, StatisticWish) and one.wish.op in COUNTING)
        for one in scene.heard
    )
    placed = any(isinstance(one, FieldWish) and one.place in {Place.ANY, Place.Y} for one in shown.values())
    return counted or placed or bool(set(shown) & set(_measures(scene.script.profile)))


def _measures(profile: TableProfile) -> list[str]:
    """Columns of numbers that others do not run along."""
    numbers = [c.name for c in profile.columns if c.mean is not None and c.error_of is None]
    return [name for name in numbers if not is_axis(name) and name.lower() not in _COUNTERS]


def _is_summary(profile: TableProfile) -> bool:
    """Whether rows are results that names and times tell apart, so that a number of rows says nothing."""
    keys = [column for name in profile.keys if (column := profile.column(name))]
    return bool(keys) and all(column.mean is None or is_axis(column.name) for column in keys)
