"""An instruction becomes a patch that can be carried out, and of which nobody but the author ordered anything."""

import threading

import msgspec
import pytest

from pb_core.application import roles
from pb_core.application.journal import Journal
from pb_core.application.roles import editing
from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.plots import patch as plot_ops
from pb_core.domain.plots.patch import PlotPatch
from pb_core.domain.plots.spec import PlotSpec, ScaleType
from pb_core.domain.questions import EditBrief, OrderedEdits, PlotEditBrief, ordered
from pb_core.errors import BadAnswer, InvalidSpec
from pb_core.ports.vlm import ImagePart
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm, plain_plot, sample_profile

SPEC = DiagramSpec(
    elements=(Element(id="e", label="Encoder"), Element(id="d", label="Decoder")),
    connections=(Connection(source="e", target="d"),),
)
BRIEF = EditBrief(instruction="Turn the arrow round and call the encoder Reader.", spec=SPEC, styling=Styling())
TURN = ops.Reverse(order="Turn the arrow round", source="e", target="d")
CALL = ops.Rename(order="call the encoder Reader", part="e", text="Reader")
MADE_UP = ops.Remove(order="remove the decoder", part="d")
Edits = OrderedEdits[DiagramPatch]
PICTURE = ImagePart(media_type="image/png", data=b"x")


def said(*operations: DiagramOperation) -> str:
    return msgspec.json.encode(DiagramPatch(operations=operations)).decode()


async def journal() -> Journal:
    async def changed() -> None:
        """Nobody watches this task."""

    storage = MemoryStorage()
    return Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)


async def edited(*answers: str, sees: bool = False) -> tuple[Edits, ScriptedVlm]:
    engine = ScriptedVlm(sees_images=sees)
    engine.script("editor", *answers)
    return await roles.edit(await journal(), engine, BRIEF, PICTURE), engine


def kept(edits: Edits) -> tuple[DiagramOperation, ...]:
    assert edits.patch is not None
    return edits.patch.operations


async def test_a_patch_that_is_ordered_is_asked_for_once() -> None:
    edits, engine = await edited(said(TURN, CALL))
    assert kept(edits) == (TURN, CALL)
    assert [request.role for request in engine.requests] == ["editor"]
    assert BRIEF.instruction in engine.requests[0].prompt
    assert engine.requests[0].images == ()


async def test_a_model_that_sees_is_shown_the_picture() -> None:
    _, engine = await edited(said(TURN), sees=True)
    assert engine.requests[0].images == (PICTURE,)


async def test_what_cannot_be_carried_out_goes_back_with_the_operation() -> None:
    edits, engine = await edited(said(ops.Reverse(order="Turn the arrow round", source="d", target="e")), said(TURN))
    assert kept(edits) == (TURN,)
    assert "operation 1 (reverse): there is no arrow from" in engine.requests[1].prompt


async def test_what_nobody_ordered_goes_back_once_and_is_left_out_then() -> None:
    edits, engine = await edited(said(TURN, MADE_UP), said(TURN, MADE_UP))
    assert kept(edits) == (TURN,)
    assert "which the instruction does not say" in engine.requests[1].prompt
    assert edits.left == (
        "Not done, as nobody ordered it: remove quotes 'remove the decoder', which the instruction does not say.",
    )


async def test_a_patch_of_which_nothing_was_ordered_fails() -> None:
    with pytest.raises(BadAnswer, match="nobody ordered it"):
        await edited(said(MADE_UP), said(MADE_UP))


async def test_rules_need_no_words_of_the_instruction() -> None:
    engine = ScriptedVlm(rule_based=True)
    engine.script("editor", said(MADE_UP))
    assert kept(await roles.edit(await journal(), engine, BRIEF)) == (MADE_UP,)


async def test_a_plots_patch_is_held_against_its_table() -> None:
    engine = ScriptedVlm()
    brief = PlotEditBrief(instruction="log scale", spec=plain_plot(sample_profile()), profile=sample_profile())
    log = plot_ops.SetScale(order="log scale", axis="y", type=ScaleType.LOG)
    wrong = plot_ops.SetScale(order="log scale", axis="x", type=ScaleType.LOG)
    for operation in (wrong, log):
        engine.script("plot-editor", msgspec.json.encode(PlotPatch(operations=(operation,))).decode())

    def check(spec: PlotSpec) -> None:
        if spec.axes.x.scale.type is ScaleType.LOG:
            raise InvalidSpec("a discrete axis has no scale")

    edits = await roles.edit_plot(await journal(), engine, brief, check)
    assert edits.patch == PlotPatch(operations=(log,))
    assert "a discrete axis has no scale" in engine.requests[1].prompt


async def test_what_nobody_ordered_of_a_plot_is_left_out_too() -> None:
    engine = ScriptedVlm()
    brief = PlotEditBrief(instruction="log scale", spec=plain_plot(sample_profile()), profile=sample_profile())
    log = plot_ops.SetScale(order="log scale", axis="y", type=ScaleType.LOG)
    title = plot_ops.SetTitle(order="log scale", text="A triumph")
    engine.script("plot-editor", *[msgspec.json.encode(PlotPatch(operations=(log, title))).decode()] * 2)
    edits = await roles.edit_plot(await journal(), engine, brief, lambda _: None)
    assert edits.patch == PlotPatch(operations=(log,))
    assert "neither instruction nor source has: triumph" in edits.left[0]


async def test_a_patch_is_never_held_against_the_source_on_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    loop, threads = threading.get_ident(), set[int]()

    def noted(patch: DiagramPatch, brief: EditBrief) -> Edits:
        threads.add(threading.get_ident())
        return ordered(patch, brief)

    monkeypatch.setattr(editing, "ordered", noted)
    edits, _ = await edited(said(TURN))
    assert kept(edits) == (TURN,)
    assert loop not in threads
    assert threads
