"""The notation suite over its adapter."""

import pytest

from pb_adapters.notation import MermaidFlowcharts
from pb_core.testing.contracts.notation import NotationContract


class TestMermaidFlowcharts(NotationContract):
    @pytest.fixture
    def notation(self) -> MermaidFlowcharts:
        return MermaidFlowcharts()
