"""The bill of materials: whole, readable by others, every licence known and fit to be used with ours."""

import json
import re
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT
from tools import sbom as maker

pytestmark = pytest.mark.one_engine

# Licences that a work under Apache-2.0 may use. MPL-2.0 binds its own files only. LGPL-3.0 (psycopg) binds a library
# that is installed beside Salwa unchanged and can be replaced by whoever runs it.
FIT = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip
PURL = re.compile(r"pkg:(pypi|npm)/[a-z0-9.-]+@[0-9][A-Za-z0-9.+-]*")


@pytest.fixture(scope="module")
def document():
    return maker.sbom()


def expression(part):
    (licence,) = part["licenses"]
    return licence["expression"] if "expression" in licence else licence["license"]["id"]


def is_fit(said):
    """Whether every part of an expression joined by AND, or one of those joined by OR, is in `FIT`."""
    return any(all(one in FIT for one in choice.split(" AND ")) for choice in said.split(" OR "))


def missing(document):
    """Locked packages that the document does not have in exactly the locked version."""
    there = {part["purl"] for part in document["components"]}
    python = {f"pkg:pypi/{name}@{facts[0]}" for lock in ("run", "dev") for name, facts in maker.locked(lock).items()}
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    front = {f"pkg:npm/{path.split('/', 1)[1]}@{facts['version']}" for path, facts in packages.items() if path}
    return sorted((python | front) - there)


def test_the_fields_that_readers_need_are_there(document):
    assert (document["bomFormat"], document["specVersion"], document["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"])
    parts = [document["metadata"]["component"], *document["components"]]
    for part in parts:
        assert part["type"] in {"application", "library"} and part["name"] and part["version"]
        assert PURL.fullmatch(part["purl"]), part["purl"]
        assert len(part["licenses"]) == 1
    assert len({part["bom-ref"] for part in parts}) == len(parts)


def test_every_locked_package_is_there_with_the_hashes_of_the_lock(document):
    assert missing(document) == []
    for part in document["components"]:
        assert part["hashes"] and part["scope"] in {"required", "excluded"}
        for one in part["hashes"]:
            assert re.fullmatch(r"[0-9a-f]+", one["content"])
            assert len(one["content"]) == {"SHA-256": 64, "SHA-512": 128}[one["alg"]]
    text = "".join((ROOT / "requirements" / f"{lock}.txt").read_text() for lock in ("run", "dev"))
    names = set(re.findall(r"^([a-z0-9-]+)==", re.sub(r"\[[^\]]*\]", "", text), re.M))
    assert names == {part["name"] for part in document["components"] if part["purl"].startswith("pkg:pypi")}


def test_every_licence_is_known_and_fit(document):
    assert [(part["name"], expression(part)) for part in document["components"] if not is_fit(expression(part))] == []
    listed = {part["name"] for part in document["components"]}
    assert set(maker.READ_IN_THEIR_TEXTS) <= listed


def test_what_depends_on_what_names_parts_that_are_there(document):
    refs = {part["bom-ref"] for part in [document["metadata"]["component"], *document["components"]]}
    assert {one["ref"] for one in document["dependencies"]} == refs
    assert all(set(one["dependsOn"]) <= refs for one in document["dependencies"])
    needs = {one["ref"].split("@")[0]: " ".join(one["dependsOn"]) for one in document["dependencies"]}
    assert "pkg:pypi/psycopg-binary@" in needs["pkg:pypi/psycopg"]
    assert "pkg:pypi/fido2@" in needs["pkg:pypi/django-allauth"]


def test_the_numbers_of_packages_stay_what_we_promise(document):
    required = [part for part in document["components"] if part["scope"] == "required"]
    (own,) = [one for one in document["dependencies"] if one["ref"].startswith("pkg:pypi/salwa@")]
    assert len(own["dependsOn"]) <= 25
    assert len(required) <= 55


def test_the_command_writes_the_same_bytes_each_time_and_no_address_of_an_index(tmp_path):
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        subprocess.run([sys.executable, "tools/sbom.py", file], cwd=ROOT, check=True)
    assert files[0].read_bytes() == files[1].read_bytes()
    text = files[0].read_text()
    assert re.findall(r"https?://[^\"]+", text) == ["http://cyclonedx.org/schema/bom-1.6.schema.json"]


@pytest.mark.parametrize("said", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "BSD", "LicenseRef-Proprietary"])
def test_control_a_licence_that_is_not_fit_would_be_seen(said):
    assert not is_fit(said)


def test_control_a_package_left_out_would_be_seen(document):
    assert missing({"components": document["components"][1:]}) == [document["components"][0]["purl"]]


def test_control_a_package_whose_licence_nobody_read_stops_it(monkeypatch):
    monkeypatch.setattr(maker, "READ_IN_THEIR_TEXTS", {})
    with pytest.raises(LookupError, match="altair"):
        maker.sbom()
