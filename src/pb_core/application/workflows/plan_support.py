"""What the methodology workflow holds a plan against: its source, the author's skeleton, and the caller's choice."""

from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.author_support import AuthorSupport
from pb_core.domain.diagrams.confidence import Coverage, coverage, repeated_terms
from pb_core.domain.diagrams.plan_labels import plan_labels
from pb_core.domain.diagrams.plan_quotations import with_quotations
from pb_core.domain.diagrams.pruning import left_out, supported_only
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.sentence_share import SentenceShare, little_read
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.support import UNQUOTED, SupportReport, check_support
from pb_core.domain.questions import ChecklistItem
from pb_core.domain.requests import Grounding
from pb_core.errors import NothingToDraw

NOTHING_SUPPORTED = (
    "The source supports no part of what was planned for this figure: name the components in the text and say in one "
    "sentence each which leads to which, write the arrows yourself (A -> B -> C), or send grounding: lenient"
)
UNSAID = "The source has no sentence that says it."
LEFT_OUT, NOT_SHOWN = "Left out", "Laid out by the author and not shown: "
UNFOUNDED = "Drawn, though the source does not support it: "
"""How notes begin that tell of what a figure leaves out, and of what it shows all the same."""

_NAMED = 12  # missing things that a note names


class HeldPlan(Struct, frozen=True, kw_only=True):
    """A plan as it may be drawn, its report, and a sentence for each thing that its source does not support."""

    spec: DiagramSpec
    report: SupportReport
    notes: tuple[str, ...] = ()
    dropped: int = 0
    """How many arrows were left out."""
    left: tuple[str, ...] = ()
    """Every label of what was left out."""


class PlanSupport:
    """Holds plans against one source. What it does may take seconds for a long text: call it in a thread.

    ``pictures`` says that pages were read as pictures, ``author`` what their author ordered beside it.
    """

    def __init__(
        self, source: str, caption: str, grounding: Grounding, *, pictures: bool, author: AuthorSupport | None = None
    ) -> None:
        self._source, self._caption, self._author = source, caption, author
        self._strict, self._pictures = grounding is Grounding.STRICT, pictures

    @cached_property
    def skeleton(self) -> Skeleton:
        """What the author laid out."""
        return read_skeleton(self._source, self._caption) if self._source else Skeleton()

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The terms that text and caption repeat."""
        return repeated_terms(self._source, self._caption)

    def report(self, spec: DiagramSpec) -> SupportReport:
        """The verdicts on a plan."""
        report = check_support(spec, self._source, self._caption, skeleton=self.skeleton, pictures=self._pictures)
        return report if self._author is None else self._author.over(report, spec, f"{self._source}\n\n{self._caption}")

    def hold(self, spec: DiagramSpec) -> HeldPlan:
        """The plan without what its source does not support, or, if the caller asks to be lenient, all of it.

        Raises ``NothingToDraw`` when nothing is left.
        """
        if not self._strict:
            report = self.report(spec)
            notes = (f"{UNFOUNDED}{said}" for said in left_out(spec, report))
            return HeldPlan(spec=spec, report=report, notes=tuple(notes))
        rest, report, said = supported_only(spec, self.report)
        if rest is None:
            raise NothingToDraw(NOTHING_SUPPORTED)
        dropped = len(spec.connections) - len(rest.connections)
        left = tuple(f"{LEFT_OUT}: {sentence}" for sentence in said)
        gone = tuple(name for name in plan_labels(spec) if name not in plan_labels(rest))
        return HeldPlan(spec=rest, report=report, notes=left, dropped=dropped, left=gone)

    def hold_given(self, spec: DiagramSpec) -> HeldPlan:
        """The same for a plan that a caller gave: a part that quotes nothing rests on the sentence that says it."""
        held = self.hold(with_quotations(spec, self._source))
        return replace(held, notes=tuple(note.replace(UNQUOTED, UNSAID) for note in held.notes))

    def coverage(self, held: HeldPlan, folded: frozenset[str] = frozenset()) -> Coverage:
        """What of the skeleton and the repeated terms a plan shows."""
        return coverage(held.spec, held.report, self.skeleton, self.terms, folded, dropped=held.dropped)

    def confidence(self, shown: Coverage) -> float | None:
        """The share that is shown; ``None`` where pages were read as pictures, which nothing can be held against."""
        return None if self._pictures or not self._source else shown.share

    def little_read(self, spec: DiagramSpec) -> SentenceShare | None:
        """How few sentences a plan quotes, where it is less than half and the author lays nothing out beside them."""
        return None if self._pictures or self.skeleton.items else little_read(spec, self._source)


def supported_parts(report: SupportReport) -> int:
    """How many elements and connections are supported: of two plans the one with more is better founded."""
    return len(report.elements) + len(report.connections) - len(report.unsupported)


def folded_arrows(spec: DiagramSpec, scene: DrawnScene | None) -> frozenset[str]:
    """The names of arrows that no line shows, since both ends share a box."""
    homes = {fold.element: fold.into for fold in scene.folds} if scene else {}
    return frozenset(
        c.name
        for c in spec.connections
        if c.source != c.target and c.source in homes and homes[c.source] == homes.get(c.target)
    )


def expected(shown: Coverage) -> tuple[ChecklistItem, ...]:
    """What a critic is asked about beside the plan's own parts: listed items and repeated terms that it lacks."""
    items = (
        ChecklistItem(name=f"listed {item.name}", what="laid out by the author", evidence=item.evidence)
        for item in shown.items
    )
    terms = (
        ChecklistItem(name=f"repeated {term}", what="a term that text and caption repeat", evidence=term)
        for term in shown.terms
    )
    return (*items, *terms)


def missing_note(shown: Coverage) -> tuple[str, ...]:
    """A sentence that names what the author laid out and the figure does not show, if there is something."""
    names = [f"'{item.name}'" for item in shown.items]
    names += [f"the step from '{one.name}' to '{other.name}'" for one, other in shown.hand_overs]
    if not names:
        return ()
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return (f"{NOT_SHOWN}{', '.join(names[:_NAMED])}{rest}.",)
