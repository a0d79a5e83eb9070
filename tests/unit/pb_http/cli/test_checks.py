"""The findings of checks one by one; ``pb doctor`` as a whole is tested beside its command."""

from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pb_adapters.storage.sqlite.store import SCHEMA_VERSION, SqliteStorage
from pb_core.domain.billing import Usage
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.ports.images import ImageCapabilities
from pb_core.testing.contracts.storage_base import NOW, running_task, sample_intent
from pb_http.cli import checks
from pb_http.cli.checks import Examined, Fault, Finding, examine
from pb_http.settings import Settings
from support.s3_server import BUCKET, S3Server


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, checks.Check]]:
    """The checks that are run, to be filled by the test."""
    listed: list[tuple[str, checks.Check]] = []
    monkeypatch.setattr(checks, "CHECKS", listed)
    return listed


async def found(folder: Path, *, create: bool = False, **settings: str) -> list[Finding]:
    environ = {"PAPERBANANA_DATA_DIR": str(folder), "PAPERBANANA_ADMIN_KEY": "adm"} | settings
    return await examine(environ, create, False)


async def test_without_valid_settings_nothing_else_is_checked(tmp_path: Path) -> None:
    (finding,) = await found(tmp_path, PAPERBANANA_CONCURRENCY="x")

    assert (finding.check, finding.status) == ("settings", "fault")
    assert "PAPERBANANA_CONCURRENCY" in finding.text


@pytest.mark.usefixtures("chosen")
async def test_what_has_no_effect_or_is_missing_is_a_warning(tmp_path: Path) -> None:
    assert await found(tmp_path) == [Finding("settings", "ok", "valid")]

    _, unknown, admin = await found(tmp_path, PAPERBANANA_ADMINKEY="x", PAPERBANANA_ADMIN_KEY="")
    assert {unknown.status, admin.status} == {"warning"}
    assert "did you mean PAPERBANANA_ADMIN_KEY?" in unknown.text
    assert "admin endpoints answer 500" in admin.text


async def test_a_check_that_fails_stops_no_other(tmp_path: Path, chosen: list[tuple[str, checks.Check]]) -> None:
    async def mended(_: Examined) -> str:
        raise Fault("mend it")

    async def broken(_: Examined) -> str:
        raise PermissionError(13, "Permission denied")

    async def sound(_: Examined) -> str:
        return "sound"

    chosen += [("a", mended), ("b", broken), ("c", sound)]

    assert (await found(tmp_path))[1:] == [
        Finding("a", "fault", "mend it"),
        Finding("b", "fault", "[Errno 13] Permission denied"),
        Finding("c", "ok", "sound"),
    ]


def at(folder: Path, *, create: bool = False) -> Examined:
    return Examined(settings=Settings(data_dir=folder), create=create)


async def test_a_folder_is_looked_at_and_made_only_when_told(tmp_path: Path) -> None:
    assert "is not there yet" in await checks._folder(at(tmp_path / "a/b"))
    assert "is writable" in await checks._folder(at(tmp_path / "a/b", create=True))
    assert "is writable" in await checks._folder(at(tmp_path / "a/b"))


async def test_a_folder_that_could_not_be_made_or_written_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checks.os, "access", lambda *_: False)
    with pytest.raises(Fault, match=f"{tmp_path} is not writable: choose another with --data-dir"):
        await checks._folder(at(tmp_path / "a/b"))
    monkeypatch.setattr(checks, "NamedTemporaryFile", full)
    with pytest.raises(Fault, match=r"is not writable \(No space left on device\)"):
        await checks._folder(at(tmp_path))


async def test_an_older_database_is_said_to_be_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not there yet" in await checks._database(at(tmp_path))
    (tmp_path / "paperbanana.db").touch()
    for version, words in ((SCHEMA_VERSION, f"schema {SCHEMA_VERSION}"), (1, f"upgraded to {SCHEMA_VERSION}")):
        monkeypatch.setattr(checks, "read_version", lambda _, version=version: version)
        monkeypatch.setattr(checks, "read_paid_calls", lambda _: ())
        assert (await checks._database(at(tmp_path))).endswith((words, f"{words} when it is used"))


async def test_what_is_reserved_for_calls_is_held_against_their_bill(tmp_path: Path) -> None:
    async with await SqliteStorage.open(tmp_path / "paperbanana.db") as storage:
        held = await running_task(storage)
        assert "reserved" not in await checks._database(at(tmp_path))
        for name, estimate, cost in (("plan", 300_000, 200_000), ("style", 200_000, 100_000), ("free", 0, 0)):
            intent = sample_intent(name, estimate=estimate, most=1_000_000 if estimate else 0)
            await storage.begin_step(held.lease, intent)
            await storage.finish_step(held.lease, name, b"1", NOW, Usage(cost_micros=cost))
    assert (await checks._database(at(tmp_path))).endswith(
        f"schema {SCHEMA_VERSION}; the last 2 paid calls cost $0.30, 1.67 times of which was reserved"
    )


@pytest.mark.parametrize(
    ("missing", "with_cjk", "sentence"),
    [
        ("", False, "Latin, Greek, Hebrew, Arabic, Han, Hangul, mathematics can be drawn"),
        ("中한", False, "mathematics can be drawn; for Han and Hangul: "),
    ],
)
async def test_scripts_of_an_extra_may_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, *, with_cjk: bool, sentence: str
) -> None:
    monkeypatch.setattr(checks, "drawable", lambda sample: sample not in missing)
    monkeypatch.setattr(checks, "has_cjk", lambda: with_cjk)

    assert sentence in await checks._fonts(at(tmp_path))


