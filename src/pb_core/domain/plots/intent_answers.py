"""Intent answers: what a specification makes of an intent, as outcomes, findings and sentences."""

from msgspec import Struct

from pb_core.domain.findings import Finding
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.unasked import unasked
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.plots.wishes import HeardIntent, WishOutcome
from pb_core.domain.tables.profile import TableProfile


class IntentAnswer(Struct, frozen=True, kw_only=True):
    """What became of each wish, the words that ask for nothing and those that were not understood, and what is unasked.

    ``findings`` are about what is shown although nobody asked for it.
    """

    wishes: tuple[WishOutcome, ...] = ()
    subject: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def description(self) -> str:
        """The outcomes in prose, ``""`` where the intent asks for nothing."""
        followed = ", ".join(f"'{one.words}'{_in_brackets(one.note)}" for one in self.wishes if one.followed)
        refused = ", ".join(f"'{one.words}'{_in_brackets(one.note)}" for one in self.wishes if not one.followed)
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
        return (*refused, *named, *(finding.detail for finding in self.findings))


def answered(heard: HeardIntent, spec: PlotSpec, profile: TableProfile) -> IntentAnswer:
    """Hold a specification against what was heard in its intent."""
    return IntentAnswer(
        wishes=outcomes(heard.wishes, spec, profile),
        subject=heard.subject,
        unknown=heard.unknown,
        findings=unasked(heard.wishes, spec, profile),
    )


def _in_brackets(note: str) -> str:
    return f" ({note})" if note else ""
