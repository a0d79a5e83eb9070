"""Notes every type that msgspec finds out about when it is decoded, in the file that FOUND_TYPES names.

Python imports this at its start where the folder is on PYTHONPATH, and msgspec's C code takes the function from its
module ``_utils`` when it is imported.
"""

import importlib.util
import os
import sys
from pathlib import Path

_KNOWN = ("pb_core.prepared_types", "msgspec.inspect", "msgspec._json_schema")
"""Who may find out: at the start, and without decoding anything."""


def _watch(folder: Path, file: Path) -> None:
    name = "msgspec._utils"
    spec = importlib.util.spec_from_file_location(name, folder / "_utils.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    find_out = module.get_class_annotations

    def noted(kind: object) -> object:
        asker = sys._getframe(1).f_globals["__name__"]
        if asker not in _KNOWN:
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{asker} {kind!r}\n")
        return find_out(kind)

    module.get_class_annotations = noted


if "FOUND_TYPES" in os.environ and (found := importlib.util.find_spec("msgspec")):
    _watch(Path((found.submodule_search_locations or [""])[0]), Path(os.environ["FOUND_TYPES"]))
