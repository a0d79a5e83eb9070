"""The critic's answer: each checklist item against the drawn geometry, scores, and repairs.

The plan is not graded by itself: what the author lists and the text repeats stands on the checklist beside the plan's
own parts. Every dimension starts at 10. Faithfulness loses 10 times the share of faulty items, and 1 for each
unsupported part. Conciseness loses 0.5 for each element above 14 and each label above 40 characters. Readability loses
what each geometry finding weighs in ``_READABILITY``, aesthetics what it weighs in ``_AESTHETICS``. Nothing falls below
0.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from pb_adapters.planners.prose.stylist import styled_description
from pb_core.domain.diagrams.gatherings import DrawnConnections
from pb_core.domain.diagrams.label_checks import letters
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Styling
from pb_core.domain.diagrams.twins import arrow_name, arrow_names, distinct, twin_words
from pb_core.domain.findings import Check, Finding
from pb_core.domain.questions import ChecklistItem, CritiqueBrief, ItemVerdict, Scores, Standing, Verdict
from pb_core.errors import BlindEngine

_READABILITY = {
    Check.OVERLAP: 2.0, Check.TEXT_OUTSIDE: 1.5, Check.TEXT_OVERLAP: 1.5, Check.TEXT_SIZE: 1.5, Check.CONTRAST: 1.0,
    Check.LINE_THROUGH_BOX: 1.0, Check.LINE_THROUGH_TEXT: 1.0, Check.LINE_DETACHED: 1.0, Check.OUTSIDE_CANVAS: 2.0,
    Check.LINE_OVERLAP: 0.5, Check.FRAME: 0.5,
}  # fmt: skip
_AESTHETICS = {
    Check.RATIO: 1.0, Check.LINE_OVERLAP: 0.5, Check.LINE_THROUGH_BOX: 0.5, Check.OVERLAP: 1.0, Check.FRAME: 1.0,
    Check.CONTRAST: 0.5, Check.LINE_DETACHED: 0.5, Check.OUTSIDE_CANVAS: 1.0,
}  # fmt: skip
_CROWDED = frozenset({Check.TEXT_SIZE, Check.TEXT_OUTSIDE, Check.TEXT_OVERLAP})
_TANGLED = frozenset(
    {Check.OVERLAP, Check.LINE_THROUGH_BOX, Check.LINE_OVERLAP, Check.LINE_THROUGH_TEXT, Check.RATIO, Check.FRAME}
)
_TURNED = {Direction.AUTO: Direction.DOWN, Direction.DOWN: Direction.RIGHT, Direction.RIGHT: Direction.DOWN}
_LONGEST_LABEL, _MANY, _SUGGESTIONS = 40, 14, 30


def criticise(brief: CritiqueBrief) -> Verdict:
    """Judge a drawing by its read-back geometry; a painted picture raises ``BlindEngine``."""
    if brief.scene is None:
        message = "the built-in engine cannot see pictures, so it cannot judge one that a model painted"
        raise BlindEngine(message)
    drawn = _Drawn(brief, brief.scene)
    items = tuple(drawn.judge(item) for item in brief.checklist)
    spec, styling = _uncrowded(brief), _turned(brief)
    changed = spec if spec != brief.spec else None
    text = styled_description(spec, brief.caption, styling or brief.styling, brief.guide)
    return Verdict(
        items=items, scores=_scores(brief, items), suggestions=_suggestions(brief.findings, items),
        revised_description=text if changed or styling else None, revised_spec=changed, revised_styling=styling,
    )  # fmt: skip


class _Drawn:
    """A scene, indexed by what a checklist asks for."""

    def __init__(self, brief: CritiqueBrief, scene: DrawnScene) -> None:
        self.boxes = {box.id for box in scene.boxes}
        self.homes = {fold.element: fold.into for fold in scene.folds}
        self.lines = {line.name: line.label_at for line in scene.lines}
        self.numbered = {f"{told.source}->{told.target}": told.source for told in scene.references}
        self.continued = {arrow_name(c.source, c.target, c.twin): c.label_owner for c in scene.continuations}
        drawn, arrows = DrawnConnections(scene.gatherings), brief.spec.connections
        self.connections = dict(zip(arrow_names(arrows), arrows, strict=True))
        shown = zip(map(drawn.of, arrows), arrow_names(arrows), twin_words(arrows), strict=True)
        self.drawn = {name: arrow_name(one.source, one.target, twin) for one, name, twin in shown}
        self.texts: dict[str, str] = {}
        for text in scene.texts:
            self.texts[text.owner] = f"{self.texts.get(text.owner, '')} {text.text}"
        for key in scene.keys:
            for name in self.lines:
                if key.sign in self.texts.get(name, ""):
                    self.texts[name] += f" {key.label}"
        self.elements = {element.id: element for element in brief.spec.elements}
        self.unsupported = {f.subject: f.detail for f in brief.findings if f.check is Check.UNGROUNDED}

    def judge(self, item: ChecklistItem) -> ItemVerdict:
        if item.name in self.elements:
            standing, note = self._box(item.name)
        elif item.name in self.connections:
            standing, note = self._arrow(item.name)
        else:
            standing, note = self._shown(item)
        if standing is Standing.PRESENT and item.name in self.unsupported:
            standing, note = Standing.WRONG, f"not supported by the source: {self.unsupported[item.name]}"
        return ItemVerdict(name=item.name, standing=standing, note=note)

    def _shown(self, item: ChecklistItem) -> tuple[Standing, str]:
        """What the plan does not define is present only where a drawn text says it."""
        words = letters(item.name.removeprefix("listed ").removeprefix("repeated "))
        if words and any(words in letters(text) for text in self.texts.values()):
            return Standing.PRESENT, ""
        return Standing.MISSING, f"{item.what}; the figure does not show it"

    def _box(self, name: str) -> tuple[Standing, str]:
        label = self.elements[name].label
        if self.homes.get(name, name) not in self.boxes:
            return Standing.MISSING, f"no box is drawn for '{label}'"
        return self._text([name], label)

    def _arrow(self, name: str) -> tuple[Standing, str]:
        connection = self.connections[name]
        ends = {self.homes.get(end, end) for end in (connection.source, connection.target)}
        if len(ends) == 1 and connection.source != connection.target:
            return Standing.MISSING, "both ends share a box, which lists them; no arrow is drawn"
        drawn = self.drawn[name]
        at_line = (self.lines[drawn] or drawn) if drawn in self.lines else None
        owners = [self.numbered.get(connection.name), self.continued.get(drawn), at_line]
        shown = [owner for owner in owners if owner is not None]
        if shown:
            return self._text(shown, connection.label) if connection.label else (Standing.PRESENT, "")
        turned = f"{connection.target}->{connection.source}"
        if turned in self.lines and turned not in self.connections:
            return Standing.WRONG, "the arrow is drawn the other way round"
        return Standing.MISSING, "no arrow is drawn between these two boxes"

    def _text(self, owners: list[str], label: str) -> tuple[Standing, str]:
        shown = " ".join(self.texts.get(owner, "") for owner in owners)
        if letters(label) in letters(shown):
            return Standing.PRESENT, ""
        found = f"it reads '{' '.join(shown.split())}'" if shown.strip() else "it carries no text"
        return Standing.WRONG, f"{found} instead of '{label}'"


def _scores(brief: CritiqueBrief, items: tuple[ItemVerdict, ...]) -> Scores:
    faulty = sum(item.standing is not Standing.PRESENT for item in items)
    unsupported = sum(finding.check is Check.UNGROUNDED for finding in brief.findings)
    long = sum(len(element.label) > _LONGEST_LABEL for element in brief.spec.elements)
    crowd = max(0, len(brief.spec.elements) - _MANY)
    return Scores(
        faithfulness=_score(10 * faulty / max(1, len(items)) + unsupported),
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


def _uncrowded(brief: CritiqueBrief) -> DiagramSpec:
    """Without second lines and arrow labels where the text does not fit."""
    crowded = {finding.subject for finding in brief.findings if finding.check in _CROWDED}
    if not crowded:
        return brief.spec
    everywhere = any(finding.check is Check.TEXT_SIZE for finding in brief.findings)
    arrows = zip(brief.spec.connections, arrow_names(brief.spec.connections), strict=True)
    return replace(
        brief.spec,
        elements=tuple(replace(e, detail="") if everywhere or e.id in crowded else e for e in brief.spec.elements),
        connections=distinct(replace(c, label="") if everywhere or name in crowded else c for c, name in arrows),
    )


def _turned(brief: CritiqueBrief) -> Styling | None:
    """Another reading direction when lines or frames are tangled and the last turn did not help."""
    if not any(finding.check in _TANGLED for finding in brief.findings):
        return None
    return replace(brief.styling, direction=_TURNED[brief.styling.direction])
