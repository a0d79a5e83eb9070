import json
from pathlib import Path

import pytest

from support.processes import Run


def made(pb: Run, *arguments: str, text: str = "") -> dict[str, object]:
    """A new key as JSON."""
    told: dict[str, object] = json.loads(pb("keys", "create", *arguments, "--json", text=text).stdout)
    return told


def test_a_key_lives_from_creation_to_deletion(pb: Run) -> None:
    value = pb("keys", "create", "team", "--quota", "5").stdout.strip()
    assert value.startswith("pb_")
    assert value not in pb("keys", "list").stdout

    assert "team: 7 left, active: False" in pb("keys", "set", value, "--quota", "7", "--disable").stdout
    assert "team: unlimited left, active: True" in pb("keys", "set", "team", "--unlimited", "--enable").stdout
    assert "there is no terminal to ask at: give --yes" in pb("keys", "delete", "team").stderr
    assert pb("keys", "delete", "team", "--yes").stdout.endswith("team: deleted\n")
    assert "No such API key" in pb("keys", "set", value, "--quota", "1").stderr


def test_ids_are_shown_whole_and_names_as_they_are_written(pb: Run) -> None:
    ids = [made(pb, name)["id"] for name in ("[/] [red]team", "a" * 200)]

    listed = pb("keys", "list", COLUMNS="40").stdout
    assert all(str(id_) in listed for id_ in ids)
    assert "[/] [red]team" in listed
    assert [key["id"] for key in json.loads(pb("keys", "list", "--json").stdout)] == ids
    assert "\x1b" not in pb("keys", "create", "\x1b[2J").stdout + pb("keys", "list").stdout


@pytest.mark.parametrize("part", ["id", "key"])
def test_a_beginning_names_a_key(pb: Run, part: str) -> None:
    key = made(pb, "one")
    start = str(key[part])[:9]
    for text in (start, f"{start}..."):
        assert json.loads(pb("keys", "set", text, "--quota", "3", "--json").stdout)["id"] == key["id"]


def test_what_fits_several_keys_is_refused_with_the_candidates(pb: Run) -> None:
    ids = [str(made(pb, "twin")["id"]) for _ in range(2)]
    for text in ("twin", "pb_"):
        refused = pb("keys", "delete", text, "--yes")
        assert refused.returncode == 1
        assert all(f"{id_} (twin)" in refused.stderr for id_ in ids)
    assert pb("keys", "delete", "", "--yes").returncode == 1
    assert len(json.loads(pb("keys", "list", "--json").stdout)) == 2


def test_a_webhook_is_set_and_cleared_and_its_secret_read_from_standard_input(pb: Run) -> None:
    key = made(pb, "hooked", "--webhook-url", "https://example.org/a", "--webhook-secret", "-", text="hush\n")
    assert key["webhook_url"] == "https://example.org/a"
    changed = pb("keys", "set", "hooked", "--webhook-url", "", "--webhook-secret", "", "--json").stdout
    assert json.loads(changed)["webhook_url"] is None


def test_a_secret_is_rotated_and_never_shown(pb: Run) -> None:
    made(pb, "hooked", "--webhook-secret", "-", text="hush-1\n")
    begun = pb("keys", "rotate", "hooked", "--webhook-secret", "-", text="hush-2\n")
    assert begun.stdout.endswith("hooked: the old and the new secret sign\n")
    listed = json.loads(pb("keys", "list", "--json").stdout)
    assert [key["secret_rotating"] for key in listed] == [True]
    ended = pb("keys", "rotate", "hooked", "--complete")
    assert ended.stdout.endswith("hooked: one secret signs\n")
    assert "is not being rotated" in pb("keys", "rotate", "hooked", "--abandon").stderr
    again = pb("keys", "rotate", "hooked", "--webhook-secret", "hush-2")
    assert "choose another" in again.stderr
    assert "hush" not in "".join(run.stdout + run.stderr for run in (begun, ended, again))


def test_a_key_with_a_webhook_that_no_task_could_use_is_not_made(pb: Run) -> None:
    refused = pb("keys", "create", "team", "--webhook-url", "http://127.0.0.1/hook")
    assert "webhook_url points at a private address" in refused.stderr
    assert "team" not in pb("keys", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("set", "x"), "nothing is changed"),
        (("rotate", "x"), "give one of --webhook-secret, --complete and --abandon"),
        (("rotate", "x", "--complete", "--abandon"), "give one of --webhook-secret, --complete and --abandon"),
        (("set", "x", "--quota", "1", "--unlimited"), "exclude each other"),
        (("create", "x", "--quota", "1", "--unlimited"), "exclude each other"),
    ],
)
def test_what_makes_no_sense_is_not_done(pb: Run, arguments: tuple[str, ...], sentence: str) -> None:
    done = pb("keys", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_looking_makes_no_folder_and_an_unusable_one_is_named(pb: Run, tmp_path: Path) -> None:
    assert "choose the data folder with --data-dir" in pb("keys", "list", "--data-dir", "nowhere").stderr
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "file").write_text("not a folder")
    assert "cannot be used" in pb("keys", "create", "x", "--data-dir", "file/data").stderr
