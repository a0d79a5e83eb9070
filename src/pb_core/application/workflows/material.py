"""Material: what a planner of diagrams reads, a text or the pages of a PDF."""

import anyio.to_thread
from msgspec import Struct

from pb_core.application.journal import Done, Repeatable, StepSubmission
from pb_core.application.workflows import TaskContext
from pb_core.domain.requests import MethodologyWork, PdfPages
from pb_core.domain.running_text import method_text
from pb_core.domain.text_layers import garbled_pages
from pb_core.errors import GarbledText, NoTextLayer, NothingToDraw
from pb_core.ports.vlm import ImagePart, VlmEngine


class Extract(Struct, frozen=True, kw_only=True):
    """What was read from a PDF: the stored text's digest and length, and pages whose text is missing or garbled."""

    digest: str
    length: int
    pages: tuple[int, ...]
    blank_pages: tuple[int, ...]
    garbled_pages: tuple[int, ...] = ()

    @property
    def unread(self) -> tuple[int, ...]:
        """The pages that only their pictures tell of."""
        return tuple(sorted((*self.blank_pages, *self.garbled_pages)))


class Material(Struct, frozen=True, kw_only=True):
    """What the planner reads: text, pictures of pages that have none, and what the reader should know of it.

    ``reader`` is the engine to show the pictures to.
    """

    text: str
    pictures: tuple[ImagePart, ...] = ()
    notes: tuple[str, ...] = ()
    reader: VlmEngine | None = None


async def read_source(context: TaskContext, work: MethodologyWork, engine: VlmEngine) -> Material:
    """Return the source; pages without a readable text become pictures for an engine that sees, else a note.

    Raises ``NoTextLayer`` when no page has a text and the engine is blind, ``GarbledText`` when what text there is is
    garbled, ``NothingToDraw`` when the pages hold no prose.
    """
    if work.pdf is None:
        return Material(text=work.source)
    extract = await _extract(context, work.pdf)
    text = (await context.tools.artifacts.get(context.owner, extract.digest)).decode() if extract.length else ""
    if not extract.unread:
        if not text:
            raise NothingToDraw(
                "The selected pages hold no prose that a figure could be drawn from: choose other pages"
            )
        return Material(text=text)
    reader = (await context.sight(engine)).engine
    if reader is None:
        return Material(text=text, notes=_skipped(text, extract, engine))
    return Material(text=text, pictures=await _pictures(context, work.pdf, extract.unread), reader=reader)


async def _pictures(context: TaskContext, pdf: PdfPages, pages: tuple[int, ...]) -> tuple[ImagePart, ...]:
    data = await context.tools.artifacts.get(context.owner, pdf.digest)
    return tuple(ImagePart(media_type=p.media_type, data=p.data) for p in await context.tools.pdf.render(data, pages))


def _skipped(text: str, extract: Extract, engine: VlmEngine) -> tuple[str, ...]:
    blank, garbled = (", ".join(map(str, pages)) for pages in (extract.blank_pages, extract.garbled_pages))
    if text:
        noted = (
            f"Without a text layer, and so not read: page {blank}." if blank else "",
            f"With fonts that do not say what their letters are, and so not read: page {garbled}." if garbled else "",
        )
        return tuple(filter(None, noted))
    if garbled:
        raise GarbledText(
            f"The text of the selected pages cannot be read: the fonts of page {garbled} do not say which letters "
            "their shapes stand for. Export the PDF again from its source, run OCR on it, or send the text itself"
        )
    raise NoTextLayer(
        f"The selected pages have no text layer, and the engine '{engine.provider}' of this server cannot read "
        "pictures: choose other pages or run OCR on the PDF first"
    )


async def _extract(context: TaskContext, pdf: PdfPages) -> Extract:
    async def call(_: StepSubmission) -> Done:
        data = await context.tools.artifacts.get(context.owner, pdf.digest)
        pages = await context.tools.pdf.extract(data, pdf.pages)
        garbled = await anyio.to_thread.run_sync(garbled_pages, pages)
        readable = tuple(page for page in pages if page.number not in garbled)
        text = await anyio.to_thread.run_sync(method_text, readable)
        digest = await context.tools.artifacts.put(context.owner, text.encode()) if text else ""
        blank = tuple(page.number for page in pages if not page.has_text)
        extract = Extract(digest=digest, length=len(text), pages=pdf.pages, blank_pages=blank, garbled_pages=garbled)
        return Done(extract)

    return await context.journal.step("extract", "pdf", pdf, Extract, Repeatable(call))
