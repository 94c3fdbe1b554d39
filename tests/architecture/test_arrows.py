"""The arrows of docs/explanation/architecture.md: who may import whom."""

import ast

import pytest

from tests.architecture.tree import PACKAGE, dotted, imports, modules, parsed

pytestmark = pytest.mark.one_engine

# Layer -> layers of ours it may import. `settings` is start-up code and joins the doors.
MAY_IMPORT = {
    "domain": {"domain"},
    "reference": {"reference", "domain"},
    "storage": {"storage", "domain"},
    "services": {"services", "storage", "domain", "reference"},
    "web": {"web", "services", "domain"},
    "api": {"api", "services", "domain"},
    "commands": {"commands", "services", "domain", "settings", "demo_data"},
    "demo_data": {"demo_data", "domain"},
    "exchange": {"exchange", "services", "domain"},
    "settings": {"settings", "api", "web", "domain"},
}
DOMAIN_LIBRARIES = {"numpy", "rapidfuzz"}
FUNCTION_IMPORT_REASONS = {"slow start", "optional dependency"}


def layer(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def test_every_layer_imports_only_what_its_arrows_allow():
    wrong = [
        f"{dotted(path)}:{line} imports {name}"
        for path in modules()
        for name, line, _ in imports(path)
        if name.startswith("salwa.") and layer(dotted(path)) and layer(name) in MAY_IMPORT
        if layer(name) not in MAY_IMPORT[layer(dotted(path))]
    ]
    assert wrong == []


def test_every_folder_of_the_package_is_a_known_layer():
    found = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name not in {"__pycache__", "locale"}}
    assert found <= set(MAY_IMPORT)


def test_domain_uses_the_standard_library_numpy_and_rapidfuzz_only():
    import sys

    allowed = set(sys.stdlib_module_names) | DOMAIN_LIBRARIES | {"salwa"}
    wrong = [
        f"{dotted(path)}:{line} imports {name}"
        for path in modules()
        if layer(dotted(path)) == "domain"
        for name, line, _ in imports(path)
        if name.split(".")[0] not in allowed
    ]
    assert wrong == []


def test_domain_reads_no_clock():
    calls = {"now", "utcnow", "today", "time", "monotonic"}
    wrong = [
        f"{dotted(path)}:{node.lineno} calls {node.func.attr}()"
        for path in modules()
        if layer(dotted(path)) == "domain"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
        if isinstance(node.func.value, ast.Name) and node.func.value.id in {"datetime", "date", "time"}
    ]
    assert wrong == []


def test_doors_name_no_right_when_they_refuse():
    """Who may is a rule of its capability: a door asks a `check_may_...` of services and never names a right itself."""
    wrong = [
        f"{dotted(path)}:{line} imports {name}"
        for path in modules()
        if layer(dotted(path)) in {"web", "api", "commands", "exchange"}
        for name, line, _ in imports(path)
        if name == "salwa.services.accounts.permissions.check_may"
    ]
    assert wrong == []


def test_register_and_cooperation_tables_never_import_each_other():
    wrong = [
        f"{dotted(path)} imports {name}"
        for path in modules()
        for name, _, _ in imports(path)
        if ("storage.register" in dotted(path) and "storage.cooperation" in name)
        or ("storage.cooperation" in dotted(path) and "storage.register" in name)
    ]
    assert wrong == []


def test_imports_inside_functions_say_why():
    wrong = []
    for path in modules():
        lines = path.read_text(encoding="utf-8").splitlines()
        for name, line, inside in imports(path):
            if inside and not any(f"# {reason}" in lines[line - 1] for reason in FUNCTION_IMPORT_REASONS):
                wrong.append(f"{dotted(path)}:{line} {name}")
    assert wrong == []


def test_no_signals_and_no_logic_in_save():
    wrong = []
    for path in modules():
        for name, line, _ in imports(path):
            if name.startswith(("django.dispatch", "django.db.models.signals")):
                wrong.append(f"{dotted(path)}:{line} imports {name}")
        if layer(dotted(path)) == "storage":
            wrong += [
                f"{dotted(path)}:{node.lineno} defines save()"
                for node in ast.walk(parsed(path))
                if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean"}
            ]
    assert wrong == []


def test_migrations_import_nothing_of_the_product():
    wrong = []
    for path in sorted(PACKAGE.rglob("migrations/*.py")):
        wrong += [f"{path.name}:{line} {name}" for name, line, _ in imports(path) if name.startswith("salwa.")]
    assert wrong == []
