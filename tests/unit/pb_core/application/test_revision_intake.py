"""A revision holds all that it needs of its figure, and what rules cannot read is refused before it is charged."""

import base64

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.patch import DiagramPatch
from pb_core.domain.diagrams.spec import Palette
from pb_core.domain.questions import EditBrief
from pb_core.domain.requests import GenerateFromPdfBody, MethodologyWork, ReviseBody
from pb_core.domain.tasks import Task
from pb_core.errors import InvalidRequest, NotUnderstood
from pb_core.testing.memory.pdf_files import write_pdf
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm
from support.installation import DIAGRAM, Installation, installation

RENAME = ReviseBody(instruction="The reader")


async def drawn(core: Installation, body: object = DIAGRAM) -> Task:
    """A finished diagram of the installation's key."""
    task = await core.service.submit(core.key, body)  # type: ignore[arg-type]  # a body
    while await core.worker().run_once():
        pass
    return await core.again(task)


def work_of(task: Task) -> MethodologyWork:
    assert isinstance(task.work, MethodologyWork)
    return task.work


async def test_a_revision_outlives_its_figure() -> None:
    core = await installation()
    pdf = GenerateFromPdfBody(
        pdf_base64=base64.b64encode(write_pdf([SOURCE])).decode(), caption="Figure 1: The summariser", iterations=1
    )
    parent = await drawn(core, pdf)
    child = await core.service.revise(core.key, parent.id, RENAME)
    core.clock.advance(1)
    await core.storage.retire_tasks(parent.completed_at or core.clock.now(), core.clock.now())
    await core.worker().run_once()
    ended = await core.again(child)
    assert (ended.error, ended.parent) == (None, parent.id)
    assert ended.result is not None
    assert ended.result.diagram is not None
    assert ended.result.diagram.spec.elements[0].label == "The reader"


async def test_engines_rounds_and_look_are_as_before_unless_they_are_named() -> None:
    core = await installation()
    parent = await drawn(core)
    same, was = work_of(await core.service.revise(core.key, parent.id, RENAME)), work_of(parent)
    assert (same.canvas, same.models, same.caption) == (was.canvas, was.models, was.caption)
    other = work_of(await core.service.revise(core.key, parent.id, replace(RENAME, iterations=7)))
    assert other.canvas.iterations == 7


async def test_a_ratio_that_a_revision_gave_stays_in_the_next_one() -> None:
    core = await installation()
    parent = await drawn(core)
    square = DiagramPatch(operations=(ops.Restyle(order="square", aspect_ratio="1:1"),))
    core.vlm.script("editor", msgspec.json.encode(square).decode())
    child = await core.service.revise(core.key, parent.id, ReviseBody(instruction="square"))
    await core.worker().run_once()
    assert core.images.requests[-1].aspect_ratio == "1:1"
    grandchild = await core.service.revise(core.key, child.id, RENAME)
    assert work_of(grandchild).canvas.aspect_ratio == "1:1"
    await core.worker().run_once()
    assert core.images.requests[-1].aspect_ratio == "1:1"


async def test_a_figure_of_several_candidates_is_revised_for_one_unit() -> None:
    core = await installation()
    parent = await drawn(core, replace(DIAGRAM, candidates=3))
    child = await core.service.revise(core.key, parent.id, RENAME)
    assert (parent.units, child.units) == (3, 1)


async def test_a_model_that_sees_is_shown_the_picture() -> None:
    for sees in (True, False):
        core = await installation(ScriptedVlm(sees_images=sees))
        parent = await drawn(core)
        task = await core.service.revise(core.key, parent.id, RENAME)
        revises = work_of(task).revises
        assert revises is not None
        assert (revises.picture is not None) is sees
        await core.worker().run_once()
        asked = next(request for request in core.vlm.requests if isinstance(request.brief, EditBrief))
        assert bool(asked.images) is sees


async def test_a_model_is_asked_at_work_and_rules_before_the_charge() -> None:
    core = await installation(ScriptedVlm(rule_based=True))
    parent = await drawn(core)
    core.vlm.script("editor", NotUnderstood("They know: rename A to B"))
    with pytest.raises(InvalidRequest, match="They know: rename A to B"):
        await core.service.revise(core.key, parent.id, RENAME)
    nothing = msgspec.json.encode(DiagramPatch(operations=(ops.Remove(part="nobody"),))).decode()
    core.vlm.script("editor", nothing)
    with pytest.raises(InvalidRequest, match="instruction: there is no element 'nobody'"):
        await core.service.revise(core.key, parent.id, RENAME)
    assert (await core.keyring.find(core.key.id)).total_used == 1


async def test_a_plan_keeps_the_look_that_it_does_not_name() -> None:
    core = await installation()
    parent = await drawn(core)
    document = {"elements": [{"id": "a", "label": "encoder"}], "styling": {"palette": "slate"}}
    task = await core.service.revise(core.key, parent.id, ReviseBody(plan=document, instruction="a remark"))
    work = work_of(task)
    assert (work.styling.palette, work.styling.direction) == (Palette.SLATE, None)
    assert work.revises is not None
    assert (work.revises.by_plan, work.revises.instruction) == (True, "a remark")
    await core.worker().run_once()
    assert not any(isinstance(request.brief, EditBrief) for request in core.vlm.requests)


async def test_a_pdf_that_is_lost_is_told_before_the_charge() -> None:
    core = await installation()
    data = base64.b64encode(write_pdf([SOURCE])).decode()
    parent = await drawn(core, GenerateFromPdfBody(pdf_base64=data, caption="Figure 1", iterations=1))
    await core.artifacts.remove_owner(core.key.id)
    with pytest.raises(InvalidRequest, match="The PDF of this task"):
        await core.service.revise(core.key, parent.id, RENAME)


class AsciiFaces:
    """Faces that draw ASCII alone."""

    def missing(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(character for character in text if not character.isascii()))

    def remedy(self, character: str) -> str:
        return f"install a face with {character!a}"


@pytest.mark.parametrize(("by_rules", "is_refused"), [(True, True), (False, False)])
async def test_words_that_cannot_be_drawn_are_refused_where_it_is_known_that_they_will_be(
    by_rules: bool,  # noqa: FBT001 - a case
    is_refused: bool,  # noqa: FBT001 - see above
) -> None:
    core = await installation(ScriptedVlm(rule_based=by_rules))
    parent = await drawn(core)
    core.tools.engines.typefaces = AsciiFaces()
    core.images.capabilities = replace(core.images.capabilities, typesets=True)
    body = ReviseBody(instruction="\u5b57")
    if not is_refused:
        assert (await core.service.revise(core.key, parent.id, body)).parent == parent.id
        return
    with pytest.raises(InvalidRequest, match=r"instruction: .*install a face"):
        await core.service.revise(core.key, parent.id, body)