@pytest.mark.parametrize(("missing", "with_cjk"), [("A", False), ("α中한", False), ("中", True)])
async def test_scripts_that_the_package_brings_may_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, *, with_cjk: bool
) -> None:
    monkeypatch.setattr(checks, "drawable", lambda sample: sample not in missing)
    monkeypatch.setattr(checks, "has_cjk", lambda: with_cjk)

    with pytest.raises(Fault, match=r"no typeface draws .*: install the package again"):
        await checks._fonts(at(tmp_path))


async def test_a_faulty_drawing_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(_scene: object, spec: DiagramSpec, _ratio: str) -> tuple[str, ...]:
        return tuple(f"{element.id} overlaps" for element in spec.elements)

    async def drawn(*_: object) -> object:
        return SimpleNamespace(scene=object(), pictures=())

    monkeypatch.setattr(checks.VectorEngine, "draw", drawn)
    monkeypatch.setattr(checks, "check_scene", faulty)
    with pytest.raises(Fault, match="draws a faulty figure"):
        await checks._drawing(at(tmp_path))


@pytest.mark.parametrize(("sees", "call", "words"), [(True, True, "and reads pictures"), (True, False, "no model was")])
async def test_a_model_is_shown_a_picture_only_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, sees: bool, call: bool, words: str
) -> None:
    calls = _with_model(monkeypatch, sees=sees)

    assert words in await checks._engines(Examined(settings=Settings(data_dir=tmp_path), call_models=call))
    assert len(calls) == call
    assert not (tmp_path / "paperbanana.db").exists()


async def test_a_model_that_does_not_see_is_a_fault_where_it_would_judge_paintings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_model(monkeypatch, sees=False, paints=True)
    with pytest.raises(Fault, match=r"scripted/s-1 did not read a picture, so nobody.*PAPERBANANA_VLM_MODEL"):
        await checks._engines(Examined(settings=Settings(data_dir=tmp_path), call_models=True))


async def test_a_model_that_does_not_see_judges_drawings_by_plan_and_geometry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_model(monkeypatch, sees=False)
    told = await checks._engines(Examined(settings=Settings(data_dir=tmp_path), call_models=True))
    assert told == (
        "scripted/s-1 plans, scripted/s-1 looks at pictures, vector/v draws diagrams (on request kie_imagen); "
        "it answers in JSON (0.0 s) and reads no pictures, so figures are judged by their plan"
    )


async def test_a_model_that_answers_in_another_form_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _with_model(monkeypatch, sees=True, said="Ready!")
    with pytest.raises(Fault, match="does not answer in the form that it is asked for"):
        await checks._engines(Examined(settings=Settings(data_dir=tmp_path), call_models=True))


def _with_model(
    monkeypatch: pytest.MonkeyPatch, *, sees: bool, paints: bool = False, said: str = '{"text": "ready"}'
) -> list[object]:
    """Have a model configured that sees or does not; what is returned grows with its calls."""
    calls: list[object] = []

    async def complete(_request: object) -> object:
        return SimpleNamespace(text=said)

    vlm = SimpleNamespace(provider="scripted", model="s-1", sees_images=True, complete=complete)

    async def check_now(engine: object) -> object:
        calls.append(engine)
        return SimpleNamespace(sees=sees)

    images = SimpleNamespace(provider="vector", model="v", capabilities=ImageCapabilities(typesets=not paints))
    engines = SimpleNamespace(vlm=lambda _: vlm, images=images, painters=("vector", "kie_imagen"), unpriced=frozenset())
    core = SimpleNamespace(
        engines=engines,
        vision=SimpleNamespace(check_now=check_now),
    )

    @asynccontextmanager
    async def opened(_: Settings) -> Any:  # noqa: ANN401 - a generator
        yield core

    monkeypatch.setattr(checks, "open_core", opened)
    return calls


async def test_a_bucket_is_tried(tmp_path: Path, moto: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in moto.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(checks, "CHECKS", [check for check in checks.CHECKS if check[0] == "artifacts"])
    assert (await found(tmp_path))[-1].text == "are in the data folder"
    url = f"s3://{BUCKET}/{tmp_path.name}"
    (_, sound) = await found(tmp_path, PAPERBANANA_ARTIFACTS_URL=url)
    assert (sound.status, sound.text) == ("ok", f"{url} can be written, listed, read and cleared")
    (_, fault) = await found(tmp_path, PAPERBANANA_ARTIFACTS_URL="s3://no-such-bucket")
    assert (fault.status, "make it" in fault.text) == ("fault", True)


async def test_a_database_that_programs_share_is_looked_at(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CHECKS", [check for check in checks.CHECKS if check[0] == "database"])
    (_, sound) = await found(tmp_path, PAPERBANANA_DATABASE_URL=database_url)
    assert sound.status == "ok"
    assert sound.text.endswith(" is up to date")
    (_, fault) = await found(tmp_path, PAPERBANANA_DATABASE_URL="postgresql://pb@127.0.0.1:1/pb")
    assert fault.status == "fault"
    assert "check host and port in the database URL" in fault.text
