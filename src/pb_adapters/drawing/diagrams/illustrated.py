"""Illustrated drawings: a painter makes pictograms, the vector engine sets text, arrows and layout around them."""

import logging

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_adapters.drawing.diagrams.pictogram_store import PictogramStore, pictogram_key
from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.contact_sheet import depicted, sheet_grid, sheet_prompt
from pb_core.domain.diagrams.spec import DiagramSpec, Element
from pb_core.errors import Billed, CannotDraw, EngineError, StorageError
from pb_core.ports.images import (
    DrawReply,
    DrawRequest,
    Illustration,
    ImageCapabilities,
    ImageEngine,
    Submission,
)
from pb_core.ports.vlm import estimate

log = logging.getLogger(__name__)

ILLUSTRATED = "illustrated"
RESOLUTION = "1K"
"""A sheet of twelve cells of 256 pixels needs no more."""


class _Painted(Struct, frozen=True, kw_only=True):
    """Pictograms by element, what painting them cost, and what a reader should know."""

    pictures: dict[str, bytes]
    usage: Usage = Usage()
    notes: tuple[str, ...] = ()


class IllustratedEngine:
    """Draws as the vector engine does, with pictograms that a painter made; without one, with the engine's own.

    One contact sheet is ordered for all elements that deserve a pictogram and have none yet; it is cut apart, and the
    pieces are kept by label and style. A painter that fails costs no figure: the engine's own pictograms stand there.

    Args:
        vector: Sets text, arrows and layout; it takes ``illustrations``.
        painter: Paints the sheet.
        store: Keeps pictograms.
        buys: Whether missing pictograms are ordered, or the engine's own stand for them.
    """

    provider = ILLUSTRATED

    def __init__(
        self,
        vector: ImageEngine,
        painter: ImageEngine | None = None,
        store: PictogramStore | None = None,
        *,
        buys: bool = True,
    ) -> None:
        self._vector, self._painter, self._store = vector, painter, store or PictogramStore()
        self._buys = buys
        self._failed: set[str] = set()  # what could not be cut out, which is not paid for again in this process
        self.model = vector.model if painter is None else f"{vector.model}+{painter.model}"

    @property
    def capabilities(self) -> ImageCapabilities:
        """Those of the vector engine, except drawings of a given print size, which compositions ask for."""
        return replace(self._vector.capabilities, label_size=None)

    def estimate(self, request: DrawRequest, /) -> int:
        """What the sheet costs at most; nothing where no pictogram is missing."""
        missing = self._missing(request) if self._buys else ()
        return estimate(self._painter, self._order(request, missing)) if self._painter and missing else 0

    @property
    def unpaid(self) -> "IllustratedEngine":
        """The same engine with the pictograms that are there already."""
        return IllustratedEngine(self._vector, self._painter, self._store, buys=False)

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """Draw one picture in every format asked for.

        Raises:
            EngineError: what the vector engine raises.
        """
        painted = await self._pictograms(request, submission)
        illustrations = tuple(Illustration(element=name, picture=data) for name, data in painted.pictures.items())
        reply = await self._drawn(replace(request, illustrations=illustrations), submission)
        return replace(reply, usage=painted.usage, notes=(*reply.notes, *painted.notes))

    async def _drawn(self, request: DrawRequest, submission: Submission) -> DrawReply:
        """The drawing; without painted pictograms where a plan leaves no room for them."""
        try:
            reply = await self._vector.draw(request, submission)
        except CannotDraw:
            if not request.illustrations:
                raise
            reply = await self._vector.draw(replace(request, illustrations=()), submission)
        is_shown = reply.scene is not None and any(is_painted(glyph.name) for glyph in reply.scene.glyphs)
        if is_shown or not request.illustrations:
            return reply
        return replace(reply, notes=(*reply.notes, "The layout of this figure has no place for painted pictograms."))

    async def _pictograms(self, request: DrawRequest, submission: Submission) -> _Painted:
        if self._painter is None:
            note = "No painter has a key on this server, so the pictograms are the engine's own."
            return _Painted(pictures={}, notes=(note,))
        missing = await anyio.to_thread.run_sync(self._missing, request) if self._buys else ()
        usage, notes = Usage(), tuple[str, ...]()
        if missing:
            usage, notes = await self._ordered(self._painter, request, missing, submission)
        return _Painted(pictures=await anyio.to_thread.run_sync(self._kept, request), usage=usage, notes=notes)

    async def _ordered(
        self, painter: ImageEngine, request: DrawRequest, missing: tuple[Element, ...], submission: Submission
    ) -> tuple[Usage, tuple[str, ...]]:
        """Have the missing ones painted and keep them; what that cost, and what went wrong."""
        order = self._order(request, missing)
        try:
            reply = await painter.draw(order, submission)
        except EngineError as error:
            log.warning("pictograms could not be painted: %s", type(error).__name__)
            lost = 0 if error.billed is Billed.NO else estimate(painter, order)
            note = f"The pictograms could not be painted, so they are the engine's own: {error}"
            return Usage(cost_micros=lost, cost_source="estimate" if lost else None), (note,)
        from pb_adapters.drawing.diagrams.sheet_cutting import cut  # noqa: PLC0415 - numpy is loaded where it works

        sheet = reply.original or reply.pictures[0]  # as it was painted: margins would move its cells
        pieces = await anyio.to_thread.run_sync(cut, sheet.data, sheet_grid(len(missing)), len(missing))
        await anyio.to_thread.run_sync(self._keep, request, missing, pieces)
        failed = [f"'{element.label}'" for element, piece in zip(missing, pieces, strict=True) if piece is None]
        notes = (f"No pictogram could be cut out of what was painted for {', '.join(failed)}.",) if failed else ()
        return reply.usage, notes

    def _order(self, request: DrawRequest, missing: tuple[Element, ...]) -> DrawRequest:
        """The request for a sheet."""
        made = self._painter.capabilities.resolutions if self._painter else ()
        return DrawRequest(
            spec=DiagramSpec(elements=tuple(replace(element, group=None) for element in missing)),
            description=sheet_prompt(missing, request.styling.palette),
            styling=request.styling,
            aspect_ratio=sheet_grid(len(missing)).ratio,
            resolution=RESOLUTION if RESOLUTION in made else next(iter(made), None),
            verbatim=True,
        )

    def _key(self, request: DrawRequest, element: Element) -> str:
        painter = f"{self._painter.provider}/{self._painter.model}" if self._painter else ""
        return pictogram_key(element, request.styling.palette, painter)

    def _missing(self, request: DrawRequest) -> tuple[Element, ...]:
        """The elements that deserve a pictogram and have none yet, each label once."""
        found = depicted(request.spec, request.styling.emphasis)
        keyed = {self._key(request, element): element for element in reversed(found)}
        unasked = (pair for pair in reversed(keyed.items()) if pair[0] not in self._failed)
        return tuple(element for key, element in unasked if not self._store.has(key))

    def _kept(self, request: DrawRequest) -> dict[str, bytes]:
        found = {e.id: self._store.get(self._key(request, e)) for e in depicted(request.spec, request.styling.emphasis)}
        return {name: data for name, data in found.items() if data is not None}

    def _keep(self, request: DrawRequest, elements: tuple[Element, ...], pieces: tuple[bytes | None, ...]) -> None:
        for element, piece in zip(elements, pieces, strict=True):
            key = self._key(request, element)
            try:
                if piece is None:
                    self._failed.add(key)
                else:
                    self._store.put(key, piece)
            except StorageError as error:
                log.warning("a painted pictogram could not be kept: %s", error)
