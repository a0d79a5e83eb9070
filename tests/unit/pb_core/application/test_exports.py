import hashlib

import msgspec
import pytest

from pb_core.application.engines import Engines
from pb_core.application.exports import DiagramExports
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.pictures import EXPORT_TYPES, Picture
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Task, TaskQuery
from pb_core.errors import CannotDraw, InvalidRequest, NotFound
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission
from pb_core.testing.memory.images import ScriptedImages
from support.installation import DIAGRAM, PROMPT, Installation, installation, running

SCENE = DrawnScene(width=100, height=50, boxes=(), frames=(), lines=(), texts=())


class Drawer(ScriptedImages):
    """Draws a scene and writes two formats for editing; each holds its own name and the number of the call."""

    capabilities = ImageCapabilities(exports=("pptx", "tikz"), typesets=True)

    def __init__(self) -> None:
        super().__init__(SCENE)
        self.asked: list[tuple[str, ...]] = []

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        self.asked.append(request.formats)
        reply = await super().draw(msgspec.structs.replace(request, formats=("png",)), submission)
        pictures = [self._picture(reply, kind) for kind in request.formats]
        return msgspec.structs.replace(reply, pictures=tuple(pictures))

    def _picture(self, reply: DrawReply, kind: str) -> Picture:
        if kind == "png":
            return reply.pictures[0]
        data = f"{kind} of call {len(self.requests)}".encode()
        return Picture(format=kind, media_type=EXPORT_TYPES[kind], data=data, width=100, height=50)


async def started(images: ScriptedImages) -> Installation:
    """A core that draws with these."""
    app = await installation()
    app.tools = msgspec.structs.replace(app.tools, engines=Engines(vlm=app.vlm, images=images))
    app.start()
    return app


async def finished(app: Installation, *formats: str) -> Task:
    """A diagram, drawn by a worker."""
    body = msgspec.structs.replace(DIAGRAM, iterations=1, output_formats=list(formats) or None)
    task = await app.service.submit(app.key, body)
    async with running(app.worker()):
        return await app.service.wait(app.key, task.id, 10)


async def read(app: Installation, task: Task, kind: str) -> bytes:
    task, artifact = await app.service.artifact(app.key, task.id, kind)
    data = await app.service.artifact_bytes(task, artifact)
    assert (artifact.format, artifact.media_type, artifact.size) == (kind, EXPORT_TYPES[kind], len(data))
    assert artifact.digest == hashlib.sha256(data).hexdigest()
    return data


async def test_what_can_be_had_besides_is_offered_without_drawing_it() -> None:
    drawer = Drawer()
    app = await started(drawer)
    task = await finished(app, "tikz")
    asked = list(drawer.asked)
    assert app.service.exports.offered(task) == ("pptx", "mermaid")
    assert drawer.asked == asked
    prompt = await app.service.submit(app.key, PROMPT)
    assert app.service.exports.offered(prompt) == ()


async def test_what_is_ordered_is_drawn_with_the_pictures_and_stored() -> None:
    drawer = Drawer()
    app = await started(drawer)
    task = await finished(app, "pptx", "mermaid")
    assert task.result is not None
    assert [artifact.format for artifact in task.result.artifacts] == ["png", "pptx", "mermaid"]
    assert drawer.asked == [("png", "pptx")]
    assert await read(app, task, "pptx") == b"pptx of call 1"
    assert (await read(app, task, "mermaid")).startswith(b"flowchart")
    assert len(drawer.requests) == 1


async def test_nothing_more_is_made_than_is_ordered() -> None:
    drawer = Drawer()
    task = await finished(await started(drawer))
    assert task.result is not None
    assert [artifact.format for artifact in task.result.artifacts] == ["png"]
    assert drawer.asked == [("png",)]


