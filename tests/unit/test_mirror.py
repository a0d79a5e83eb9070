"""Tests stand where their modules stand, so that both are found from each other.

``tests/unit/a/test_b.py`` and ``test_b_<aspect>.py`` test ``src/a/b.py``. Those of a package's own module stand inside
its folder or beside it, under the package's name.
"""

import ast
from pathlib import Path, PurePosixPath

import pytest

from support.paths import ROOT

SRC, UNIT = ROOT / "src", ROOT / "tests" / "unit"

TESTED_ELSEWHERE = {
    "pb_core/application/polling": "bound to its suite in tests/contract/test_distribution.py",
    "pb_core/ports": "interfaces; their few functions are tested by those who call them",
    "pb_core/testing/contracts": "the suites are tests; tests/contract binds them",
    "pb_core/testing/memory": "bound to the suites of their ports in tests/contract",
    "pb_core/testing/__main__": "a command; test_report runs it as a program",
    "pb_core/testing/asyncio_plugin": "test_report runs suites under it",
    "pb_adapters/copying/artifacts": "as parts of a copy, in test_copying.py beside it",
    "pb_adapters/copying/ports": "interfaces; what they ask for is tested by test_copying.py beside it",
    "pb_adapters/copying/postgres": "as source and target of a copy, in test_copying.py beside it",
    "pb_adapters/copying/sqlite": "as source and target of a copy, in test_copying.py beside it",
    "pb_adapters/copying/tables": "as parts of a copy, in test_copying.py beside it",
    "pb_adapters/storage/step_changes": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/accept_schema": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/access": "what the duties of Storage stand on, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/billing": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/history": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/history_lines": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/history_schema": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/outbox_schema": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/history_lists": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/retention": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/webhook_lists": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/outbox": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/queue": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/removal": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/rescue": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/steps": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/tasks": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/vision": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/postgres/schema": "by every test of the store, and in test_migrations.py beside it",
    "pb_adapters/storage/records": "rows that cannot be read, in tests/unit/pb_adapters/storage/sqlite/test_store.py",
    "pb_adapters/storage/references": "what documents name, in test_references.py of SQLite and test_snapshot.py",
    "pb_adapters/storage/snapshots": "rows that cannot be read, in test_soundness.py of SQLite and test_snapshot.py",
    "pb_adapters/storage/sqlite/access": "what the duties of Storage stand on, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/billing": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/history_lines": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/history_lists": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/history_schema": "upgrades, in test_migrations.py beside it",
    "pb_adapters/storage/sqlite/outbox": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/queue": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/webhook_lists": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/storage/sqlite/tasks": "the duties of Storage, in tests/contract/test_storage.py",
    "pb_adapters/server_state": "the duties of its three ports, in tests/contract/test_server_state.py",
    "pb_http/routes/webhooks": "the REST reference, in tests/contract/rest/test_webhooks.py",
    "pb_http/routes/history": "the REST reference, in tests/contract/rest/test_history.py",
    "pb_http/routes/overview": "the REST reference, in tests/contract/rest/test_overview.py",
    "pb_http/batches/estimating": "against a real server, in tests/contract/client/test_batch_command.py",
    "pb_http/cli/batch_running": "against a real server, in tests/contract/client/test_batch_command.py",
    "pb_http/batches/carrying_out": "against a real server, in tests/contract/client/test_batch_command.py",
    "pb_http/cli/mcp_running": "as its users run it, in tests/contract/mcp",
    "pb_http/mcp_server/answers": "by the SDK's own client, in tests/contract/mcp",
    "pb_http/mcp_server/looking": "by the SDK's own client, in tests/contract/mcp",
    "pb_http/mcp_server/making": "by the SDK's own client, in tests/contract/mcp",
    "pb_http/mcp_server/resources": "by the SDK's own client, in tests/contract/mcp",
    "pb_http/mcp_server/schemas": "by the SDK's own client, in tests/contract/mcp",
    "pb_http/mcp_server/waiting": "by the SDK's own client, in tests/contract/mcp",
    "pb_http/routes/own_key": "the REST reference, in tests/contract/rest/test_own_key.py",
    "pb_http/routes/panels": "the REST reference, in tests/contract/rest/test_panels.py",
    "pb_http/routes/task_lists": "the REST reference, in tests/contract/rest/test_task_lists.py",
    "pb_http/pages/admin": "as its readers use it, in tests/contract/pages",
    "pb_http/pages/studio": "as its readers use it, in tests/contract/pages",
    "pb_http/pages/home": "as its readers use it, in tests/contract/pages/test_site.py",
    "pb_http/pages/rendering": "by every page, in test_access.py and test_failures.py",
    "pb_http/routes/bundles": "the REST reference, in tests/contract/rest/test_bundle.py",
    "paperbanana_client/client": "against a real server, in tests/contract/client",
    "paperbanana_client/models": "against the document of a real server, in tests/contract/client",
    "paperbanana_client/errors": "by every flow, in test_flows.py and tests/contract/client",
    "pb_adapters/planners/charts/building": "from wishes to specifications end to end, in test_build",
}
"""Modules and folders whose tests are not in the mirrored place, and why."""

