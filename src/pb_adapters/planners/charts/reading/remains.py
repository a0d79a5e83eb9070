"""Remains: what no phrase has read names a column that is not there, tells what the rows are, or is not understood."""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.reading.names import Column
from pb_adapters.planners.charts.reading.scene import COUNTS, Scene
from pb_adapters.planners.charts.reading.script import FIELD
from pb_adapters.planners.charts.vocabulary import GENERIC, ORDERS, SUBJECTS
from pb_adapters.planners.charts.words import singular
from pb_core.domain.plots.intent_words import Token, tokens
from pb_core.domain.plots.transforms import COUNTING
from pb_core.domain.plots.wishes import FieldWish, FilterWish, Place, StatisticWish, UnmetWish, Wish
from pb_core.domain.tables.column_names import word_set
from pb_core.domain.tables.column_roles import is_axis, is_quantity, is_score
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType

_MOST_NAMED = 12
_COUNTERS = frozenset({"", "id", "index", "row", "rownames", "unnamed: 0", "column 1"})
_MOST_WORDS = 5
"""Words of a name that is asked after: a longer run that nothing has read is a sentence of its own."""

_OF = r"(?: (?:of|the|for|in|each|every|all|different|their|its))*[\s(]*$"
_GROUP = re.compile(
    r"(?:\b(?:by|per|each|every|vs\.?|versus|against|over|across|among|between|as a function of|depend\w* on|nach|pro"
    rf"|por|par|selon)|按|每){_OF}"
)
"""What stands before a column that things are told apart by, or set against."""

_MEASURE = re.compile(
    r"\b(?:means?|medians?|averages?|avg\.?|totals?|sums?|shares?|proportions?|percentages?|distributions?|histograms?"
    rf"|densit(?:y|ies)|ecdfs?|box ?plots?|violins?|trends?){_OF}"
)
_COUNTED = re.compile(r"\b(?:numbers?|counts?|how many) (?:of )?(?:the )?$")
_BESIDE = re.compile(rf"{FIELD}\s*(?:,|,? ?(?:and|&))\s*(?:the )?$")
"""What stands before a column that is measured, or counted, or listed with another one."""

_AND = re.compile("[\ue0ff]*\\s*(?:,|,? ?(?:and|&))\\s*(?:the )?")
_BEHIND = re.compile(
    r"(?: (?:rates?|shares?|ratios?|values?|levels?))?(?:,? (?:by|per|for each|for every|vs\.?|versus|against|over"
    r"|across|as a function of|nach|pro|por|par|selon)\b)"
)
_PARTING = word_set(
    "with and but using without make show use plus by per vs versus against over for across between among from than"
    " since nach par por pro und et y desde depuis seit"
)
_MEMBERS = word_set("benchmark criterion dataset measure metric task")
"""What the columns of a table that holds one score of each are called."""

_WITHIN = word_set("of the de la des der")
_FIELD_OF = re.compile(rf" (?:of|de) (?:the |la )?{FIELD}")


Shown = dict[str, FieldWish | StatisticWish | FilterWish]


class Remains(Struct, frozen=True):
    """Words that tell what the rows are; columns that are meant by their number, and those that are not there."""

    subject: tuple[str, ...]
    found: tuple[Wish, ...]


def remains(scene: Scene) -> Remains:
    """Sort what nothing has read; what is in neither part is not understood."""
    subject, found = list(scene.subject), list[Wish]()
    shown, members = _shown(scene), frozenset[str]()
    for run in _runs(scene):
        said = scene.script.intent[run[0].start : run[-1].end]
        words = [token.word for token in run]
        if any(word in ORDERS for word in words) or len(run) > _MOST_WORDS:
            continue
        family = _family(scene, words, shown)
        of = _named_by(scene, run, shown)
        if family:
            found += [FieldWish(words=said, field=name) for name in family]
            shown = {**shown, **{one.field: one for one in found if isinstance(one, FieldWish)}}
            members = _MEMBERS.union(map(singular, words))
        elif of is not None or members.issuperset(map(singular, words)):
            found.append(replace(of or next(iter(shown.values())), words=said))
        elif _names_column(scene, run, shown):
            found.append(UnmetWish(words=said, why=which(scene, said), refuses=True))
        elif SUBJECTS.issuperset(words) or _is_heading(scene, run) or _is_counted(scene, run):
            subject.append(said)
    return Remains(tuple(subject), tuple(found))


def _named_by(scene: Scene, run: list[Token], shown: Shown) -> Wish | None:
    """The wish for a column whose name the words are part of, or which they stand behind: weather type."""
    names = scene.script.names
    for name, wish in shown.items():
        if all(names.is_part(token.word, name) for token in run):
            return wish
    before = _before(scene, run[0].start)
    return shown.get(before) if before and GENERIC.issuperset(token.word for token in run) else None