async def test_what_was_not_ordered_is_made_once_when_it_is_asked_for() -> None:
    drawer = Drawer()
    app = await started(drawer)
    task = await finished(app)
    found = [await read(app, task, "tikz"), await read(app, task, "tikz")]
    assert found == [b"tikz of call 2"] * 2
    first, second = drawer.requests
    assert (second.spec, second.styling, second.aspect_ratio) == (first.spec, first.styling, first.aspect_ratio)
    assert drawer.asked == [("png",), ("tikz",)]
    assert (await app.again(task)).result == task.result


async def test_a_part_of_what_is_made_can_be_read() -> None:
    app = await started(Drawer())
    task, artifact = await app.service.artifact(app.key, (await finished(app)).id, "tikz")
    assert await app.service.artifact_bytes(task, artifact, 5, 7) == b"of"


async def test_what_is_forgotten_is_made_again() -> None:
    drawer = Drawer()
    app = await started(drawer)
    task = await finished(app)
    exports = DiagramExports(app.tools.engines, app.storage, most_bytes=10)
    assert task.result is not None
    first, *_ = [await exports.export(task, task.result, kind) for kind in ("pptx", "tikz", "pptx")]
    assert len(drawer.requests) == 4
    with pytest.raises(NotFound, match="ask for it again"):
        exports.data(first)


async def test_a_figure_that_would_be_another_one_now_is_not_made() -> None:
    drawer = Drawer()
    app = await started(drawer)
    task = await finished(app)
    drawer.scene = msgspec.structs.replace(SCENE, width=120)
    with pytest.raises(NotFound, match="lays it out differently"):
        await app.service.artifact(app.key, task.id, "pptx")
    drawer.scripts.append(CannotDraw("no clean drawing"))
    with pytest.raises(NotFound, match="lays it out differently"):
        await app.service.artifact(app.key, task.id, "pptx")


async def test_a_drawing_that_another_version_kept_is_told_from_what_would_be_drawn_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = await started(Drawer())
    task = await finished(app)
    steps = await app.storage.steps(task.id)

    async def of_another_version(_: str) -> tuple[StepRecord, ...]:
        return tuple(msgspec.structs.replace(step, result=b'{"scene": {"width": "wide"}}') for step in steps)

    monkeypatch.setattr(app.storage, "steps", of_another_version)
    with pytest.raises(NotFound, match="lays it out differently"):
        await app.service.artifact(app.key, task.id, "pptx")


async def test_a_painted_figure_has_its_plan_only() -> None:
    app = await started(ScriptedImages())
    task = await finished(app)
    assert (await read(app, task, "mermaid")).startswith(b"flowchart")
    with pytest.raises(NotFound, match="scripted/scripted-1, which drew it, makes none"):
        await app.service.artifact(app.key, task.id, "pptx")


async def test_an_engine_that_makes_no_such_format_is_told_before_anything_is_charged() -> None:
    app = await started(ScriptedImages())
    with pytest.raises(InvalidRequest, match="output_formats: scripted, which draws here, makes no drawio"):
        await app.service.submit(app.key, msgspec.structs.replace(DIAGRAM, output_formats=["drawio"]))
    assert not await app.service.tasks(app.key, TaskQuery())


async def test_only_diagrams_have_such_formats() -> None:
    app = await started(Drawer())
    task = await app.service.submit(app.key, PROMPT)
    async with running(app.worker()):
        task = await app.service.wait(app.key, task.id, 10)
    with pytest.raises(NotFound, match="are made of diagrams"):
        await app.service.artifact(app.key, task.id, "mermaid")


async def test_candidates_of_one_task_are_kept_apart() -> None:
    drawer = Drawer()
    app = await started(drawer)
    task = await finished(app)
    assert task.result is not None
    other = msgspec.structs.replace(task.result, artifacts=())
    exports = DiagramExports(app.tools.engines, app.storage)
    found = [await exports.export(task, result, "tikz") for result in (task.result, other, task.result)]
    assert [exports.data(one) for one in found] == [b"tikz of call 2", b"tikz of call 3", b"tikz of call 2"]
