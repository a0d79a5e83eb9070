import pytest

from pb_adapters.vlm.offline import OfflineEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.vlm import ScriptedVlm, VlmContract


class TestScriptedVlm(VlmContract):
    @pytest.fixture
    def engine(self) -> VlmEngine:
        return ScriptedVlm()


class TestOfflineEngine(VlmContract):
    @pytest.fixture
    def engine(self) -> VlmEngine:
        return OfflineEngine()
