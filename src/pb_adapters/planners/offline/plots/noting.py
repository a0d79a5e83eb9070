"""Noting: notes at items that an intent names, or at the largest, smallest or best."""

from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.marking import AnnotationRequest
from pb_adapters.planners.offline.plots.naming import listed, small_is_good
from pb_adapters.planners.offline.plots.request import Refusal, Request
from pb_adapters.planners.offline.plots.script import Script
from pb_adapters.planners.offline.plots.sight import axis_of, transforms, value_axis
from pb_core.domain.plots.spec import Annotation, PlotSpec, PointNote
from pb_core.domain.plots.transforms import Fold

_BEST = (
    r"(?:(?:annotate|mark|label|note|point out|highlight|circle|call out|indicate|star"
    r"|emphasi[sz]e) |with (?:a |an )?(?:note|annotation|marker|star|arrow) (?:at|for|on"
    r"|marking) )(?:the |its |their )?(?:(?:overall |global |single )?(?P<pick>best|winner|winning|worst|highest"
    r"|maximum|max|peak|largest|top|lowest|minimum|min|smallest|least))(?! (?:\d|three|five|ten))"
    r"(?P<of>(?: (?:value|point|score|result|bar|one|method|model|performance|epoch|checkpoint"
    r"|{F}|run|configuration|setting))*)(?: (?:with|as|by|using) (?P<q>{Q}))?"
)


_SMALLEST = {"lowest", "minimum", "min", "smallest", "least", "worst"}


_RANKED = (
    r"(?:annotate|mark|label|note|point out|circle|call out|indicate|star|name) (?:only )?(?:the )?"
    r"(?:names? of (?:the )?)?"
    r"(?:(?:top|best|highest|largest|bottom|worst|lowest|smallest)[- ](?:{N}|three|five|ten)"
    r"|(?:{N}|three|five|ten) (?:top|best|highest|largest|worst|lowest|smallest))(?: (?:{F}|\w+))?(?: by {F})?"
)


_NOTE = (
    r"(?:annotate|call out|point out|note) (?:the )?(?:point |bar |value )?(?P<v>{V})(?: (?:with"
    r"|as|by|saying) (?P<q>{Q}))?"
)


class ExtremeRequest(AnnotationRequest, frozen=True, kw_only=True):
    """A note at the largest or smallest item; which of them is the best if ``judged``, the measure's name tells.

    ``measures`` are the columns that are named; a note looks at all that share the axis.
    """

    judged: bool
    measures: frozenset[str]

    def _placed(self, spec: PlotSpec) -> Annotation | str:
        placed, axis = super()._placed(spec), value_axis(spec)
        if not isinstance(placed, PointNote) or axis is None:
            return placed
        together = {name for t in transforms(spec) if isinstance(t, Fold) for name in t.fields}
        if (named := together & self.measures) and named != together:
            return f"a note is put at the best of all series, not of {listed(sorted(named))} alone"
        if self.judged and small_is_good(axis_of(spec, axis).title or ""):
            return replace(placed, pick="min" if placed.pick == "max" else "max")
        return placed


def hear_notes(script: Script) -> Iterator[Request]:
    """Find notes at items."""
    for said in script.take(rf"(?<!\w)(?:{_RANKED})(?!\w)"):
        reason = "one item can be marked by its rank; name the items to be marked, or ask for them alone"
        yield Refusal(words=said.words, reason=reason)
    for said in script.take(rf"(?<!\w)(?:{_BEST})"):
        word = said["pick"].lower()
        note = PointNote(pick="min" if word in _SMALLEST else "max", text=script.quote(said["q"]) if said["q"] else "")
        judged = word in {"best", "winner", "winning", "worst"}
        yield ExtremeRequest(words=said.words, annotation=note, judged=judged, measures=_meant(said["of"], script))
    for said in script.take(rf"(?<!\w)(?:{_NOTE})"):
        value = script.values(said["v"])[0]
        note = PointNote(
            pick="value",
            field=value.column,
            value=value.text,
            text=script.quote(said["q"]) if said["q"] else value.text,
        )
        yield AnnotationRequest(words=said.words, annotation=note)


def _meant(words: str, script: Script) -> frozenset[str]:
    """The columns that every name among the words fits: of ``validation loss`` those of both words."""
    named = [frozenset(columns) for symbol in words if (columns := script.fields(symbol))]
    return frozenset.intersection(*named) if named else frozenset()
