import pytest

from pb_core.application.assembly import Core, Options, Ports, assemble, working
from pb_core.application.engines import Engines
from pb_core.domain.requests import GenerateBody
from pb_core.domain.tasks import TaskStatus
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm

URL = "https://lab.example/hook"


def core_in_memory(notifier: RecordingNotifier | None = None, options: Options | None = None) -> Core:
    clock = ManualClock()
    ports = Ports(
        engines=Engines(vlm=ScriptedVlm(), images=ScriptedImages()),
        storage=MemoryStorage(),
        artifacts=MemoryArtifacts(),
        pdf=InMemoryPdfReader(),
        notifier=notifier or RecordingNotifier(),
        wakeups=MemoryWakeups(clock),
        clock=clock,
        ids=SequentialIds(),
    )
    return assemble(ports, options or Options())


async def test_a_figure_is_made_and_its_webhook_sent_while_the_core_works() -> None:
    notifier = RecordingNotifier()
    core = core_in_memory(notifier, Options(version="1.2", concurrency=1))
    _, key = await core.keyring.create("test", webhook_url=URL)
    body = GenerateBody(source_context=SOURCE, caption="Figure 1", iterations=1)

    async with working(core):
        task = await core.service.submit(key, body)
        while not (await core.service.wait(key, task.id, 60)).status.final:
            pass
        while not notifier.notices:
            await core.outbox.run_once()

    assert (await core.service.task(key, task.id)).status is TaskStatus.COMPLETED
    assert [notice.url for notice in notifier.notices] == [URL]
    assert ("User-Agent", "PaperBanana-Webhook/1.2") in notifier.notices[0].headers


async def test_an_error_inside_comes_out_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        async with working(core_in_memory()):
            raise ZeroDivisionError
