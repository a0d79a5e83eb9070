"""Figures that the tests of formats for editing share: laid out once, written by whoever tests a format."""

import functools

from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from pb_adapters.drawing.diagrams.search import best_drawing
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Element,
    ElementKind,
    Group,
    Heads,
    Shape,
    Styling,
    Tip,
)

RICH = DiagramSpec(
    elements=(
        Element(id="scans", label="Unlabelled scans", kind=ElementKind.INPUT, group="training"),
        Element(id="encoder", label="Encoder", kind=ElementKind.MODEL, group="training", repeat=6, detail="12 layers"),
        Element(id="mix", label="Denoiser $\\epsilon_\\theta$", group="training"),
        Element(id="good", label="Good enough?", kind=ElementKind.DECISION),
        Element(id="cache", label="Registry", kind=ElementKind.STORE),
        Element(id="loss", label="L_rec", kind=ElementKind.OBJECTIVE),
        Element(id="notes", label="Field notes", kind=ElementKind.DATA),
    ),
    connections=(
        Connection(source="scans", target="encoder"),
        Connection(source="encoder", target="mix", label="features"),
        Connection(source="mix", target="good"),
        Connection(source="good", target="cache", label="yes", kind=ConnectionKind.BRANCH),
        Connection(source="good", target="encoder", label="no", kind=ConnectionKind.FEEDBACK),
        Connection(source="mix", target="loss"),
        Connection(source="notes", target="cache", heads=Heads.BOTH),
        Connection(source="notes", target="good", tip=Tip.CROSS),
    ),
    groups=(Group(id="training", title="Training"),),
)

LOOPS = DiagramSpec(
    elements=(
        Element(id="start", label="Start", kind=ElementKind.INPUT, shape=Shape.STADIUM),
        Element(id="plan", label="Plan"),
        Element(id="act", label="Act in environment"),
        Element(id="observe", label="Observe"),
        Element(id="good", label="Goal reached?", kind=ElementKind.DECISION),
        Element(id="done", label="Done", kind=ElementKind.OUTPUT, shape=Shape.STADIUM),
        Element(id="reflect", label="Reflect"),
        Element(id="memory", label="Memory", kind=ElementKind.STORE),
    ),
    connections=(
        Connection(source="start", target="plan"),
        Connection(source="plan", target="act"),
        Connection(source="act", target="observe"),
        Connection(source="observe", target="good"),
        Connection(source="good", target="done", label="yes"),
        Connection(source="good", target="reflect", label="no"),
        Connection(source="reflect", target="plan", kind=ConnectionKind.FEEDBACK),
        Connection(source="act", target="act"),
        Connection(source="observe", target="memory", heads=Heads.BOTH),
        Connection(source="reflect", target="memory", tip=Tip.CROSS),
        Connection(source="plan", target="memory", tip=Tip.CIRCLE),
    ),
)
"""A flow that goes round, with an arrow back to its own box."""

_KINDS = (ElementKind.PROCESS, ElementKind.MODEL, ElementKind.DATA, ElementKind.STORE)
_NAMES = [
    "Loader",
    "Cleaner",
    "Splitter",
    "Tokenizer",
    "Embedder",
    "Ranker",
    "Generator",
    "Verifier",
    "Critic",
    "Planner",
    "Sampler",
    "Scorer",
    "Memory",
    "Index",
    "Parser",
    "Pooler",
    "Projector",
    "Classifier",
    "Router",
    "Gate",
    "Mixer",
    "Head",
    "Judge",
    "Editor",
    "Writer",
    "Reader",
]

WIDE = DiagramSpec(
    elements=tuple(
        Element(id=f"e{index}", label=name, kind=_KINDS[index % 4], group=f"g{index // 7}")
        for index, name in enumerate(_NAMES)
    ),
    connections=(
        *(Connection(source=f"e{index}", target=f"e{index + 1}") for index in range(len(_NAMES) - 1)),
        Connection(source="e3", target="e9", kind=ConnectionKind.SKIP),
        Connection(source="e20", target="e12", kind=ConnectionKind.FEEDBACK, label="errors"),
    ),
    groups=tuple(Group(id=f"g{index}", title=title) for index, title in enumerate(("First", "Then", "Next", "Last"))),
)
"""Twenty-six elements in four panels."""

LONG = "Electro" * 17
HOSTILE_LABELS = (
    "<b>Bold</b> & \"quoted\" 'text' ]]> &amp;",
    "\\input{secrets} \\write18{ls} 100% #1 ~ ^ _x_ $5",
    "مشفر النص",
    "Rocket ✅ naïve — “q” ``tick'' -- ---",
    LONG,
    "tab\tand\nline\u0007\u0000\u200b\u202e end",
)
"""Labels that are commands, markup or unprintable somewhere, and text here."""

HOSTILE = DiagramSpec(
    elements=tuple(Element(id=f'a"<{index}>;=', label=label) for index, label in enumerate(HOSTILE_LABELS)),
    connections=tuple(
        Connection(source=f'a"<{index}>;=', target=f'a"<{index + 1}>;=', label="--> ]]> & \\par")
        for index in range(len(HOSTILE_LABELS) - 1)
    ),
)


@functools.cache
def parts_of(spec: DiagramSpec, title: str = "Figure 1: <An> overview & more") -> FigureParts:
    """The parts of the best drawing of a plan."""
    with settings():
        return figure_parts(best_drawing(spec, Styling(), None, None), Styling(), title)


@functools.cache
def written(spec: DiagramSpec, kind: str) -> bytes:
    """A plan in a format for editing."""
    with settings():
        return exported(parts_of(spec), kind).data
