from pathlib import Path

import pytest

from pb_adapters.drawing.diagrams.pictogram_store import PictogramStore, pictogram_key
from pb_core.domain.diagrams.spec import Element, ElementKind, Palette
from pb_core.errors import StorageError

TOKENS = Element(id="t", label="Word  tokens", kind=ElementKind.DATA)
KEY = pictogram_key(TOKENS, Palette.HARBOR, "gemini_image/m")


def test_a_key_depends_on_label_kind_style_and_painter_and_tells_none_of_them() -> None:
    same = pictogram_key(
        Element(id="other", label="Word tokens", kind=ElementKind.DATA), Palette.HARBOR, "gemini_image/m"
    )
    others = {
        pictogram_key(Element(id="t", label="Word tokens"), Palette.HARBOR, "gemini_image/m"),
        pictogram_key(Element(id="t", label="Words", kind=ElementKind.DATA), Palette.HARBOR, "gemini_image/m"),
        pictogram_key(TOKENS, Palette.SLATE, "gemini_image/m"),
        pictogram_key(TOKENS, Palette.HARBOR, "kie_imagen/m"),
    }
    assert same == KEY
    assert len(others | {KEY}) == 5
    assert KEY.isalnum()


@pytest.mark.parametrize("on_disk", [True, False])
def test_what_is_put_is_kept(tmp_path: Path, on_disk: bool) -> None:  # noqa: FBT001 - a case
    store = PictogramStore(tmp_path / "pictograms" if on_disk else None)
    assert (store.has(KEY), store.get(KEY)) == (False, None)
    store.put(KEY, b"one")
    store.put(KEY, b"two")
    assert (store.has(KEY), store.get(KEY)) == (True, b"two")


def test_files_outlive_the_process(tmp_path: Path) -> None:
    PictogramStore(tmp_path).put(KEY, b"one")
    assert PictogramStore(tmp_path).get(KEY) == b"one"


def test_a_folder_that_cannot_be_written_is_an_error_of_storage(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="pictograms cannot be written"):
        PictogramStore(tmp_path / "file").put(KEY, b"one")
