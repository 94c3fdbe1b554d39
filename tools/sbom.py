#!/usr/bin/env python3
"""Writes what Salwa is made of: every locked package with version, licence and hashes (CycloneDX 1.6, JSON).

    python tools/sbom.py artefacts/sbom.cdx.json

Read from the locks and from what is installed (importlib.metadata); asks nobody on the network. The same locks give the
same file, byte for byte: it has no date. `required` is shipped or needed to run, `excluded` is for developers only.
"""

from __future__ import annotations

import base64
import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)([^\\\n]*)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# Packages whose metadata name no SPDX licence, or only a family of them; read in the texts that they install.
READ_IN_THEIR_TEXTS = {
    "altair": "BSD-3-Clause",
    "django-ninja": "MIT",
    "editables": "MIT",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "pathspec": "MPL-2.0",
    "pytest-django": "BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "shellingham": "ISC",
    "sortedcontainers": "Apache-2.0",
    "sqlparse": "BSD-3-Clause",
    "trove-classifiers": "Apache-2.0",
}


def sbom() -> dict[str, Any]:
    """The whole document. Raises `LookupError` when a locked package is not installed or its licence is not known."""
    parts = [*_python(), *_front_end()]
    refs = {part["bom-ref"] for part in parts}
    own = _own()
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own, "tools": {"components": [{"type": "application", "name": "tools/sbom.py"}]}},
        "components": parts,
        "dependencies": [_direct(own, refs), *(_needs(part, refs) for part in parts)],
    }
    content = json.dumps(body, sort_keys=True)
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json"} | {
        **body,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
    }


def locked(name: str) -> dict[str, tuple[str, list[str]]]:
    """Package -> (version, SHA-256 of every file the lock allows) of requirements/`name`.txt, for this interpreter."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    starts = list(LOCKED.finditer(text))
    found = {}
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        if _is_wanted(f"{start[1]}{start[3]}"):
            found[_plain(start[1])] = (start[2], HASH.findall(text[start.start() : end]))
    return found


def licence_of(name: str) -> str:
    """SPDX expression of an installed package."""
    if name in READ_IN_THEIR_TEXTS:
        return READ_IN_THEIR_TEXTS[name]
    facts = importlib.metadata.metadata(name)
    said = (facts.get("License-Expression") or facts.get("License") or "").strip()
    if not re.fullmatch(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*", said):
        raise LookupError(f"{name}: the licence is not known; read its text and add it to tools/sbom.py")
    return said


def _python() -> Iterator[dict[str, Any]]:
    run, dev = locked("run"), locked("dev")
    for name, (version, hashes) in sorted((dev | run).items()):
        if importlib.metadata.version(name) != version:
            raise LookupError(f"{name} {version} is locked, another version is installed; run: make setup")
        yield _component("pypi", name, version, licence_of(name)) | {
            "scope": "required" if name in run else "excluded",
            "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(hashes)],
        }


def _front_end() -> Iterator[dict[str, Any]]:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, facts in sorted(packages.items()):
        if path:
            digest = base64.b64decode(facts["integrity"].removeprefix("sha512-")).hex()
            name = path.removeprefix("node_modules/")
            yield _component("npm", name, facts["version"], facts["license"]) | {
                "scope": "excluded" if facts.get("dev") else "required",
                "hashes": [{"alg": "SHA-512", "content": digest}],
            }


def _component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name}@{version}"
    single = " " not in licence
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"id": licence}} if single else {"expression": licence}],
    }


def _project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])


def _own() -> dict[str, Any]:
    project = _project()
    return _component("pypi", project["name"], project["version"], project["license"]) | {"type": "application"}


def _direct(own: dict[str, Any], refs: set[str]) -> dict[str, Any]:
    front = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    wanted = [f"pkg:npm/{name}@{version}" for name, version in front.items()]
    return {"ref": own["bom-ref"], "dependsOn": sorted({*_refs_of(_project()["dependencies"], refs), *wanted})}


def _needs(part: dict[str, Any], refs: set[str]) -> dict[str, Any]:
    python = part["purl"].startswith("pkg:pypi/")
    asked = (importlib.metadata.requires(part["name"]) or []) if python else []
    wanted = {extra for one in map(Requirement, _project()["dependencies"]) if one.name.lower() == part["name"]
              for extra in one.extras}  # fmt: skip
    return {"ref": part["bom-ref"], "dependsOn": _refs_of(asked, refs, wanted)}


def _refs_of(asked: list[str], refs: set[str], extras: Iterable[str] = ()) -> list[str]:
    names = {_plain(Requirement(one).name) for one in asked if any(_is_wanted(one, extra) for extra in ("", *extras))}
    return sorted(ref for ref in refs if ref.startswith("pkg:pypi/") and ref[9:].split("@")[0] in names)


def _is_wanted(line: str, extra: str = "") -> bool:
    marker = Requirement(line.strip()).marker
    return marker is None or marker.evaluate({"extra": extra})


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Write it to the file named, or to standard output."""
    text = json.dumps(sbom(), indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        target = Path(sys.argv[1])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LookupError as error:
        sys.exit(str(error.args[0]))
