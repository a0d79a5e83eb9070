"""Intent words: every content word of an intent belongs to a wish or to the subject, or is named as not understood."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots import wishes
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wish_bindings import Bindings, is_identifier
from pb_core.domain.plots.wishes import FieldWish, HeardIntent, SettingWish, StatisticWish, Wish
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import TableProfile

MOST_NAMED = 200
_LONGEST, _CUT = 400, 4
_MEASURED = {wishes.Place.ANY, wishes.Place.Y, wishes.Place.RIGHT}
_ALONE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Letters of scripts that do not part words: each is a word."""

_TOKEN = re.compile(rf"[{_ALONE}]|\d+(?:[.,]\d+)*|(?:(?![{_ALONE}])[^\W_])+")
_JOIN = re.compile(r"[\s\-_/'’.&+]*")
"""What stands between words that are named together."""

_FUNCTION = word_set(
    "a an the this that these those it its of in on at to for from by with within into onto as per and or but nor so if"
    " than then there is are was were be been being do does did has have had can could may might must shall should will"
    " would i we you they he she me us my our your their them his her who whom whose which what where when while how"
    " please just also too very some any each every all both such same own about over under between among across along"
    " against versus vs via up out well together let lets s t re ve ll d m want wants wanted need needs"
    " like make makes making"
    " plot plots plotted plotting draw draws drawn drawing show shows showing shown figure figures chart charts graph"
    " graphs diagram picture visualise visualize visualising visualizing visualisation visualization display displaying"
    " create give present generate produce zeichne zeichnen tracez dessine muestra dibuja quiero"
    " der die das den dem des ein eine einen einer und oder mit von im in zu für auf je pro als bitte zeige"
    " le la les l un une des du de et ou avec pour par dans el los las una y o con para por en que"
    " 的 和 与 在 按 是 了 请 图 用 对"
)
"""Closed classes of words, and those that ask for a figure as such; they ask for nothing by themselves."""

_NEGATORS = word_set(
    "no not without never don doesn avoid omit hide remove drop nor kein keine ohne nicht sans pas sin 不 无"
)
_LIMITED = word_set("only just less more fewer later earlier longer")
_TABLE = word_set(
    "data dataset datasets table tables row rows record records observation observations entry entries value values"
    " result results overview summary picture column columns variable variables field fields feature features"
    " measurement measurements number numbers paper article report study thesis talk poster publication experiment"
    " experiments axis axes scale scales cell cells ablation scaling law various different overview dose response"
    " matrix compare comparing comparison including having using use see give names daten werte données datos"
    " datensatz 数据"
)
"""Words that name the table, its rows or what the figure is for, whatever it is about."""

_BEFORE_GROUPS = word_set("by per in for across each every over with within nach je pro par por")
"""Words behind what a row is: "the number of penguins by island"."""

_OF = word_set("of der des von de du d")

_TURNABLE = (
    wishes.ChartWish, wishes.ArrangementWish, wishes.IntervalWish, wishes.LabelWish, wishes.FitWish,
    wishes.ReferenceWish,
)  # fmt: skip
"""Wishes that a negation before their words turns round whatever a planner says, as it does these settings."""

_UNTURNED = frozenset({"scale", "range", "zero", "title", "numbers", "color"})


def _bare(word: str) -> str:
    return word.removesuffix("s")


class Token(Struct, frozen=True):
    """A word in lower case and where it stands."""

    word: str
    start: int
    end: int

    @property
    def content(self) -> bool:
        """Whether it asks for or tells something."""
        return self.word not in _FUNCTION


