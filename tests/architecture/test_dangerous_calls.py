"""What the product never does: run typed text, start a shell, read back objects, call out, guess with weak chance."""

import ast

import pytest

from tests.architecture.tree import dotted, modules, parsed

pytestmark = pytest.mark.one_engine

CALLS = {"eval", "exec", "compile", "__import__"}
ATTRIBUTES = {("os", "system"), ("os", "popen"), ("random", "choice"), ("tempfile", "mktemp")}
# Reading objects back, speaking to other machines, chance that can be foretold.
IMPORTS = {
    "pickle", "marshal", "shelve", "telnetlib", "ftplib", "xmlrpc", "requests", "httpx", "urllib3", "aiohttp",
    "urllib.request", "http.client", "smtplib", "ssl", "random",
}  # fmt: skip
# Where one of them is needed, with the reason.
ALLOWED = {
    ("salwa.services.directory.fetching", "urllib3"): "fetches the directory from the address a person gave",
    ("salwa.commands.demo", "urllib.request"): "asks the demo's own servers on this machine whether they are up",
    ("salwa.services.exchange.transport", "urllib3"): "carries sealed messages to installations of other States",
    ("salwa.demo_data.files", "random"): "invented registers follow from a seed",
    ("salwa.demo_data.registers", "random"): "invented registers follow from a seed",
}


def found_in(name, tree):
    """(what, line) of everything forbidden in one module."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            names += [f"{node.module}.{one.name}" for one in node.names] if isinstance(node, ast.ImportFrom) else []
            wrong = {one for one in names for bad in IMPORTS if one == bad or one.startswith(f"{bad}.")}
            yield from ((one, node.lineno) for one in sorted(wrong) if (name, one) not in ALLOWED)
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in CALLS:
                yield node.func.id, node.lineno
            if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                if (node.func.value.id, node.func.attr) in ATTRIBUTES:
                    yield node.func.attr, node.lineno
                if node.func.value.id == "hashlib" and node.func.attr in {"md5", "sha1", "new"}:
                    yield node.func.attr, node.lineno
            if any(one.arg == "shell" for one in node.keywords):
                yield "shell", node.lineno


def test_nothing_dangerous_is_called():
    found = [
        f"{dotted(path)}:{line} {what}" for path in modules() for what, line in found_in(dotted(path), parsed(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "eval(x)", "import pickle", "from urllib.request import urlopen", "subprocess.run(x, shell=True)",
        "os.system(x)", "import random", "hashlib.md5(x)", "from http import client",
    ],
)  # fmt: skip
def test_control_each_of_them_would_be_seen(line):
    assert list(found_in("salwa.x", ast.parse(line)))


def test_no_exception_outlives_its_need():
    there = {
        (dotted(path), what)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import)
        for what in (one.name for one in node.names)
    }
    assert set(ALLOWED) <= there
