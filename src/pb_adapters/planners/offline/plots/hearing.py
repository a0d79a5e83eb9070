"""Hearing: reading an intent into requests, so that no clause of it goes unanswered."""

from collections.abc import Iterator
from typing import TypeVar

from msgspec import Struct

from pb_adapters.planners.offline.plots.aggregates import hear_aggregates, hear_bins
from pb_adapters.planners.offline.plots.axes import hear_grids, hear_orientation
from pb_adapters.planners.offline.plots.charts import hear_charts
from pb_adapters.planners.offline.plots.composing import hear_composing, hear_panels
from pb_adapters.planners.offline.plots.fits import hear_fits
from pb_adapters.planners.offline.plots.goals import hear_goals
from pb_adapters.planners.offline.plots.highlights import hear_highlights
from pb_adapters.planners.offline.plots.labels import hear_labels
from pb_adapters.planners.offline.plots.legends import hear_legends
from pb_adapters.planners.offline.plots.lexicon import Lexicon
from pb_adapters.planners.offline.plots.looks import hear_looks, hear_pleasantries
from pb_adapters.planners.offline.plots.marking import hear_marking, hear_placeless, hear_statistics
from pb_adapters.planners.offline.plots.missing import hear_missing
from pb_adapters.planners.offline.plots.noting import hear_notes
from pb_adapters.planners.offline.plots.nouns import hear_nouns
from pb_adapters.planners.offline.plots.picking import hear_pairs, hear_picking, hear_places
from pb_adapters.planners.offline.plots.ranges import hear_ranges
from pb_adapters.planners.offline.plots.refusals import hear_dangers, hear_refusals
from pb_adapters.planners.offline.plots.request import Refusal, Request
from pb_adapters.planners.offline.plots.residue import hear_rest
from pb_adapters.planners.offline.plots.roles import MentionRequest, hear_mentions, hear_roles, hear_splits
from pb_adapters.planners.offline.plots.scales import hear_scales
from pb_adapters.planners.offline.plots.script import LONGEST_INTENT, Script
from pb_adapters.planners.offline.plots.sorting import hear_sorting
from pb_adapters.planners.offline.plots.statistics import hear_uncertainty
from pb_adapters.planners.offline.plots.titles import hear_titles
from pb_core.domain.tables.profile import TableProfile

R = TypeVar("R", bound=Request)

_READERS = (
    hear_dangers,
    hear_titles,
    hear_composing,
    hear_fits,
    hear_marking,
    hear_notes,
    hear_picking,
    hear_scales,
    hear_ranges,
    hear_grids,
    hear_roles,
    hear_sorting,
    hear_highlights,
    hear_uncertainty,
    hear_statistics,
    hear_placeless,
    hear_legends,
    hear_labels,
    hear_looks,
    hear_bins,
    hear_refusals,
    hear_charts,
    hear_panels,
    hear_orientation,
    hear_pairs,
    hear_places,
    hear_aggregates,
    hear_goals,
    hear_nouns,
    hear_splits,
    hear_missing,
    hear_mentions,
)
"""In this order: what could be mistaken for something else is read first."""


class Heard(Struct, frozen=True):
    """Everything that an intent asks for; ``topics`` are words that say what the figure is about."""

    requests: tuple[Request, ...]
    topics: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()

    def all(self, kind: type[R]) -> tuple[R, ...]:
        """The requests of one kind, in the order they were read."""
        return tuple(request for request in self.requests if isinstance(request, kind))

    def one(self, kind: type[R]) -> R | None:
        """The first request of one kind."""
        return next(iter(self.all(kind)), None)


def hear(intent: str, profile: TableProfile) -> Heard:
    """Read an intent about a table."""
    script = Script(intent, Lexicon(profile))
    requests = list(_requests(script))
    hear_pleasantries(script)
    rest = hear_rest(script, sum(not isinstance(request, MentionRequest) for request in requests))
    if script.rest:
        reason = f"only the first {LONGEST_INTENT:,} characters of an intent are read"
        rest.unread.append(Refusal(words=f"{script.rest[:60].strip() or 'the rest'} …", reason=reason))
    return Heard((*requests, *rest.unread), tuple(rest.topics), script.mentioned())


def _requests(script: Script) -> Iterator[Request]:
    for reader in _READERS:
        yield from reader(script)
