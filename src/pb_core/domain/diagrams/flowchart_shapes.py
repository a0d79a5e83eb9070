"""The shapes of Mermaid's flowcharts: which brackets and names say what a node is, and which outline they have."""

from collections.abc import Mapping

from pb_core.domain.diagrams.spec import ElementKind, Shape

BRACKETS: Mapping[tuple[str, str], ElementKind] = {
    ("[", "]"): ElementKind.PROCESS,
    ("(", ")"): ElementKind.PROCESS,
    ("(-", "-)"): ElementKind.PROCESS,
    ("([", "])"): ElementKind.OUTPUT,
    ("(((", ")))"): ElementKind.OUTPUT,
    ("[[", "]]"): ElementKind.MODEL,
    ("[(", ")]"): ElementKind.STORE,
    ("((", "))"): ElementKind.OPERATION,
    ("[/", "\\]"): ElementKind.OPERATION,
    ("[\\", "/]"): ElementKind.OPERATION,
    ("{", "}"): ElementKind.DECISION,
    ("{{", "}}"): ElementKind.PROCESS,
    ("[/", "/]"): ElementKind.INPUT,
    ("[\\", "\\]"): ElementKind.OUTPUT,
    (">", "]"): ElementKind.DATA,
}
"""What a node between these brackets is, where nothing else tells."""

FORMS: Mapping[tuple[str, str], Shape] = {
    ("(", ")"): Shape.ROUNDED,
    ("([", "])"): Shape.STADIUM,
    ("(((", ")))"): Shape.DOUBLE_CIRCLE,
    ("[[", "]]"): Shape.SUBROUTINE,
    ("[(", ")]"): Shape.CYLINDER,
    ("((", "))"): Shape.CIRCLE,
    ("(-", "-)"): Shape.CIRCLE,
    ("[/", "\\]"): Shape.TRAPEZOID,
    ("[\\", "/]"): Shape.FUNNEL,
    ("{", "}"): Shape.DIAMOND,
    ("{{", "}}"): Shape.HEXAGON,
    ("[/", "/]"): Shape.LEAN_RIGHT,
    ("[\\", "\\]"): Shape.LEAN_LEFT,
    (">", "]"): Shape.FLAG,
}
"""The outlines of these brackets; square ones have that of a process."""

NAMED_FORMS: Mapping[str, Shape] = {
    name: form
    for form, names in {
        Shape.ROUNDED: "rounded event",
        Shape.STADIUM: "stadium terminal pill",
        Shape.SUBROUTINE: "fr-rect framed-rectangle subproc subprocess subroutine",
        Shape.HEXAGON: "hex hexagon prepare",
        Shape.CYLINDER: "cyl cylinder db database h-cyl horizontal-cylinder das lin-cyl lined-cylinder disk",
        Shape.DIAMOND: "diam diamond decision question",
        Shape.CIRCLE: "circle circ ellipse",
        Shape.DOUBLE_CIRCLE: "dbl-circ double-circle",
        Shape.TRAPEZOID: "trap-b trapezoid trapezoid-bottom priority",
        Shape.FUNNEL: "trap-t trapezoid-top inv-trapezoid manual",
        Shape.LEAN_RIGHT: "lean-r lean-right in-out",
        Shape.LEAN_LEFT: "lean-l lean-left out-in",
        Shape.FLAG: "odd",
        Shape.STACK: "st-rect procs processes stacked-rectangle docs documents st-doc stacked-document",
        Shape.LINED: "lin-rect lin-proc lined-rectangle lined-process shaded-process",
        Shape.TAGGED: "tag-rect tag-proc tagged-rectangle tagged-process",
        Shape.TEXT: "text",
    }.items()
    for name in names.split()
}
"""The outlines of ``@{ shape: … }``; names that are not here have that of their kind."""