def _family(scene: Scene, words: list[str], shown: Shown) -> list[str]:
    """All columns that are measured, where none is named and words count just so many, or are a score of each."""
    measures = [name for name in _measures(scene.script.profile) if name.lower() not in _COUNTERS]
    counted = len(measures) in {COUNTS.get(word) for word in words[:-1]} and singular(words[-1]) != words[-1]
    scores = is_score(words[0]) and not any(is_quantity(name) or is_score(name) for name in measures)
    return measures if len(measures) > 1 and (counted or scores) and not set(measures) & set(shown) else []


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


def _names_column(scene: Scene, run: list[Token], shown: Shown) -> bool:
    """Whether words stand where a column is named: in the place of a group or a measure."""
    marked, start, end = scene.script.marked, run[0].start, run[-1].end
    if any(token.word[0].isdigit() for token in run) or not scene.script.profile.shape.is_named:
        return False
    for at, to, what in scene.script.within(end, end + 2):
        if isinstance(what, Column):  # words before a name are part of it, unless it stands there in full
            return not scene.script.names.is_whole(scene.script.intent[at:to], what)
    if _before(scene, start) or _FIELD_OF.match(marked, end):
        return False
    if _GROUP.search(marked[max(0, start - 40) : start]) or _is_listed(scene, start):
        return True
    return not SUBJECTS.issuperset(token.word for token in run) and _is_measured(scene, start, end, shown)


def _is_measured(scene: Scene, start: int, end: int, shown: Shown) -> bool:
    """Whether words stand where something is counted, or measured by a column that could be one of several."""
    marked, table = scene.script.marked, scene.script.profile
    before, is_set = marked[max(0, start - 40) : start], _BEHIND.match(marked, end) is not None
    if _COUNTED.search(before):
        return _is_summary(table)
    opens, first = not marked[:start].strip(), not re.search(FIELD, marked[:start])
    listed = first or _BESIDE.search(before) is not None
    measured = _MEASURE.search(before) is not None or (listed and is_set) or (opens and not _measured(scene, shown))
    return measured and not _is_only(table, shown)


def _is_counted(scene: Scene, run: list[Token]) -> bool:
    """Whether a noun says what the rows are that are counted."""
    return _COUNTED.search(scene.script.marked[: run[0].start]) is not None


def _is_listed(scene: Scene, start: int) -> bool:
    """Whether the words stand in a list behind a column that things are told apart by: per hour and airport."""
    splits = [one for one in scene.heard if isinstance(one.wish, FieldWish) and one.wish.place is Place.SPLIT]
    return any(one.end <= start and _AND.fullmatch(scene.script.marked, one.end, start) for one in splits)


def _is_heading(scene: Scene, run: list[Token]) -> bool:
    """Whether words open the intent and a colon follows."""
    opens = not scene.script.marked[: run[0].start].strip()
    return opens and scene.script.marked[run[-1].end :].lstrip().startswith(":")


def _before(scene: Scene, start: int) -> str:
    """The column that is named right before, if any."""
    before = [(to, what) for _, to, what in scene.script.within(max(0, start - 80), start) if isinstance(what, Column)]
    return before[-1][1].name if before and not scene.script.marked[before[-1][0] : start].strip() else ""


def _measured(scene: Scene, shown: Shown) -> bool:
    """Whether a column of numbers, or a number of rows, is asked for."""
    if any(isinstance(one.wish, StatisticWish) and one.wish.op in COUNTING for one in scene.heard):
        return True
    return bool(set(shown) & set(_measures(scene.script.profile)))


def _measures(profile: TableProfile) -> list[str]:
    """Columns of numbers that others do not run along."""
    return [c.name for c in profile.columns if c.mean is not None and c.error_of is None and not is_axis(c.name)]


def _is_only(profile: TableProfile, shown: Shown) -> bool:
    """Whether one column only can be meant: the table is one series, of a measure that is not named otherwise."""
    measures = [name for name in _measures(profile) if name.lower() not in _COUNTERS]
    others = [c for c in profile.columns if c.name not in measures and c.name.lower() not in _COUNTERS]
    series = all(column.type is ColumnType.TIME or is_axis(column.name) for column in others)
    return len(measures) == 1 and series and measures[0] not in shown


def _is_summary(profile: TableProfile) -> bool:
    """Whether rows are results that names and times tell apart, so that a number of rows says nothing."""
    keys = [column for name in profile.keys if (column := profile.column(name))]
    return bool(keys) and all(column.mean is None or is_axis(column.name) for column in keys)
