"""The example provider is found by its entry point and proved by ``python -m pb_core.testing``."""

import re
import shutil
from pathlib import Path

import pytest

from pb_adapters.fakes.control import FakeProviders
from support.paths import DOCS
from support.processes import Run


def test_what_is_installed_is_listed(prove: Run) -> None:
    done = prove("--list")

    assert done.returncode == 0, done.stderr
    assert "openai-compatible  pb_openai_compatible.tests.test_adapter  (pb-openai-compatible 0.1.0)" in done.stdout


def test_the_adapter_keeps_every_duty_and_the_guide_prints_the_table_as_it_is(prove: Run) -> None:
    done = prove("openai-compatible")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "TestOpenAiCompatible: VlmEngine version 2" in done.stdout
    assert "declares sees_images: True" in done.stdout
    assert re.search(
        r"a fault is the error that the port names +11 passed\n +1 skipped \[exhausted-day\]: ", done.stdout
    )
    assert re.search(r"a blind engine refuses pictures +skipped: this engine declares", done.stdout)
    assert "FAILED" not in done.stdout
    assert "MISSING" not in done.stdout
    guide = (DOCS / "writing-an-adapter.md").read_text("utf-8")
    (table,) = re.findall(r"^```text\n(TestOpenAiCompatible.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert done.stdout.endswith("\n" + table)


def test_a_live_server_is_held_to_the_same_duties(prove: Run, fake_providers: FakeProviders) -> None:
    settings = {
        "OPENAI_COMPATIBLE_BASE_URL": fake_providers.base_url("openrouter") + "/api/v1",
        "OPENAI_COMPATIBLE_API_KEY": fake_providers.key,
        "PAPERBANANA_VLM_MODEL": "openai/gpt-5.5",
    }

    done = prove("openai-compatible-live", **settings)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "declares model: openai/gpt-5.5" in done.stdout
    assert fake_providers.counts("openrouter").calls > 0


def test_a_proof_in_which_everything_is_skipped_is_none(prove: Run) -> None:
    done = prove("openai-compatible-live")

    assert done.returncode == 2
    assert "skipped: OPENAI_COMPATIBLE_BASE_URL is not set" in done.stdout
    assert "nothing was proved" in done.stderr


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        (
            (
                ("errors.py", "return by_status(", 'return ContentBlocked("no") or by_status('),
                ("engine.py", 'if choice.finish_reason == "length":', "if False:"),
                (
                    "tests/test_adapter.py",
                    'unplayed: ClassVar = {"exhausted-day": ',
                    'unplayed: ClassVar = {"exhausted-day": "", "hang-up": ',
                ),
            ),
            (r"FAILED \[.*throttled", r"FAILED \[max-tokens\]", r"the usual faults are played +FAILED"),
        ),
        pytest.param(
            (("tests/test_adapter.py", "written_for = 2", "written_for = 0"),),
            (r"written for version 0 of VlmEngine",),
            marks=pytest.mark.drill,
        ),
        pytest.param(
            (
                (
                    "tests/test_adapter.py",
                    "    @pytest.fixture\n    def upstream",
                    "    test_calls_do_not_mix = None\n\n    @pytest.fixture\n    def upstream",
                ),
            ),
            (r"overrides test_calls_do_not_mix: a duty holds for every adapter",),
            marks=pytest.mark.drill,
        ),
    ],
    ids=["faults", "version", "duty left out"],
)
def test_what_is_broken_is_named(
    prove: Run, site: Path, tmp_path: Path, breaks: tuple[tuple[str, str, str], ...], words: tuple[str, ...]
) -> None:
    copy = shutil.copytree(site, tmp_path / "site")
    for module, whole, broken in breaks:
        file = copy / "pb_openai_compatible" / module
        text = file.read_text()
        assert whole in text
        file.write_text(text.replace(whole, broken))

    done = prove("openai-compatible", path=copy)

    assert done.returncode != 0
    for expected in words:
        assert re.search(expected, done.stdout + done.stderr), done.stdout + done.stderr


def test_an_unknown_name_lists_what_is_installed(prove: Run) -> None:
    done = prove("openai")

    assert done.returncode == 2
    assert "no adapter 'openai' is installed" in done.stderr
    assert "installed: openai-compatible, openai-compatible-live" in done.stderr
