"""Reading: the source text of a methodology task, from its request or from the pages of its PDF."""

import anyio.to_thread
from msgspec import Struct

from pb_core.errors import NoTextLayer, NothingToDraw
from pb_core.journal import Done, StepSubmission
from pb_core.ports.vlm import ImagePart, VlmEngine
from pb_core.prose import method_text
from pb_core.requests import MethodologyWork, PdfPages
from pb_core.workflows.tools import Bench


class Extract(Struct, frozen=True, kw_only=True):
    """What was read from a PDF: the stored text's digest and length, and pages that have no text."""

    digest: str
    length: int
    pages: tuple[int, ...]
    blank_pages: tuple[int, ...]


class Material(Struct, frozen=True, kw_only=True):
    """What the planner reads: text, pictures of pages that have none, and what the reader should know of it."""

    text: str
    pictures: tuple[ImagePart, ...] = ()
    notes: tuple[str, ...] = ()


async def read(bench: Bench, work: MethodologyWork, engine: VlmEngine) -> Material:
    """Return the source; pages without text become pictures for an engine that sees, else a note.

    Raises ``NoTextLayer`` when all pages are pictures and the engine is blind, ``NothingToDraw`` when
    the pages hold no prose.
    """
    if work.pdf is None:
        return Material(text=work.source)
    extract = await _extract(bench, work.pdf)
    text = (await bench.tools.artifacts.get(bench.owner, extract.digest)).decode() if extract.length else ""
    if not extract.blank_pages:
        if not text:
            message = "The selected pages hold no prose that a figure could be drawn from: choose other pages"
            raise NothingToDraw(message)
        return Material(text=text)
    if engine.sees_images:
        return Material(text=text, pictures=await _pictures(bench, work.pdf, extract.blank_pages))
    return Material(text=text, notes=(_skipped(text, extract.blank_pages, engine),))


async def _pictures(bench: Bench, pdf: PdfPages, pages: tuple[int, ...]) -> tuple[ImagePart, ...]:
    data = await bench.tools.artifacts.get(bench.owner, pdf.digest)
    return tuple(ImagePart(media_type=p.media_type, data=p.data) for p in await bench.tools.pdf.render(data, pages))


def _skipped(text: str, pages: tuple[int, ...], engine: VlmEngine) -> str:
    if text:
        return f"Without a text layer, and so not read: page {', '.join(map(str, pages))}."
    message = (
        f"The selected pages have no text layer, and the engine '{engine.provider}' of this server cannot read "
        "pictures: choose other pages or run OCR on the PDF first"
    )
    raise NoTextLayer(message)


async def _extract(bench: Bench, pdf: PdfPages) -> Extract:
    async def call(_: StepSubmission) -> Done:
        data = await bench.tools.artifacts.get(bench.owner, pdf.digest)
        pages = await bench.tools.pdf.extract(data, pdf.pages)
        text = await anyio.to_thread.run_sync(method_text, pages)
        digest = await bench.tools.artifacts.put(bench.owner, text.encode()) if text else ""
        blank = tuple(page.number for page in pages if not page.has_text)
        return Done(Extract(digest=digest, length=len(text), pages=pdf.pages, blank_pages=blank))

    return await bench.journal.step("extract", "pdf", pdf, Extract, call)
