"""Lexicon: which words of an intent name columns and categories of the caller's data."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pb_adapters.planners.offline.plots.naming import bare, key_of, pieces, singular
from pb_adapters.planners.offline.wordlists import words as word_set
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import ColumnType

LONGEST_NAME = 8
"""Words that one mention of a name is looked up with."""

_SHORT, _LONG_WORD = 3, 6
"""Letters of a shortened name, and of a word that it may stand for."""

_SYNONYMS = tuple(
    frozenset(key_of(word) for word in group.split(","))
    for group in (
        "accuracy,acc",
        "method,model,approach,system,algorithm,technique,estimator,classifier,network",
        "dataset,benchmark,task,corpus,suite,data set",
        "parameter,param,model size,number of parameters",
        "latency,runtime,run time,inference time,wall time",
        "learning rate,lr",
        "epoch,epochs",
        "loss,objective",
        "step,iteration,iter,update",
        "throughput,tput,speed",
        "f1,f1 score,f score,f measure",
        "cost,price",
        "date,day",
        "standard deviation,std,sd",
        "category,class,label,type,kind",
        "temperature,temp",
        "frequency,freq",
        "validation,val,dev",
        "training,train",
        "variant,configuration,setting",
        "actual,true label,ground truth,true class",
        "predicted,prediction,predicted class,predicted label",
        "response,effect",
        "dose,concentration",
        "study,trial",
        "memory,ram,memory usage",
        "year,years",
        "perplexity,ppl",
        "group,arm,cohort",
        "survival,survival probability",
        "feature,variable",
        "score,result,performance",
    )
)
RESERVED = word_set(
    "x y line bar area point label mean median average count order color colour legend grid title axis "
    "error step log top best number value size shape scale time type kind group range band box text mark "
    "sum total share rank one all plot chart figure name set test show figure data each series panel row "
    "column cell curve low high max min rate difference index class result distribution comparison trend "
    "effect change end start baseline reference"
)
"""Words that name a column only where the wording points at one, since they also say how to plot."""


class Value(Struct, frozen=True):
    """A category of a text column."""

    column: str
    text: str


class Lexicon:
    """The names of a table, ready to be looked up."""

    def __init__(self, profile: TableProfile) -> None:
        """Index the columns and known categories of ``profile``."""
        self.profile = profile
        self._columns: dict[str, tuple[str, ...]] = {}
        self._values: dict[str, Value] = {}
        self._short: dict[str, str] = {}
        self._foreign: list[tuple[str, tuple[str, ...] | Value]] = []
        for column in profile.columns:
            self._add_column(column)
        for column in profile.columns:
            if column.type is ColumnType.TEXT:
                self._add_values(column)
        self._add_parts([column for column in profile.columns if column.error_of is None])

    def columns(self, words: str) -> tuple[str, ...]:
        """The columns that the words name; several when they fit several; ``()`` when none."""
        key = key_of(words)
        return self._columns.get(key) or (self._shortened(key) if len(pieces(words)) == 1 else ())

    def _shortened(self, key: str) -> tuple[str, ...]:
        """The one column whose short name begins the word: ``lat`` for latency."""
        if len(key) < _LONG_WORD or key in RESERVED or key in self._values:
            return ()
        found = {name for short, name in self._short.items() if key.startswith(short) and len(key) > len(short) + 1}
        return tuple(found) if len(found) == 1 else ()

    def exact(self, words: str) -> bool:
        """Whether the words are a column's name letter by letter."""
        return self.profile.column(words) is not None

    def value(self, words: str) -> Value | None:
        """The category that the words name."""
        found = self._values.get(key_of(words))
        if len(words) == 1 and found is not None and found.text != words:
            return None
        if found is None or not _is_plain(found.text):
            return found
        return found if words == found.text else None

    def foreign(self) -> Iterable[tuple[str, tuple[str, ...] | Value]]:
        """Names in scripts that do not part words by spaces, longest first."""
        return sorted(self._foreign, key=lambda item: -len(item[0]))

    def closest(self, words: str) -> str | None:
        """The column whose name resembles the words most."""
        wanted = _bigrams(key_of(words))
        scored = [(_likeness(wanted, _bigrams(key_of(bare(column)))), column.name) for column in self.profile.columns]
        score, name = max(scored, key=lambda item: item[0])
        return name if score > 0 else None

    def _add_column(self, column: ColumnProfile) -> None:
        for name in (column.name, bare(column)):
            if key := key_of(name):
                self._columns.setdefault(key, (column.name,))
            if not name.isascii():
                self._foreign.append((name, (column.name,)))

    def _add_values(self, column: ColumnProfile) -> None:
        for text in column.examples:
            if isinstance(text, str) and (len(text) > 1 or text.isupper()):
                if key := key_of(text):
                    self._values.setdefault(key, Value(column.name, text))
                if not text.isascii():
                    self._foreign.append((text, Value(column.name, text)))

    def _add_parts(self, columns: list[ColumnProfile]) -> None:
        """Let part of a name, or another word for it, stand for all columns that it fits."""
        found: dict[str, list[str]] = {}
        for column in columns:
            if (
                len(words := pieces(bare(column))) == 1
                and _SHORT <= len(words[0]) < _LONG_WORD - 1
                and words[0] not in RESERVED
            ):
                self._short[words[0]] = column.name
            for key in _parts(bare(column)):
                if column.name not in found.setdefault(key, []):
                    found[key].append(column.name)
        for key, fitting in found.items():
            if key not in RESERVED and len(key) > 1 and not key.isdigit() and key not in self._values:
                self._columns.setdefault(key, tuple(fitting))
        for group in _SYNONYMS:
            known = {self._columns[key] for key in group if key in self._columns}
            if len(known) == 1:
                self._add_synonyms(group - RESERVED, known.pop())

    def _add_synonyms(self, keys: Iterable[str], names: tuple[str, ...]) -> None:
        for key in keys:
            if key not in self._values:
                self._columns.setdefault(key, names)


def _parts(name: str) -> Iterator[str]:
    words = pieces(name)
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1):
            yield "".join(words[start:end])


def _is_plain(text: str) -> bool:
    """Whether a category looks like an ordinary word, which counts only as it is written."""
    return (text.isascii() and text.isalpha() and (text.istitle() or text.islower())) or singular(text) in RESERVED


def _bigrams(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(max(1, len(key) - 1))} if key else set()


def _likeness(left: set[str], right: set[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0