WITHOUT_TESTS = {
    "pb_adapters/drawing/composites": "refusals vector_pixels",
    "pb_adapters/drawing/diagrams": "attempt text_runs",
    "pb_adapters/drawing/plots": "figure_builder panel_axes panel_builder",
    "pb_adapters/drawing/plots/frames": "computed model",
    "pb_adapters/drawing/plots/layout": "layout_plan margins",
    "pb_core/domain/plots": ("expected_items faithfulness resolved_plot spec spec_rules transform_captions"),
    "pb_core/domain/plots/proof": "agreement axes drawn_items",
}
"""Modules that have no test file of their own yet, by folder."""

WITHOUT_MODULE = {}
"""Test files that are named after no module yet, by folder."""


def does_something(path: Path) -> bool:
    """Whether a module has a function with more than a docstring in it."""
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(len(node.body) > 1 or ast.get_docstring(node) is None for node in functions)


def modules() -> dict[str, Path]:
    """Every module of ``src`` by its path without the ending; a package by its folder."""
    found = {path.relative_to(SRC).with_suffix(""): path for path in SRC.rglob("*.py")}
    return {str(name.parent if name.name == "__init__" else name): path for name, path in found.items()}


def module_of(test: PurePosixPath, names: dict[str, Path]) -> str | None:
    """The module that a test file below ``tests/unit`` mirrors: the one with the longest fitting name."""
    words = test.stem.removeprefix("test_").split("_")
    stems = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    for stem in stems:
        if str(test.parent / stem) in names:
            return str(test.parent / stem)
        if stem == test.parent.name and names.get(str(test.parent), Path()).name == "__init__.py":
            return str(test.parent)
    return None


def listed(table: dict[str, str]) -> set[str]:
    return {str(PurePosixPath(folder, name)) for folder, names in table.items() for name in names.split()}


def unlike(found: set[str], table: dict[str, str]) -> list[str]:
    """What is not on a list and should be, or is on it and need not be any more."""
    known = listed(table)
    return [
        *(f"new: {name}" for name in sorted(found - known)),
        *(f"take off: {name}" for name in sorted(known - found)),
    ]


def is_tested_elsewhere(name: str) -> bool:
    return any(name == place or name.startswith(f"{place}/") for place in TESTED_ELSEWHERE)


MODULES = modules()
TESTS = {
    str(path.relative_to(UNIT).with_suffix("")): module_of(PurePosixPath(path.relative_to(UNIT)), MODULES)
    for path in UNIT.rglob("test_*.py")
    if path != Path(__file__)
}


def test_every_test_file_is_named_after_a_module() -> None:
    strangers = {test for test, module in TESTS.items() if module is None and not is_tested_elsewhere(test)}
    assert unlike(strangers, WITHOUT_MODULE) == []


def test_every_module_of_logic_has_a_test_file() -> None:
    logic = {name for name, path in MODULES.items() if does_something(path) and not is_tested_elsewhere(name)}
    assert unlike(logic - set(TESTS.values()), WITHOUT_TESTS) == []


@pytest.mark.parametrize("place", TESTED_ELSEWHERE)
def test_what_is_tested_elsewhere_exists(place: str) -> None:
    assert place in MODULES
