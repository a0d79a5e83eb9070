"""A model's file whose binding is played."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.model_files import BINDING, whole, write

Model = Callable[..., Path]


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    """Write a model that says something, holds so many characters for each token of its window, or breaks."""
    (tmp_path / "binding").mkdir()
    (tmp_path / "binding" / "xllamacpp.py").write_text(BINDING)
    monkeypatch.syspath_prepend(str(tmp_path / "binding"))

    def make(*, context: int = 32_768, **plan: object) -> Path:
        path = write(tmp_path, whole(context=context))
        usual = {"says": '{"a": 1}', "holds": 8, "error": "", "dies": False, "dies_later": False, "reads": False}
        Path(f"{path}.json").write_text(json.dumps(usual | plan))
        return path

    return make
