"""Files and functions stay small enough to be read in one go; names say what a thing is."""

import ast

import pytest

from tests.architecture.tree import PACKAGE, ROOT, dotted, modules, parsed

pytestmark = pytest.mark.one_engine

FILE_LIMIT = 600
FUNCTION_LIMIT = 80
ARGUMENT_LIMIT = 5
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}
# Django looks for a database backend's connections in a module of this name.
NAMED_BY_DJANGO = {"salwa.storage.sqlite.base"}
ROOT_ENTRIES = {
    ".ci", ".git", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "SECURITY.md",
    "assurance", "benchmarks", "demo_data", "docs", "package-lock.json", "package.json", "pyproject.toml",
    "requirements", "src", "tests", "tools",
}  # fmt: skip
# Built, never committed (.gitignore).
BUILT = {
    ".venv",
    "node_modules",
    "var",
    "artefacts",
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
    ".hypothesis",
    "dist",
}


def python_files():
    folders = [PACKAGE, ROOT / "tests", ROOT / "benchmarks", ROOT / "tools"]
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def functions():
    for path in python_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield path, node


def test_no_file_is_longer_than_600_lines():
    assert [str(path) for path in python_files() if len(path.read_text().splitlines()) > FILE_LIMIT] == []


def test_no_function_is_longer_than_80_lines():
    assert [
        f"{path.name}:{node.name}" for path, node in functions() if node.end_lineno - node.lineno + 1 > FUNCTION_LIMIT
    ] == []


def is_command(node):
    """A command's options and an endpoint's parameters are read from the signature: there the list is the interface."""
    read = ("app.command", "router.")
    return (
        "typer.Option" in ast.unparse(node.args)
        or "typer.Argument" in ast.unparse(node.args)
        or any(ast.unparse(one).startswith(read) for one in node.decorator_list)
    )


def test_no_function_takes_more_than_five_positional_arguments():
    wrong = []
    for path, node in functions():
        arguments = [one.arg for one in [*node.args.posonlyargs, *node.args.args] if one.arg not in {"self", "cls"}]
        if len(arguments) > ARGUMENT_LIMIT and not is_command(node) and not node.name.startswith("test_"):
            wrong.append(f"{path.name}:{node.name}({len(arguments)})")
    assert wrong == []


def test_no_file_or_folder_hides_behind_an_empty_name():
    named = {dotted(path) for path in modules()} - NAMED_BY_DJANGO
    assert {part for name in named for part in name.split(".")} & FORBIDDEN_NAMES == set()


def test_every_package_and_module_opens_with_a_docstring():
    assert [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(parsed(path))
    ] == []


def test_every_public_function_and_class_of_the_rules_and_services_has_a_docstring():
    wrong = []
    for path in modules():
        if not dotted(path).startswith(("salwa.domain", "salwa.services", "salwa.reference")):
            continue
        for node in parsed(path).body:
            public = isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                wrong.append(f"{dotted(path)}.{node.name}")
    assert wrong == []


def test_the_root_holds_only_what_belongs_there():
    assert {path.name for path in ROOT.iterdir()} - BUILT <= ROOT_ENTRIES
