"""A model's file whose binding is played."""

from pathlib import Path

import pytest

from support.model_files import Model, played_models


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    """What writes such files."""
    return played_models(tmp_path, monkeypatch)
