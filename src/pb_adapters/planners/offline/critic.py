"""The critic's answer: each checklist item against the drawn geometry, scores, and repairs.

Every dimension starts at 10. Faithfulness loses 10 times the share of faulty items, and 1 for each
ungrounded item. Conciseness loses 0.5 for each element above 14 and each label above 40 characters.
Readability loses what each geometry finding weighs in ``_READABILITY``, aesthetics what it weighs in
``_AESTHETICS``. Nothing falls below 0.
"""

from collections.abc import Iterable

from pb_adapters.planners.offline.revision import revise
from pb_adapters.planners.offline.salience import IDEAL
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.findings import Check, Finding
from pb_core.domain.questions import ChecklistItem, CritiqueBrief, ItemVerdict, Scores, Standing, Verdict
from pb_core.errors import BlindEngine

_READABILITY = {
    Check.OVERLAP: 2.0, Check.TEXT_OUTSIDE: 1.5, Check.TEXT_OVERLAP: 1.5, Check.TEXT_SIZE: 1.5, Check.CONTRAST: 1.0,
    Check.LINE_THROUGH_BOX: 1.0, Check.LINE_THROUGH_TEXT: 1.0, Check.LINE_DETACHED: 1.0, Check.OUTSIDE_CANVAS: 2.0,
    Check.LINE_OVERLAP: 0.5, Check.FRAME: 0.5, Check.MISSING: 1.0,
}  # fmt: skip
_AESTHETICS = {
    Check.RATIO: 1.0, Check.LINE_OVERLAP: 0.5, Check.LINE_THROUGH_BOX: 0.5, Check.OVERLAP: 1.0, Check.FRAME: 1.0,
    Check.CONTRAST: 0.5, Check.LINE_DETACHED: 0.5, Check.OUTSIDE_CANVAS: 1.0,
}  # fmt: skip
_LONGEST_LABEL = 40
_SUGGESTIONS = 30


def criticise(brief: CritiqueBrief) -> Verdict:
    """Judge a drawing by its read-back geometry; a painted picture raises ``BlindEngine``."""
    if brief.scene is None:
        message = "the built-in engine cannot see pictures, so it cannot judge one that a model painted"
        raise BlindEngine(message)
    drawn = _Drawn(brief)
    items = tuple(drawn.judge(item) for item in brief.checklist)
    revision = revise(brief, items)
    return Verdict(
        items=items, scores=_scores(brief, items), suggestions=_suggestions(brief.findings, items),
        revised_description=revision.description, revised_spec=revision.spec, revised_styling=revision.styling,
    )  # fmt: skip


class _Drawn:
    """A scene, indexed by what a checklist asks for."""

    def __init__(self, brief: CritiqueBrief) -> None:
        scene: DrawnScene = brief.scene  # type: ignore[assignment]  # the caller has checked that there is one
        self.boxes = {box.id for box in scene.boxes}
        self.homes = {fold.element: fold.into for fold in scene.folds}
        self.lines = {f"{line.source}->{line.target}" for line in scene.lines}
        self.texts: dict[str, str] = {}
        for text in scene.texts:
            self.texts[text.owner] = f"{self.texts.get(text.owner, '')} {text.text}"
        self.elements = {element.id: element for element in brief.spec.elements}
        self.connections = {connection.name: connection for connection in brief.spec.connections}
        self.ungrounded = {f.subject: f.detail for f in brief.findings if f.check is Check.UNGROUNDED}

    def judge(self, item: ChecklistItem) -> ItemVerdict:
        if item.name in self.elements:
            standing, note = self._box(item.name)
        elif item.name in self.connections:
            standing, note = self._arrow(item.name)
        else:
            standing, note = Standing.MISSING, "the plan does not define it"
        if standing is Standing.PRESENT and item.name in self.ungrounded:
            standing, note = Standing.WRONG, f"not grounded in the source: {self.ungrounded[item.name]}"
        return ItemVerdict(name=item.name, standing=standing, note=note)

    def _box(self, name: str) -> tuple[Standing, str]:
        label = self.elements[name].label
        if self.homes.get(name, name) not in self.boxes:
            return Standing.MISSING, f"no box is drawn for '{label}'"
        return self._text(name, label)

    def _arrow(self, name: str) -> tuple[Standing, str]:
        connection = self.connections[name]
        ends = {self.homes.get(end, end) for end in (connection.source, connection.target)}
        if len(ends) == 1 and connection.source != connection.target:
            return Standing.PRESENT, ""  # both ends share a box, which lists them in order
        if name not in self.lines:
            if (
                f"{connection.target}->{connection.source}" in self.lines
                and f"{connection.target}->{connection.source}" not in self.connections
            ):
                return Standing.WRONG, "the arrow is drawn the other way round"
            return Standing.MISSING, "no arrow is drawn between these two boxes"
        return self._text(name, connection.label) if connection.label else (Standing.PRESENT, "")

    def _text(self, owner: str, label: str) -> tuple[Standing, str]:
        shown = self.texts.get(owner, "")
        if _letters(label) in _letters(shown):
            return Standing.PRESENT, ""
        found = f"it reads '{' '.join(shown.split())}'" if shown.strip() else "it carries no text"
        return Standing.WRONG, f"{found} instead of '{label}'"


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _scores(brief: CritiqueBrief, items: tuple[ItemVerdict, ...]) -> Scores:
    faulty = sum(item.standing is not Standing.PRESENT for item in items)
    ungrounded = sum(finding.check is Check.UNGROUNDED for finding in brief.findings)
    long = sum(len(element.label) > _LONGEST_LABEL for element in brief.spec.elements)
    crowd = max(0, len(brief.spec.elements) - IDEAL)
    return Scores(
        faithfulness=_score(10 * faulty / max(1, len(items)) + ungrounded),
        conciseness=_score(0.5 * (crowd + long)),
        readability=_score(sum(_READABILITY.get(finding.check, 0.0) for finding in brief.findings)),
        aesthetics=_score(sum(_AESTHETICS.get(finding.check, 0.0) for finding in brief.findings)),
    )


def _score(loss: float) -> float:
    return max(0.0, round(10 - loss, 2))


def _suggestions(findings: Iterable[Finding], items: Iterable[ItemVerdict]) -> tuple[str, ...]:
    faults = [f"{item.name}: {item.note}" for item in items if item.standing is not Standing.PRESENT]
    measured = [f"{f.check.value} at {f.subject}: {f.detail}" for f in findings if f.check is not Check.UNGROUNDED]
    return tuple([*faults, *measured][:_SUGGESTIONS])
