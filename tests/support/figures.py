"""Finished figures of an author who is signed in, on an application in memory."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from msgspec.structs import replace

from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.pictures import MEDIA_TYPES, Artifact
from pb_core.domain.tasks import DiagramRecord, Outcome, TaskResult
from support.site import Site
from support.visitors import Visitor, api_key_of, visiting

HOSTILE = "<script>alert(1)</script>\"' onload=alert(1) {{7*7}}"
SOURCE = "An encoder feeds a decoder."
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>@font-face{font-family:\'A\';'
    b'src:url(data:font/ttf;base64,AA==)}</style><g id="element-enc"><path d="M 0 0" style="fill: #fff"/></g></svg>'
)


async def completed(site: Site, source: str = SOURCE, label: str = "encoder", caption: str = "Figure 1") -> str:
    """The id of a diagram with a plan and an SVG."""
    (key,) = await site.keyring.list()
    pictures = [await _stored(site, key.id, kind, data) for kind, data in (("png", b"png"), ("svg", SVG))]
    result = replace(diagram(source, label, caption), artifacts=tuple(pictures))
    return await finished(site, "generate", {"source_context": source, "caption": caption}, result)


def diagram(source: str, label: str, caption: str = "Figure 1") -> TaskResult:
    """An encoder of this name that feeds a decoder, without its pictures."""
    spec = DiagramSpec(
        elements=(Element(id="enc", label=label, evidence=source), Element(id="dec", label="decoder", evidence=source)),
        connections=(Connection(source="enc", target="dec", evidence=source),),
    )
    return TaskResult(
        description="An encoder and a decoder.",
        notes=(f"Left out: {HOSTILE}", "Besides."),
        diagram=DiagramRecord(spec=spec, styling=Styling(), support=check_support(spec, source, caption)),
        confidence=0.5,
    )


async def finished(site: Site, endpoint: str, body: dict[str, object], result: TaskResult) -> str:
    """The id of a task that ended so."""
    answer = await site.http.post(f"/api/{endpoint}", json=body)
    await end(site, result)
    return str(answer.json()["task_id"])


async def end(site: Site, result: TaskResult) -> None:
    """Complete the task that waits."""
    claimed = await site.storage.claim_task(site.clock.now(), timedelta(minutes=1), "token")
    assert claimed is not None
    await site.storage.finish_task(claimed.lease, Outcome(result=result), site.clock.now())


async def _stored(site: Site, owner: str, kind: str, data: bytes) -> Artifact:
    digest = await site.artifacts.put(owner, data)
    return Artifact(format=kind, media_type=MEDIA_TYPES[kind], digest=digest, size=len(data), width=4, height=3)


@asynccontextmanager
async def author() -> AsyncGenerator[Visitor]:
    """Somebody who is signed in with the site's key."""
    async with visiting() as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        yield visitor
