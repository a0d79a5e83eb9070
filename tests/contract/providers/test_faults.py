"""Every fault of every fake against both engines: error class, retry or not, billed or not, upstream calls.

``python tools/fault_matrix.py`` prints what is found here; ``tools/fault_tables`` states it.
"""

import traceback

import pytest

from fault_matrix import ENGINES, PROMPT, applies, strike
from fault_tables import apimart, gemini, kie, openai_compatible, openrouter
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.upstream.exchange import UpstreamPool

TABLES = {
    "gemini": gemini.EXPECTED,
    "openrouter": openrouter.EXPECTED,
    "kie": kie.EXPECTED,
    "apimart": apimart.EXPECTED,
    "openai_compatible": openai_compatible.EXPECTED,
}
CASES = [
    (provider, fault, kind)
    for provider in TABLES
    for fault in FakeProviders().faults(provider)
    for kind in ENGINES
    if applies(FakeProviders(), provider, fault, kind)
]


@pytest.mark.parametrize("provider", TABLES)
def test_the_table_knows_every_fault_and_no_other(provider: str) -> None:
    stated = [
        (provider, fault, kind)
        for fault, row in TABLES[provider].items()
        for kind, one in zip(ENGINES, row, strict=True)
        if one
    ]
    assert sorted(stated) == sorted(case for case in CASES if case[0] == provider)


@pytest.mark.parametrize(("provider", "fault", "kind"), CASES)
async def test_a_fault_has_one_meaning(
    fake_providers: FakeProviders,
    pool: UpstreamPool,
    provider: str,
    fault: str,
    kind: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    found, error = await strike(fake_providers, pool, provider, fault, kind)
    assert found == TABLES[provider][fault][ENGINES.index(kind)]
    if found.billed == "no":
        assert not fake_providers.bills(provider)
    shown = caplog.text + "".join(traceback.format_exception(error)) if error else caplog.text
    for secret in (fake_providers.key, PROMPT, PROMPT[:30], "base64,"):
        assert secret not in shown