class Accounts(Struct, frozen=True):
    """An intent with every content word accounted for, and what was wrong with a planner's account, in sentences."""

    heard: HeardIntent
    faults: tuple[str, ...] = ()


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text; underscores and hyphens part them."""
    return tuple(Token(match[0].casefold(), match.start(), match.end()) for match in _TOKEN.finditer(text))


def account(intent: str, heard: HeardIntent, profile: TableProfile) -> Accounts:
    """Hold what a planner heard against the intent.

    A wish whose words do not stand in the intent, or name another column than it speaks of, is left out and is a
    fault; one whose words are part of a column's name is none. One with a negation before its words is negated. A
    subject is kept where it can ask for nothing: words for the table and its rows, and the plural noun of what a row
    is ("the number of penguins by island"). ``unknown`` becomes what nothing claims. Wishes are bound to the columns
    that stand beside their words.
    """
    bindings = Bindings(intent, heard.wishes, profile)
    bound = dict.fromkeys(one for wish in heard.wishes for one in bindings.of(wish))
    return _Ledger(intent, profile).close(replace(heard, wishes=tuple(bound)))


class _Ledger:
    """Which words of an intent are claimed so far."""

    def __init__(self, intent: str, profile: TableProfile) -> None:
        self._intent, self._profile = intent, profile
        self._tokens = tokens(intent)
        self._words = [token.word for token in self._tokens]
        self._taken: set[int] = set()
        self._counts: set[int] = set()
        self._measures: set[int] = set()

    def close(self, heard: HeardIntent) -> Accounts:
        spans: dict[str, range | None] = {}
        kept: list[Wish] = []
        faults: list[str] = []
        for wish in heard.wishes:
            if wish.words not in spans:
                spans[wish.words] = self._claim(wish.words, everywhere=isinstance(wish, FieldWish | SettingWish))
            span = spans[wish.words]
            if span and self._is_in_name(wish, span, heard.wishes, spans):
                continue
            fault = self._fault(wish, span, heard.wishes)
            if fault or span is None:
                faults.append(fault)
            else:
                kept.append(self._negated(wish, span))
                if isinstance(wish, StatisticWish) and wish.op is Op.COUNT and wish.field is None:
                    self._counts.update(span)
                if isinstance(wish, FieldWish):
                    self._measures.update(span)
        subject = tuple(filter(self._is_subject, heard.subject))
        unknown = tuple(self._unclaimed())
        if len(unknown) > MOST_NAMED:
            unknown = (*unknown[: MOST_NAMED - 1], " … ".join(unknown[MOST_NAMED - 1 :]))
        return Accounts(HeardIntent(wishes=tuple(kept), subject=subject, unknown=unknown), tuple(faults))

    def _is_in_name(self, wish: Wish, span: range, heard: Sequence[Wish], spans: Mapping[str, range | None]) -> bool:
        """Whether the words only help to name a column: "rate" in "the unemployment rate"."""
        words = {self._words[index] for index in span}
        for other in heard:
            around = (
                spans.get(other.words) if isinstance(other, FieldWish) and not isinstance(wish, FieldWish) else None
            )
            if around and len(around) > len(span) and {*span} <= {*around}:
                return isinstance(other, FieldWish) and words <= {*words_of(other.field)}
        return False

    def _is_subject(self, text: str) -> bool:
        """Whether the words stand in the intent and name the table or what a row is; they are then claimed.

        What else a planner takes for the subject may be a measure or a group that no column was found for, or ask for
        nothing whatever it stands for, as "of" does.
        """
        place = self._place([token.word for token in tokens(text)])
        if not place:
            return False
        words = [self._words[index] for index in place if self._tokens[index].content]
        if not words or not (all(word in _TABLE for word in words) or (len(words) == 1 and self._is_row(place))):
            return False
        self._taken.update(place)
        return True

    def _is_row(self, place: range) -> bool:
        """Whether a plural noun stands behind a count or "of" a column, and before its groups or a stop."""
        before = place.start - 1
        while before >= 0 and before not in self._counts | self._measures and not self._tokens[before].content:
            before -= 1
        owned = before in self._measures and self._words[before + 1] in _OF
        behind = self._words[place.stop] if place.stop < len(self._words) else "by"
        plural = self._words[place.stop - 1].endswith(("s", "people", "men", "children"))
        ends = behind in _BEFORE_GROUPS or not self._follows(place.stop)
        return plural and ends and (owned or before in self._counts)

    def _claim(self, text: str, *, everywhere: bool = False) -> range | None:
        """Where the words stand, the first place that is not claimed; they are then.

        ``everywhere``: so are all other places, since a column that is named again is the same one.
        """
        wanted = [token.word for token in tokens(text)]
        if not wanted:
            return range(0) if text.strip() in self._intent else None
        place = self._place(wanted)
        claimed = [*(self._free(wanted) if everywhere else ()), place or ()]
        self._taken.update(index for one in claimed for index in one)
        return place

    def _place(self, wanted: Sequence[str]) -> range | None:
        """The first place of the words that is not claimed, else the first one."""
        return next(iter([*self._free(wanted), *self._places(wanted)]), None)

    def _free(self, wanted: Sequence[str]) -> list[range]:
        return [place for place in self._places(wanted) if self._taken.isdisjoint(place)]

    def _places(self, wanted: Sequence[str]) -> list[range]:
        return [
            range(start, start + len(wanted))
            for start, word in enumerate(self._words)
            if word in wanted[:1] and self._words[start : start + len(wanted)] == [*wanted]
        ]

    def _fault(self, wish: Wish, span: range | None, heard: Sequence[Wish]) -> str:
        """Why a wish counts for nothing: its words are not there, or name other columns and none that it is about."""
        if span is None:
            return f"The words “{wish.words}” of a wish do not stand in the intent"
        about = {one.field for one in heard if isinstance(one, FieldWish) and one.words == wish.words}
        if not about or not isinstance(wish, FieldWish):
            return ""
        claimed = {self._words[index] for index in span if self._tokens[index].content}
        own = {word for name in about for word in words_of(name)}
        others = {word for column in self._profile.columns for word in words_of(column.name)}
        column = self._profile.column(wish.field)
        if column and is_identifier(column) and wish.place in _MEASURED and not own <= {*map(_bare, claimed)} | claimed:
            return f"The words “{wish.words}” do not name {wish.field}, which only says which one is meant"
        short = {word for word in claimed if any(len(one) >= _CUT and word.startswith(one) for one in others - own)}
        if not claimed or claimed & own or not claimed <= others | short:
            return ""
        return f"The words “{wish.words}” name other columns than {wish.field}"

    def _negated(self, wish: Wish, span: range) -> Wish:
        """The wish with the negation before its words, which turns it round."""
        turned = wish.setting not in _UNTURNED if isinstance(wish, SettingWish) else isinstance(wish, _TURNABLE)
        if not turned or not span:
            return wish
        if self._denies(span.start):
            return replace(wish, negated=True)
        start = span.start
        while start > 0 and not self._tokens[start - 1].content and self._follows(start):
            start -= 1
        before = start - 1 if start > 0 and self._denies(start - 1) and self._follows(start) else None
        if before is None:
            return wish
        self._taken.add(before)
        words = self._intent[self._tokens[before].start : self._tokens[span.stop - 1].end]
        return replace(wish, negated=True, words=words[:_LONGEST])

    def _denies(self, index: int) -> bool:
        """Whether the word is a negation; "not only" and "no more than" are none."""
        behind = self._words[index + 1] if index + 1 < len(self._words) else ""
        return self._words[index] in _NEGATORS and behind not in _LIMITED

    def _follows(self, index: int) -> bool:
        """Whether the word follows the one before it without a stop between."""
        return not set(self._intent[self._tokens[index - 1].end : self._tokens[index].start]) & set(".;:!?,\n")

    def _unclaimed(self) -> Iterator[str]:
        """What nobody claims, neighbours together."""
        run: list[Token] = []
        for index, token in enumerate(self._tokens):
            if index in self._taken or not token.content:
                continue
            joined = run and self._tokens[index - 1] is run[-1]
            if joined and _JOIN.fullmatch(self._intent, run[-1].end, token.start):
                run.append(token)
                continue
            if run:
                yield self._intent[run[0].start : run[-1].end]
            run = [token]
        if run:
            yield self._intent[run[0].start : run[-1].end]