_NAMED: Mapping[ElementKind, str] = {
    ElementKind.PROCESS: "rect rectangle proc process rounded event ellipse text div-rect div-proc divided-rectangle "
    "divided-process lin-rect lin-proc lined-rectangle lined-process shaded-process st-rect procs processes "
    "stacked-rectangle tag-rect tag-proc tagged-rectangle tagged-process cloud bang hex hexagon prepare",
    ElementKind.OUTPUT: "stadium terminal pill dbl-circ double-circle fr-circ framed-circle stop lean-l lean-left "
    "out-in curv-trap curved-trapezoid display",
    ElementKind.INPUT: "lean-r lean-right in-out sm-circ small-circle start sl-rect sloped-rectangle manual-input",
    ElementKind.MODEL: "fr-rect framed-rectangle subproc subprocess subroutine",
    ElementKind.STORE: "cyl cylinder db database h-cyl horizontal-cylinder das lin-cyl lined-cylinder disk win-pane "
    "window-pane internal-storage bow-rect bow-tie-rectangle stored-data datastore data-store",
    ElementKind.OPERATION: "circle circ trap-b trapezoid trapezoid-bottom priority trap-t trapezoid-top inv-trapezoid "
    "manual fork join hourglass collate bolt com-link lightning-bolt delay half-rounded-rectangle tri triangle extract "
    "f-circ filled-circle junction notch-pent notched-pentagon loop-limit cross-circ crossed-circle summary",
    ElementKind.DECISION: "diam diamond decision question",
    ElementKind.DATA: "odd doc document docs documents st-doc stacked-document lin-doc lined-document tag-doc "
    "tagged-document flag paper-tape flip-tri flipped-triangle manual-file notch-rect notched-rectangle card brace "
    "brace-l brace-r braces comment",
}
SHAPES: Mapping[str, ElementKind] = {name: kind for kind, names in _NAMED.items() for name in names.split()} | {
    kind.value: kind for kind in ElementKind
}
"""What a node with ``@{ shape: … }`` is, by the shape's short name and its other names; our kinds are names too."""

_ALIKE = "rect rectangle proc process datastore data-store doc document"
COUNTERPARTS = frozenset((*_ALIKE.split(), *NAMED_FORMS, *(kind.value for kind in ElementKind)))
"""Names of shapes that look as the kind is drawn; the others are drawn as the nearest kind."""

POINT, RING, SQUARE = "●", "○", "□"
"""What stands in a box whose text is blank, and what stands for a circle or a plain box without words."""

SIGNS: Mapping[str, str] = {
    name: sign
    for sign, names in {
        POINT: "sm-circ small-circle start f-circ filled-circle junction",
        "◉": "fr-circ framed-circle stop",
        "▬": "fork join",
        "▷◁": "hourglass collate",
        "↯": "bolt com-link lightning-bolt",
        "⊗": "cross-circ crossed-circle summary",
    }.items()
    for name in names.split()
}
"""What stands in the box of a shape that Mermaid draws without text."""

WRITTEN: Mapping[ElementKind, tuple[str, str]] = {
    ElementKind.INPUT: ("[/", "/]"),
    ElementKind.OUTPUT: ("([", "])"),
    ElementKind.DATA: (">", "]"),
    ElementKind.PROCESS: ("[", "]"),
    ElementKind.MODEL: ("[[", "]]"),
    ElementKind.OPERATION: ("[/", "\\]"),
    ElementKind.DECISION: ("{", "}"),
    ElementKind.STORE: ("[(", ")]"),
    ElementKind.OBJECTIVE: ("{{", "}}"),
    ElementKind.ACTOR: ("((", "))"),
}
"""The brackets that each kind is written with: those of the shape that is most like the one we draw."""

BRACKETS_OF: Mapping[Shape, tuple[str, str]] = {form: brackets for brackets, form in reversed(list(FORMS.items()))}
"""The brackets of an outline, the first where several have it."""


def natural_form(kind: ElementKind) -> Shape | None:
    """The outline of the brackets that a kind is written with."""
    return FORMS.get(WRITTEN[kind])
