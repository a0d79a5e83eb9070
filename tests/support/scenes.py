"""A small scene that shows its whole spec, as a base for planted faults."""

from collections.abc import Callable

import msgspec

from pb_core.domain.diagrams.scene import PRINT_WIDTH, DrawnBox, DrawnFrame, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group
from pb_core.domain.plane import Rect

replace = msgspec.structs.replace

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Input data"),
        Element(id="b", label="Encoder", group="g", repeat=6),
        Element(id="c", label="Decoder", group="g"),
        Element(id="d", label="Output"),
    ),
    connections=(
        Connection(source="a", target="b", label="tokens"),
        Connection(source="b", target="c"),
        Connection(source="c", target="d"),
        Connection(source="d", target="a", kind=ConnectionKind.FEEDBACK),
    ),
    groups=(Group(id="g", title="Model"),),
)


def box(name: str, x: float, y: float) -> DrawnBox:
    return DrawnBox(id=name, rect=Rect(x, y, 60, 30), shape="rounded")


def text(owner: str, words: str, x: float, y: float, width: float = 40) -> DrawnText:
    return DrawnText(owner=owner, text=words, rect=Rect(x, y, width, 10), size=9, contrast=9)


def line(source: str, target: str, *points: tuple[float, float], kind: str = "flow") -> DrawnLine:
    return DrawnLine(source=source, target=target, kind=kind, points=points)


SCENE = DrawnScene(
    width=PRINT_WIDTH,
    height=PRINT_WIDTH / 3,
    boxes=(box("a", 10, 60), box("b", 140, 60), box("c", 240, 60), box("d", 380, 60)),
    frames=(DrawnFrame(id="g", rect=Rect(125, 35, 190, 70)),),
    lines=(
        line("a", "b", (70, 75), (140, 75)),
        line("b", "c", (200, 75), (240, 75)),
        line("c", "d", (300, 75), (380, 75)),
        line("d", "a", (410, 90), (410, 130), (40, 130), (40, 90), kind="feedback"),
    ),
    texts=(
        text("a", "Input data", 20, 70),
        text("b", "Encoder", 145, 70, 30),
        text("b", "×6", 180, 70, 12),
        text("c", "Decoder", 250, 70),
        text("d", "Output", 390, 70),
        text("g", "Model", 130, 38),
        text("a->b", "tokens", 80, 62),
    ),
)


def moved_box(name: str, dx: float, dy: float) -> Callable[[DrawnScene], DrawnScene]:
    def move(scene: DrawnScene) -> DrawnScene:
        boxes = tuple(
            replace(b, rect=replace(b.rect, x=b.rect.x + dx, y=b.rect.y + dy)) if b.id == name else b
            for b in scene.boxes
        )
        return replace(scene, boxes=boxes)

    return move


def changed_text(words: str, **changes: object) -> Callable[[DrawnScene], DrawnScene]:
    def change(scene: DrawnScene) -> DrawnScene:
        return replace(scene, texts=tuple(replace(t, **changes) if t.text == words else t for t in scene.texts))

    return change


def without_text(words: str) -> Callable[[DrawnScene], DrawnScene]:
    return lambda scene: replace(scene, texts=tuple(t for t in scene.texts if t.text != words))
