"""Intake: everything that can be checked of a submission before it is charged, and the work it becomes."""

import anyio.to_thread

from pb_core.engines import Engines
from pb_core.errors import InvalidRequest
from pb_core.pages import parse_pages
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.pdf import PdfReader
from pb_core.quota import ApiKey
from pb_core.requests import (
    DEFAULT_ITERATIONS,
    Body,
    Canvas,
    DiagramType,
    GenerateBody,
    GenerateFromPdfBody,
    MethodologyWork,
    ModelChoice,
    OptimizePromptBody,
    OptimizeWork,
    PdfPages,
    Work,
)
from pb_core.rules import check_image_choice, decode_pdf, require_text


class Intake:
    """Turns request bodies into work; raises ``InvalidRequest`` or ``UnreadablePdf`` and stores nothing then.

    ``resolution`` is the configured image resolution, used where a request names none.
    """

    def __init__(
        self, *, engines: Engines, artifacts: ArtifactStore, pdf: PdfReader, resolution: str | None = None
    ) -> None:
        self._engines, self._artifacts, self._pdf, self._resolution = engines, artifacts, pdf, resolution

    async def work(self, key: ApiKey, body: Body) -> Work:
        """Check a body and return what a task keeps of it; a valid PDF is stored under the key."""
        match body:
            case GenerateBody():
                return self._text(body)
            case GenerateFromPdfBody():
                return await self._from_pdf(key, body)
            case OptimizePromptBody():
                return self._optimize(body)
        message = "this workflow is not available on this server"
        raise InvalidRequest(message)

    def _text(self, body: GenerateBody) -> MethodologyWork:
        require_text("source_context", body.source_context)
        return MethodologyWork(
            caption=require_text("caption", body.caption),
            source=body.source_context,
            models=self._models(body),
            canvas=self._canvas(body),
        )

    async def _from_pdf(self, key: ApiKey, body: GenerateFromPdfBody) -> MethodologyWork:
        require_text("caption", body.caption)
        models = self._models(body)
        data = await anyio.to_thread.run_sync(decode_pdf, body.pdf_base64)
        info = await self._pdf.inspect(data)
        count = info.page_count
        pages = tuple(range(1, count + 1)) if body.pages is None else parse_pages(body.pages, count)
        digest = await self._artifacts.put(key.id, data)
        pdf = PdfPages(digest=digest, path=self._artifacts.location(key.id, digest), pages=pages)
        return MethodologyWork(caption=body.caption, pdf=pdf, models=models, canvas=self._canvas(body))

    def _optimize(self, body: OptimizePromptBody) -> OptimizeWork:
        models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
        self._engines.vlm(models)
        return OptimizeWork(
            description=require_text("description", body.description),
            source_context=body.source_context or "",
            caption=body.caption or "",
            diagram_type=body.diagram_type or DiagramType.METHODOLOGY,
            guidelines=body.guidelines or "",
            models=models,
        )

    def _models(self, body: GenerateBody | GenerateFromPdfBody) -> ModelChoice:
        models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model, image_model=body.image_model)
        self._engines.vlm(models)
        check_image_choice(body, self._engines.images)
        return models

    def _canvas(self, body: GenerateBody | GenerateFromPdfBody) -> Canvas:
        return Canvas(
            iterations=body.iterations or DEFAULT_ITERATIONS,
            aspect_ratio=body.aspect_ratio,
            image_resolution=body.image_resolution or self._resolution,
        )
