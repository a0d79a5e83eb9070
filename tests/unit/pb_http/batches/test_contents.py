from pathlib import Path

import pytest

from pb_core.errors import InvalidRequest
from pb_http.batches.contents import content_of, named_files
from pb_http.batches.rows import Row


def row(folder: Path, **columns: str) -> Row:
    files = {column: folder / name for column, name in columns.items()}
    return Row(number=1, name="a", kind="generate", fields={"caption": "c"}, files=files, folder=folder)


def test_files_become_fields(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("﻿text é".encode())
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    (tmp_path / "a.csv").write_bytes(b"x,y\n1,2\n")
    found = content_of(row(tmp_path, source_file="a.txt", pdf_file="a.pdf", data_file="a.csv"))
    assert found["source_context"] == "text é"
    assert found["pdf_base64"] == "JVBERi0="
    assert found["data_json"].startswith(("[", "{"))


def test_a_file_that_is_no_text_is_named_by_its_column(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidRequest, match="source_file: the file is not UTF-8 text at byte 0"):
        content_of(row(tmp_path, source_file="a.txt"))


def test_pictures_of_composites_are_read_from_the_folder_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "icon.svg").write_bytes(b"<svg/>")
    fields = {"source_task_ids": ["figure", "icon.svg", "lost.svg"]}
    composite = Row(number=1, name="a", kind="composite", fields=fields, folder=tmp_path)
    assert named_files(composite) == {"icon.svg": b"<svg/>"}
