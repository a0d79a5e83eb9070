"""Methodology submissions: text, or pages of a PDF that opens."""

import anyio.to_thread

from pb_core.engines import Engines
from pb_core.pages import parse_pages
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.pdf import PdfReader
from pb_core.quota import ApiKey
from pb_core.requests import (
    DEFAULT_ITERATIONS,
    Canvas,
    GenerateBody,
    GenerateFromPdfBody,
    MethodologyWork,
    ModelChoice,
    PdfPages,
)
from pb_core.rules import check_image_choice, configured_resolution, decode_pdf, require_text
from pb_core.scripts import check_scripts


class MethodologyIntake:
    """Checks both kinds of methodology submission; raises ``InvalidRequest`` or ``UnreadablePdf``."""

    def __init__(self, engines: Engines, artifacts: ArtifactStore, pdf: PdfReader, resolution: str | None) -> None:
        self._engines, self._artifacts, self._pdf, self._resolution = engines, artifacts, pdf, resolution

    async def from_text(self, body: GenerateBody) -> MethodologyWork:
        """Work on a text."""
        require_text("source_context", body.source_context)
        caption, models = require_text("caption", body.caption), self._models(body)
        typefaces = self._engines.typefaces
        if typefaces and self._engines.images_for(models).capabilities.typesets:
            await anyio.to_thread.run_sync(check_scripts, typefaces, "source_context", body.source_context)
        return MethodologyWork(
            caption=caption,
            source=body.source_context,
            models=models,
            canvas=self._canvas(body),
        )

    async def from_pdf(self, key: ApiKey, body: GenerateFromPdfBody) -> MethodologyWork:
        """Work on pages of a PDF, which is stored under the key."""
        require_text("caption", body.caption)
        models = self._models(body)
        data = await anyio.to_thread.run_sync(decode_pdf, body.pdf_base64)
        info = await self._pdf.inspect(data)
        count = info.page_count
        pages = tuple(range(1, count + 1)) if body.pages is None else parse_pages(body.pages, count)
        digest = await self._artifacts.put(key.id, data)
        pdf = PdfPages(digest=digest, path=self._artifacts.location(key.id, digest), pages=pages)
        return MethodologyWork(caption=body.caption, pdf=pdf, models=models, canvas=self._canvas(body))

    def _models(self, body: GenerateBody | GenerateFromPdfBody) -> ModelChoice:
        models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model, image_model=body.image_model)
        self._engines.vlm(models)
        check_image_choice(body, self._engines.images)
        self._engines.images_for(models)
        return models

    def _canvas(self, body: GenerateBody | GenerateFromPdfBody) -> Canvas:
        images = self._engines.images
        configured = configured_resolution(
            self._resolution, images.provider, body.image_model or images.model, body.aspect_ratio
        )
        return Canvas(
            iterations=body.iterations or DEFAULT_ITERATIONS,
            aspect_ratio=body.aspect_ratio,
            image_resolution=body.image_resolution or configured,
        )
