import json
from pathlib import Path

from pb_adapters.fakes import FakeProviders
from support.processes import Run


def test_a_sound_installation_is_found_sound_and_left_as_it_was(pb: Run, tmp_path: Path) -> None:
    done = pb("doctor", "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert told["sound"]
    assert {"settings", "data folder", "database", "artifacts", "fonts", "drawing", "engines"} == {
        c["check"] for c in told["checks"]
    }
    assert list(tmp_path.iterdir()) == []
    assert "✗" not in pb("doctor").stdout


def test_no_model_is_called_unless_told(
    pb: Run, tmp_path: Path, gemini: dict[str, str], fake_providers: FakeProviders
) -> None:
    assert "no model was called" in pb("doctor", **gemini).stdout
    assert fake_providers.calls() == ()
    assert "and reads pictures" in pb("doctor", "--call-models", **gemini).stdout
    assert len(fake_providers.calls()) == 2
    assert list(tmp_path.iterdir()) == []


def test_the_data_folder_is_made_when_told_and_read_after(pb: Run, tmp_path: Path) -> None:
    assert pb("doctor", "--create", "--data-dir", "data").returncode == 0
    assert (tmp_path / "data/paperbanana.db").exists()
    assert "can be read, schema" in pb("doctor", "--data-dir", "data").stdout
    (tmp_path / "data/paperbanana.db").write_text("no database, but long enough for a header of SQLite" * 10)
    broken = pb("doctor", "--data-dir", "data", "--quiet")
    assert broken.returncode == 1
    assert "✗ database: " in broken.stdout
    assert "✓" not in broken.stdout


def test_what_is_wrong_is_named(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert "PAPERBANANA_CONCURRENCY" in pb("doctor", PAPERBANANA_CONCURRENCY="x").stdout
    assert "did you mean PAPERBANANA_DATA_DIR?" in pb("doctor", PAPERBANANA_DATADIR="x").stdout
    assert pb("doctor", PAPERBANANA_DATA_DIR=str(tmp_path / "file")).returncode == 1


def test_a_model_of_ones_own_is_asked_and_found_to_be_blind(pb: Run, fake_providers: FakeProviders) -> None:
    own = {
        "OPENAI_COMPATIBLE_BASE_URL": fake_providers.base_url("openai_compatible") + "/llamacpp",
        "PAPERBANANA_VLM_MODEL": "writer",
    }
    done = pb("doctor", "--call-models", **own)
    assert done.returncode == 0, done.stdout
    assert "openai_compatible/writer plans" in done.stdout
    assert "answers in JSON" in done.stdout
    assert "reads no pictures" in done.stdout


def test_an_answer_of_another_form_is_a_fault(pb: Run, fake_providers: FakeProviders) -> None:
    fake_providers.script("openai_compatible", "schema-violated")
    own = {
        "OPENAI_COMPATIBLE_BASE_URL": fake_providers.base_url("openai_compatible") + "/ollama/v1",
        "PAPERBANANA_VLM_MODEL": "writer",
    }
    done = pb("doctor", "--call-models", **own)
    assert done.returncode == 1
    assert "does not answer in the form" in done.stdout
