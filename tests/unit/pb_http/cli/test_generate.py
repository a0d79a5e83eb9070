import json
from pathlib import Path

import pytest

from pb_adapters.fakes import FakeProviders
from support.paths import PAPER
from support.processes import Run

METHOD = (
    "A tokenizer splits the report into tokens. The tokens are fed into an encoder. The encoder produces a summary."
)


def test_one_run_writes_every_format_asked_for_and_names_the_files(pb: Run, tmp_path: Path) -> None:
    files = ("f.svg", "f.png", "f.pdf")
    done = pb("generate", "-", "--caption", "Figure 1: Summariser", *(x for f in files for x in ("-o", f)), text=METHOD)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == list(files)
    assert done.stderr.startswith("pb: task ")
    for name, start in zip(files, (b"<?xml", b"\x89PNG", b"%PDF-"), strict=True):
        assert (tmp_path / name).read_bytes().startswith(start)
    assert {path.name for path in tmp_path.iterdir()} == {*files, "state"}
    assert len(list((tmp_path / "state/paperbanana/runs").iterdir())) == 1


def test_standard_output_carries_the_picture_and_nothing_else(pb: Run) -> None:
    done = pb("generate", "-", "--caption", "Figure 1", "-o", "-", "--format", "svg", "--quiet", text=METHOD)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<?xml")
    assert done.stdout.rstrip().endswith("</svg>")
    assert done.stderr == ""


def test_what_the_text_does_not_support_is_left_out_or_drawn_as_asked(pb: Run) -> None:
    refused = pb("generate", "-", "--caption", "Figure 1", "--grounding", "loose", text=METHOD)
    assert (refused.returncode, "is not one of 'strict', 'lenient'" in refused.stderr) == (2, True)
    done = pb("generate", "-", "--caption", "Figure 1", "--grounding", "lenient", "--json", text=METHOD)
    assert json.loads(done.stdout)["confidence"] is None or 0 <= json.loads(done.stdout)["confidence"] <= 1


def test_pages_of_a_pdf_are_drawn_and_told_as_json(pb: Run, tmp_path: Path) -> None:
    done = pb("generate", str(PAPER), "--pages", "2-3", "--caption", "Figure 1: Method", "-o", "f.svg", "--json")

    told = json.loads(done.stdout)
    assert told["outputs"] == [
        {"path": str(tmp_path / "f.svg"), "format": "svg", "bytes": (tmp_path / "f.svg").stat().st_size}
    ]
    assert f"pb: task {told['task_id']}\n" == done.stderr
    assert told["description"]
    assert (told["command"], told["cost_usd"]) == ("generate", 0.0)


@pytest.mark.parametrize(
    ("arguments", "text", "status", "sentence"),
    [
        (("-o", "f.jpg"), METHOD, 2, "must end in .png, .svg, .pdf, .pptx, .drawio, .tex, .mmd or .mermaid"),
        (("-o", "nowhere/f.png"), METHOD, 2, "the folder of 'nowhere/f.png' does not exist"),
        (("-o", "-", "-o", "f.png"), METHOD, 2, "stands alone"),
        (("-o", "f.png", "--format", "svg"), METHOD, 2, "a file's ending says it"),
        (("-o", "-", "--json"), METHOD, 2, "both write to standard output"),
        (("--pages", "1"), METHOD, 2, "--pages needs a PDF"),
        ((), " ", 1, "source_context must not be blank"),
        ((), b"\xff\xfe", 1, "neither a PDF nor UTF-8 text"),
        ((), b"%PDF-1.7 broken", 1, "PDF"),
        (("--iterations", "11"), METHOD, 2, "11 is not in the range"),
        (("--aspect-ratio", "7:3"), METHOD, 2, "'7:3' is not one of"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left_behind(
    pb: Run, tmp_path: Path, arguments: tuple[str, ...], text: str | bytes, status: int, sentence: str
) -> None:
    done = pb("generate", "-", "--caption", "Figure 1", *arguments, text=text)

    assert done.returncode == status
    assert sentence in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_task_that_fails_says_why_and_leaves_no_figure(pb: Run, tmp_path: Path) -> None:
    done = pb("generate", "-", "--caption", "Figure 1", "--json", text="I like this journal very much.")

    assert done.returncode == 1
    assert "methodology figure" in json.loads(done.stdout)["error"]
    assert not (tmp_path / "figure.png").exists()
    task_id = json.loads(done.stdout)["task_id"]
    assert pb("resume", task_id).stderr == f"pb: {json.loads(done.stdout)['error']}\n"


def test_a_format_that_the_engine_does_not_make_is_refused_before_anything_is_bought(
    pb: Run, tmp_path: Path, gemini: dict[str, str], fake_providers: FakeProviders
) -> None:
    order = ("generate", "-", "--caption", "Figure 1", "--image-provider", "gemini_image")
    done = pb(*order, "-o", "f.png", "-o", "f.svg", text=METHOD, **gemini)

    assert done.returncode == 1
    assert done.stderr == "pb: the image engine gemini_image draws png, mermaid only, so 'f.svg' cannot be written\n"
    assert fake_providers.calls() == ()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_runs_that_cannot_be_kept_are_refused_with_the_setting(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = pb("generate", "-", "--caption", "c", text=METHOD, PAPERBANANA_STATE_DIR=str(tmp_path / "file"))

    assert done.returncode == 1
    assert "set PAPERBANANA_STATE_DIR" in done.stderr


def test_candidates_stand_beside_the_best(
    pb: Run, tmp_path: Path, fake_providers: FakeProviders, gemini: dict[str, str]
) -> None:
    settings = gemini | {"PAPERBANANA_IMAGE_PROVIDER": "gemini_image"}
    arguments = ("--caption", "Figure 1", "--iterations", "1", "--candidates", "2", "-o", "f.png", "--json")
    done = pb("generate", "-", *arguments, text=METHOD, **settings)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [Path(output["path"]).name for output in told["outputs"]] == ["f.png", "f-1.png", "f-2.png"]
    assert [(one["index"], one["best"], one["score"]) for one in told["candidates"]] == [
        (1, True, None),
        (2, False, None),
    ]
    best, first, second = ((tmp_path / name).read_bytes() for name in ("f.png", "f-1.png", "f-2.png"))
    assert best == first != second
    assert len(fake_providers.calls("gemini", role="painter")) == 2
    resumed = pb("resume", told["task_id"], "-o", "again.png", **settings)
    assert resumed.stdout.split() == ["again.png", "again-1.png", "again-2.png"]
    assert (tmp_path / "again-2.png").read_bytes() == second


def test_candidates_that_would_be_alike_are_refused(pb: Run) -> None:
    done = pb("generate", "-", "--caption", "Figure 1", "--candidates", "2", text=METHOD)
    assert done.returncode != 0
    assert "the rules of the engine 'offline' plan the same each time" in done.stderr
    usage = pb("generate", "-", "--caption", "Figure 1", "--candidates", "5", text=METHOD)
    assert (usage.returncode, "1<=x<=4" in usage.stderr) == (2, True)
