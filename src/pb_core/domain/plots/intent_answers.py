"""Intent answers: what a specification makes of an intent, as outcomes, findings and sentences."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.domain.findings import Finding
from pb_core.domain.plots.intent_words import tokens
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.unasked import unasked
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.plots.wishes import FieldWish, FilterWish, HeardIntent, LimitWish, WishOutcome
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import Table

_STEM = 4
_QUALIFIERS = word_set("only except excluding exclude excluded excludes least unless minus")
"""Words that limit what is shown or compute with it, wherever they stand."""


class IntentAnswer(Struct, frozen=True, kw_only=True):
    """What became of each wish, the words that ask for nothing and those that were not understood, and what is unasked.

    ``taken`` says which columns are meant by other words, ``findings`` what is shown although nobody asked for it,
    ``refusal`` why the plot answers another question: it does not do what changes its numbers, its rows or its groups.
    """

    wishes: tuple[WishOutcome, ...] = ()
    subject: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    taken: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def description(self) -> str:
        """The outcomes in prose, ``""`` where the intent asks for nothing."""
        followed = ", ".join(f"'{one.words}'" for one in self.wishes if one.followed)
        refused = ", ".join(f"'{one.words}' ({one.note})" for one in self.wishes if not one.followed)
        subject, unknown = (", ".join(f"'{words}'" for words in said) for said in (self.subject, self.unknown))
        parts = (
            ("Followed", followed), ("Not followed", refused), ("Read as the subject", subject),
            ("Not understood", unknown),
        )  # fmt: skip
        return " ".join(f"{what}: {listed}." for what, listed in parts if listed)

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence about each wish that is not followed, about words not understood, and about what is unasked."""
        refused = (f"Not followed: “{one.words}”: {one.note}" for one in self.wishes if not one.followed)
        unknown = ", ".join(f"'{words}'" for words in self.unknown)
        named = (f"Not understood: {unknown}",) if unknown else ()
        return (*refused, *named, *self.taken, *(finding.detail for finding in self.findings))


def answered(
    heard: HeardIntent, spec: PlotSpec, profile: TableProfile, table: Table, *, by_rules: bool = False
) -> IntentAnswer:
    """Hold a specification against what was heard in its intent.

    ``by_rules``: rules planned it, which leave out nothing that is asked for; so any wish not followed refuses it.
    Raises ``InvalidSpec`` where it does not fit the table.
    """
    found = outcomes(heard.wishes, spec, profile, table)
    return IntentAnswer(
        wishes=found.wishes,
        subject=heard.subject,
        unknown=heard.unknown,
        findings=unasked(heard.wishes, spec, profile),
        taken=tuple(_taken(heard, profile)),
        refusal=found.refusal or _unlimited(heard) or (_unfollowed(found.wishes) if by_rules else ""),
    )


def _unfollowed(wishes: Sequence[WishOutcome]) -> str:
    """Why a plot leaves something out, ``""`` where it does all."""
    missed = next((one for one in wishes if not one.followed), None)
    return (
        f"“{missed.words}” cannot be followed here: {missed.note}; leave it out, or name another chart"
        if missed is not None
        else ""
    )


def _taken(heard: HeardIntent, profile: TableProfile) -> Iterator[str]:
    """Which columns of numbers are meant by words that are not their names, nor these cut short."""
    found: dict[str, list[str]] = {}
    for wish in heard.wishes:
        column = profile.column(wish.field) if isinstance(wish, FieldWish) and not wish.negated else None
        if column is not None and column.mean is not None and not _is_name(wish.words, column.name):
            found.setdefault(wish.words, []).append(f"'{column.name}'")
    yield from (f"“{words}” is taken for {', '.join(dict.fromkeys(names))}" for words, names in found.items())


def _is_name(words: str, name: str) -> bool:
    """Whether words share the start of one with a name, hold its letters in order as abbreviations do, or are in it."""
    said, own = [one.word for one in tokens(words) if one.content], "".join(words_of(name))
    letters, starts = iter("".join(said)), {word[:_STEM] for word in words_of(name)}
    cut = any(word[:1] == own[:1] for word in said) and all(one in letters for one in own)
    return cut or "".join(said) in own or bool(starts & {word[:_STEM] for word in said})


def _unlimited(heard: HeardIntent) -> str:
    """Why a plot without limits does not answer an intent with a word for one that nothing was understood of."""
    if any(isinstance(wish, FilterWish | LimitWish) for wish in heard.wishes):
        return ""
    said = next((words for words in heard.unknown if _QUALIFIERS & {*words_of(words)}), "")
    return said and f"“{said}” limits what is shown, and to what was not understood: name the column and its values"
