import pytest

from pb_core.application.workflows.material import Material, read_source
from pb_core.domain.requests import MethodologyWork, PdfPages
from pb_core.errors import GarbledText, NoTextLayer, NothingToDraw
from pb_core.testing.memory.pdf_files import write_pdf
from pb_core.testing.memory.vlm import ScriptedVlm
from support.claims import OWNER
from support.diagram_run import DiagramRun


async def read_pages(engine: ScriptedVlm, *pages: str | None) -> Material:
    """Read all pages of a PDF made of these texts; ``None`` is a page without a text layer."""
    desk = DiagramRun(engine)
    digest = await desk.artifacts.put(OWNER, write_pdf(pages))
    pdf = PdfPages(digest=digest, path="path", pages=tuple(range(1, len(pages) + 1)))
    work = MethodologyWork(caption="Figure 1", pdf=pdf)
    return await read_source(await desk.context(work), work, engine)


async def test_pages_with_text_are_read_in_order() -> None:
    material = await read_pages(ScriptedVlm(), "First the encoder.", "Then the decoder.")

    assert material.text.index("First") < material.text.index("Then")
    assert (material.pictures, material.notes) == ((), ())


async def test_pages_without_text_become_pictures_for_an_engine_that_sees() -> None:
    material = await read_pages(ScriptedVlm(sees_images=True), None, "Some text.", None)

    assert [picture.media_type for picture in material.pictures] == ["image/png", "image/png"]
    assert "Some text." in material.text


async def test_a_blind_engine_says_which_pages_it_did_not_read() -> None:
    material = await read_pages(ScriptedVlm(), "Some text.", None)

    assert material.notes == ("Without a text layer, and so not read: page 2.",)


PROSE = (
    "The encoder reads tokens and writes vectors, which the decoder reads to answer the question that was asked. " * 3
)
GARBLED = "".join(c if c == " " else chr(max(33, ord(c) - 29)) for c in PROSE).replace("\\", "/")


async def test_a_page_with_broken_fonts_is_named_and_not_read() -> None:
    material = await read_pages(ScriptedVlm(), "Some text.", GARBLED, None)

    assert material.text == "Some text."
    assert material.notes == (
        "Without a text layer, and so not read: page 3.",
        "With fonts that do not say what their letters are, and so not read: page 2.",
    )


async def test_an_engine_that_sees_gets_pictures_of_pages_with_broken_fonts() -> None:
    material = await read_pages(ScriptedVlm(sees_images=True), GARBLED, "Some text.")

    assert len(material.pictures) == 1


async def test_pages_with_broken_fonts_alone_are_refused_as_such() -> None:
    with pytest.raises(GarbledText, match="the fonts of page 1, 2 do not say which letters"):
        await read_pages(ScriptedVlm(), GARBLED, GARBLED)


async def test_a_blind_engine_refuses_pictures_alone() -> None:
    with pytest.raises(NoTextLayer, match="cannot read pictures: choose other pages or run OCR"):
        await read_pages(ScriptedVlm(), None, None)


async def test_pages_of_references_alone_are_nothing_to_draw() -> None:
    with pytest.raises(NothingToDraw, match="no prose"):
        await read_pages(ScriptedVlm(), "References\n\n[1] A. Author. A title. 2020.\n[2] B. Author. Another. 2021.")


async def test_a_model_that_only_says_it_sees_gets_no_pictures() -> None:
    engine = ScriptedVlm(sees_images=True)
    engine.script("vision", '{"text": "a page"}')
    run = DiagramRun(engine)
    run.probes = True
    digest = await run.artifacts.put(OWNER, write_pdf(("Some text.", None)))
    work = MethodologyWork(caption="Figure 1", pdf=PdfPages(digest=digest, path="path", pages=(1, 2)))

    material = await read_source(await run.context(work), work, engine)

    assert (material.pictures, material.reader) == ((), None)
    assert material.notes == ("Without a text layer, and so not read: page 2.",)
