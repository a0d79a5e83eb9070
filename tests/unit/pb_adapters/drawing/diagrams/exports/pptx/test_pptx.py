import zipfile
from io import BytesIO

from lxml import etree

from support.edited_figures import HOSTILE, RICH, written


def test_every_part_of_the_file_is_well_formed() -> None:
    for spec in (RICH, HOSTILE):
        with zipfile.ZipFile(BytesIO(written(spec, "pptx"))) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))
