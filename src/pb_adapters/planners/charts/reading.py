"""Reading: from an intent to typed wishes, clause by clause, or to the sentence why it is not understood."""

from difflib import get_close_matches

from pb_adapters.planners.charts.clauses import (
    axes,
    channels,
    charts,
    lines,
    looks,
    periods,
    ranks,
    rows,
    second_axis,
    statistics,
    uncertainties,
)
from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.settling import settled
from pb_adapters.planners.charts.tokens import LONGEST_READ
from pb_adapters.planners.charts.vocabulary import TERMS, Kind
from pb_adapters.planners.charts.words import plain, words_in
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.tables.profile import TableProfile
from pb_core.errors import NotPlottable

MOST_WISHES = 60
_MOST_NAMES, _MOST_CLOSE = 12, 3
_CLOSE, _SHORTEST_START = 0.84, 3
_SPELLED = tuple(word for key in TERMS if len(word := " ".join(key)) > 4)  # noqa: PLR2004 - shorter ones are all alike
_CLAUSES = (
    axes.axis, axes.scale, axes.titled, looks.legend, ranks.event, rows.where, rows.bare_condition, rows.only,
    ranks.limit, ranks.bins, ranks.order, rows.inside, rows.years, looks.without, looks.numbers, looks.labels,
    looks.highlight, lines.reference, lines.shade, looks.setting, second_axis.right, statistics.within,
    statistics.minus, uncertainties.interval, channels.lasting, periods.adverb, channels.over, channels.by,
    channels.place, statistics.compute, statistics.statistic, channels.measures, uncertainties.fit, charts.purpose,
    charts.arranged, charts.chart,
)  # fmt: skip
"""The order in which a clause is tried: what is certain by its words alone comes before columns."""

_HELP = "see docs/plots.md#words-of-an-intent for how an intent is written"
_SILENT = (Kind.FRAME, Kind.AND, Kind.WITH, Kind.OF, Kind.IN)


def read_intent(intent: str, profile: TableProfile) -> HeardIntent:
    """Read an intent.

    Raises:
        NotPlottable: a word is in no vocabulary and no name of the data, or says too little where it stands.
    """
    if len(intent) > LONGEST_READ:
        raise NotPlottable(
            f"An intent may have {LONGEST_READ:,} characters without a model, and this one has {len(intent):,}"
        )
    reader = Reader(intent, profile)
    while reader.peek() is not None:
        try:
            _next(reader)
        except NotPlottable as error:
            reader.unclear.append(str(error))
            reader.to_stop()
    if reader.unmet:
        raise NotPlottable(f"{'; '.join(dict.fromkeys(reader.unmet))}{_also(reader)}")
    if reader.unknown:
        raise NotPlottable(_refusal(reader))
    if reader.unclear:
        raise NotPlottable(reader.unclear[0])
    wishes = settled(reader)
    if len(wishes) > MOST_WISHES:
        raise NotPlottable(f"An intent may ask for {MOST_WISHES} things, and this one asks for {len(wishes)}")
    return account(intent, HeardIntent(wishes=wishes, subject=tuple(reader.silent)), profile).heard


def _next(r: Reader) -> None:
    """Read one clause, or pass a word that joins."""
    if r.tokens[r.at].stop:
        r.at += 1
        return
    if r.sees(Kind.UNMET) and not r.is_name():
        r.unmet.append(f"“{r.said(r.at, r.at + 1)}”: {r.tokens[r.at].of(Kind.UNMET)}")
        r.at += 1
        return
    for clause in _CLAUSES:
        before = r.at
        if clause(r):
            return
        r.at = before
    token = r.tokens[r.at]
    if any(map(token.means, _SILENT)) or (token.means(Kind.AT) and _leads_to_scale(r)):
        r.silent.append(r.said(r.at, r.at + 1))
        r.at += 1
    elif token.terms or token.columns or token.values or token.number is not None:
        r.unclear.append(f"“{r.said(r.at, r.at + 1)}” says nothing where it stands: {_HELP}")
        r.at += 1
    else:
        r.miss()


def _leads_to_scale(r: Reader) -> bool:
    """Whether "on" stands before a scale or an axis."""
    ahead = 2 if r.sees(Kind.FRAME, ahead=1) else 1
    return r.sees(Kind.SCALE, Kind.BOTH_LOG, Kind.AXIS, Kind.ARRANGED, ahead=ahead)


def _also(r: Reader) -> str:
    """The words that are not understood beside what cannot be done."""
    return f". {_refusal(r)}" if r.unknown else ""


def _refusal(r: Reader) -> str:
    """Which words are not understood, which names the data has, and what to do."""
    said = ", ".join(f"“{word}”{_instead(word, r.profile)}" for word in dict.fromkeys(r.unknown))
    names = [f"'{column.name}'" for column in r.profile.columns]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (
        f"Not understood: {said}. Without a model an intent is written with the names of the data and the words of "
        f"docs/plots.md#words-of-an-intent, as in “bar chart of mean score by model”. The columns are "
        f"{', '.join(names[:_MOST_NAMES])}{more}. Or give a 'plan', or set a model"
    )


def _instead(word: str, profile: TableProfile) -> str:
    """Names of the data that the word is a part or a start of, else those and words that are nearly written so."""
    key, names = plain(word), [column.name for column in profile.columns]
    names += [text for column in profile.columns for text in map(str, column.examples) if not text.isdigit()]
    found = [name for name in names if any(_is_start(key, one) for one in words_in(name))]
    if not found:
        spelled = {name.casefold(): name for name in (*_SPELLED, *names)}
        found = [spelled[near] for near in get_close_matches(key, spelled, n=_MOST_CLOSE, cutoff=_CLOSE)]
    listed = " or ".join(f"'{name}'" for name in dict.fromkeys(found[:_MOST_CLOSE]))
    return f" (perhaps {listed})" if listed else ""


def _is_start(key: str, word: str) -> bool:
    short = min(len(key), len(word))
    return key == word or (short >= _SHORTEST_START and key[:short] == word[:short])
