"""Which parts of a figure an instruction means: by their whole names, by a word of them, or several at once."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pb_adapters.planners.edits.words import AND, ARTICLES, Word, said
from pb_core.domain.diagrams.kinds import singular
from pb_core.domain.diagrams.quotations import squeezed
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.words import fold
from pb_core.errors import NotUnderstood

_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "all": None, "every": None}
_NOUNS = frozenset(("box", "element", "block", "node", "part", "step"))
_FRAMES = frozenset(("group", "frame", "panel"))
_PRONOUNS = frozenset(("it", "them", "that", "this", "both"))
_SHOWN, _LONGEST_NAME = 12, 30


class Meant(Struct, frozen=True):
    """What a phrase may mean, by ids; ``is_many`` says that it means all of them together."""

    phrase: str
    ids: tuple[str, ...] = ()
    is_many: bool = False


class Names:
    """The names of a figure's parts by their ids; ``groups`` are those of frames, ``it`` was named just before."""

    def __init__(self, spec: DiagramSpec, it: tuple[str, ...] = ()) -> None:
        self._it = it
        self.groups = {group.id: group.title for group in spec.groups}
        self._labels = {element.id: element.label for element in spec.elements} | self.groups
        aliases = {element.id: element.aliases for element in spec.elements}
        self._forms: Mapping[str, frozenset[str]] = {
            name: frozenset(map(squeezed, (name, label, *aliases.get(name, ()))))
            for name, label in self._labels.items()
        }
        self._words = {name: frozenset(_singulars(label)) for name, label in self._labels.items()}

    @property
    def labels(self) -> tuple[str, ...]:
        """What the parts are called."""
        return tuple(" ".join(label.split()) for label in self._labels.values())

    def part(self, words: Sequence[Word], *, group: bool = False) -> Meant | None:
        """What a phrase may mean: parts that are called so, else those whose names hold all of its words."""
        if len(words) > 1 and words[-1].folded in _FRAMES:
            return self.part(words[:-1], group=True)
        if len(words) > _LONGEST_NAME:
            return None
        phrase = said(words)
        if not phrase.strip() or any(word.folded in AND for word in words):
            return None
        if words[-1].folded in _PRONOUNS and len(words) == 1 and self._it:
            return Meant(phrase, self._it, len(self._it) > 1)
        among = self.groups if group else self._labels
        exact = tuple(name for name in among if squeezed(phrase) in self._forms[name])
        return Meant(phrase, exact or self._holding(phrase, among))

    def parts(self, words: Sequence[Word]) -> tuple[Meant, ...] | None:
        """What a list of phrases may mean."""
        phrases = list(_listed(words))
        found = [self._several(phrase) for phrase in phrases]
        return tuple(one for one in found if one) if phrases and all(found) else None

    def _several(self, words: Sequence[Word]) -> Meant | None:
        """A phrase that may mean several parts: "both heads", "the encoders"."""
        rest = [word for word in words if word.folded not in ARTICLES]
        counted = bool(rest) and rest[0].folded in _COUNTS
        meant = self.part(rest[1:] if counted else rest)
        if meant is None or meant.is_many or (len(meant.ids) < 2 and not counted):  # noqa: PLR2004 - one is no several
            return meant
        count = _COUNTS[rest[0].folded] if counted else None
        last = fold(meant.phrase.split()[-1])
        is_many = (count in {None, len(meant.ids)}) and (counted or singular(last) != last)
        return Meant(said(words), meant.ids, is_many)

    def _holding(self, phrase: str, among: Mapping[str, str]) -> tuple[str, ...]:
        wanted = set(_singulars(phrase)) - ARTICLES
        wanted = (wanted - _NOUNS) or wanted
        found = tuple(name for name in among if wanted and wanted <= self._words[name])
        return tuple(name for name in found if name not in self.groups) or found

    def one(self, meant: Meant) -> str:
        """The part that a phrase means; raises ``NotUnderstood`` where it is none, or may be several."""
        if len(meant.ids) == 1:
            return meant.ids[0]
        if not meant.ids:
            called = ", ".join(f"'{label}'" for label in self.labels[:_SHOWN])
            raise NotUnderstood(f"No part of the figure is called '{meant.phrase}'; it has {called}")
        choices = " or ".join(f"'{self._labels[name]}'" for name in meant.ids[:_SHOWN])
        raise NotUnderstood(f"'{meant.phrase}' may be {choices}: write which is meant")

    def all(self, listed: Sequence[Meant]) -> tuple[str, ...]:
        """The parts that a list means; raises as ``one``."""
        found = [name for meant in listed for name in (meant.ids if meant.is_many else (self.one(meant),))]
        return tuple(dict.fromkeys(found))

    def label(self, name: str) -> str:
        """What a part is called."""
        return self._labels[name]


def _singulars(text: str) -> list[str]:
    return [singular(word) for word in fold(text).split()]


def _listed(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """The phrases between "and" and commas."""
    phrase: list[Word] = []
    for word in words:
        if word.folded not in AND:
            phrase.append(word)
        elif phrase:
            yield tuple(phrase)
            phrase = []
    if phrase:
        yield tuple(phrase)
