"""Reading: the source text of a methodology task, from its request or from the pages of its PDF."""

from msgspec import Struct

from pb_core.errors import NoTextLayer
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
    """What the planner reads: text, and pictures of the pages that have none."""

    text: str
    pictures: tuple[ImagePart, ...] = ()


async def read(bench: Bench, work: MethodologyWork, engine: VlmEngine) -> Material:
    """Return the source; raises ``NoTextLayer`` when pages are pictures and the engine is blind."""
    if work.pdf is None:
        return Material(text=work.source)
    extract = await _extract(bench, work.pdf)
    text = (await bench.tools.artifacts.get(bench.owner, extract.digest)).decode() if extract.length else ""
    if text:
        return Material(text=text)
    if not engine.sees_images:
        message = (
            "The selected pages have no text layer, and the engine "
            f"'{engine.provider}' of this server cannot read pictures: choose other pages or run OCR on the PDF first"
        )
        raise NoTextLayer(message)
    data = await bench.tools.artifacts.get(bench.owner, work.pdf.digest)
    pages = await bench.tools.pdf.render(data, extract.blank_pages)
    return Material(text="", pictures=tuple(ImagePart(media_type=p.media_type, data=p.data) for p in pages))


async def _extract(bench: Bench, pdf: PdfPages) -> Extract:
    async def call(_: StepSubmission) -> Done:
        data = await bench.tools.artifacts.get(bench.owner, pdf.digest)
        pages = await bench.tools.pdf.extract(data, pdf.pages)
        text = method_text(pages)
        digest = await bench.tools.artifacts.put(bench.owner, text.encode()) if text else ""
        blank = tuple(page.number for page in pages if not page.has_text)
        return Done(Extract(digest=digest, length=len(text), pages=pdf.pages, blank_pages=blank))

    return await bench.journal.step("extract", "pdf", pdf, Extract, call)
