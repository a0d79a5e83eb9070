import base64
from datetime import UTC, datetime
from typing import cast

from pb_core.requests import MethodologyWork
from pb_core.service import FigureService
from pb_core.tasks import Artifact, Task, TaskKind
from pb_http.pictures import EncodedPictures

TASK = Task(
    id="t",
    key_id="k",
    kind=TaskKind.METHODOLOGY,
    endpoint="generate",
    work=MethodologyWork(caption="c"),
    public_url="",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)


class Reads:
    """Stands for the service and counts the reads of each picture."""

    def __init__(self) -> None:
        self.digests: list[str] = []

    async def artifact_bytes(self, task: Task, artifact: Artifact) -> bytes:
        self.digests.append(f"{task.key_id}/{artifact.digest}")
        return artifact.digest.encode() * 300


def picture(name: str) -> Artifact:
    return Artifact(format="png", media_type="image/png", digest=name, size=300, width=1, height=1)


async def test_a_picture_is_encoded_once() -> None:
    reads, pictures = Reads(), EncodedPictures()
    service = cast("FigureService", reads)

    texts = [await pictures.get(service, TASK, picture("a")) for _ in range(3)]

    assert [base64.b64decode(text) for text in texts] == [b"a" * 300] * 3
    assert reads.digests == ["k/a"]


async def test_the_least_recently_read_is_dropped_first() -> None:
    reads, pictures = Reads(), EncodedPictures(capacity=800)
    service = cast("FigureService", reads)

    for name in ("a", "b", "a", "c", "a", "b"):
        await pictures.get(service, TASK, picture(name))

    assert reads.digests == ["k/a", "k/b", "k/c", "k/b"]


async def test_a_picture_larger_than_the_memory_is_not_kept() -> None:
    reads, pictures = Reads(), EncodedPictures(capacity=100)
    service = cast("FigureService", reads)

    for _ in range(2):
        assert await pictures.get(service, TASK, picture("a"))

    assert reads.digests == ["k/a", "k/a"]
