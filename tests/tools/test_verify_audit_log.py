# ruff: noqa: E501 - the vectors of the RFC are not broken
"""The verifier without Salwa: Ed25519 by itself, three hundred lines, nothing to install, the same verdicts."""

import ast
import json
import random
import subprocess
import sys

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction

from salwa.domain.audit.notes import parse_key
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint, renew_key
from salwa.services.audit.exports import export_log, prove_entry, prove_growth
from salwa.services.audit.signing import key_file, signing_keys
from salwa.services.audit.verifying import verify_file, verify_log
from salwa.storage.accounts.models import AuditEntry, Checkpoint
from tests.builders.independent import FILE, verifier
from tests.builders.logs import rewritten, taken_down
from tests.builders.people import an_operator
from tests.builders.tampering import unguarded
from tests.builders.witnesses import a_witness

# RFC 8032, 7.1: secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


def by_library(public, text, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.mark.one_engine
@pytest.mark.parametrize(("secret", "public", "text", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_hold(secret, public, text, signature):
    public, text, signature = (bytes.fromhex(one) for one in (public, text, signature))
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).public_key().public_bytes_raw() == public
    assert verifier.ed25519_holds(public, text, signature)
    assert not verifier.ed25519_holds(public, text + b"x", signature)
    assert not verifier.ed25519_holds(bytes(32), text, signature)


@pytest.mark.one_engine
def test_signatures_true_and_false_are_judged_as_the_library_judges_them():
    dice, agreed, held = random.Random(1), 0, 0
    for number in range(60):
        key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        public, text = key.public_key().public_bytes_raw(), dice.randbytes(dice.randrange(200))
        signature = key.sign(text)
        tried = [(public, text, signature)]
        for _ in range(4):
            where = dice.randrange(3)
            parts = [bytearray(public), bytearray(text or b"x"), bytearray(signature)]
            parts[where][dice.randrange(len(parts[where]))] ^= 1 << dice.randrange(8)
            tried.append(tuple(map(bytes, parts)))
        scalar = int.from_bytes(signature[32:], "little") + verifier.ORDER
        tried.append((public, text, signature[:32] + scalar.to_bytes(32, "little")))  # the same modulo the order
        tried.append((public, text, signature[:-1]))
        for one in tried:
            agreed += verifier.ed25519_holds(*one) == by_library(*one)
            held += by_library(*one)
        assert agreed == (number + 1) * len(tried)
    assert held == 60


@pytest.mark.one_engine
def test_it_is_three_hundred_lines_at_most_and_imports_the_standard_library_alone():
    text = FILE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert names <= set(sys.stdlib_module_names)


@pytest.mark.one_engine
def test_it_runs_alone_and_says_so_when_nothing_can_be_said(tmp_path):
    def run(*words):
        command = [sys.executable, "-I", str(FILE), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert "exit codes" in run("--help").stdout.lower()
    for words in ((), ("none.jsonl",), ("--proof", "none"), ("--growth", FILE), ("--key", "x"), ("--proof", FILE)):
        done = run(*words)
        assert (done.returncode, "Traceback" in done.stderr, done.stdout) == (2, False, "")
    (tmp_path / "empty.jsonl").write_bytes(b"")
    assert json.loads(run("empty.jsonl").stdout)["whole"] is True


# From here on against logs that Salwa wrote.


@pytest.fixture
def operator(db):
    yield an_operator()
    key_file().unlink(missing_ok=True)


def write(count, user):
    with transaction.atomic():
        for number in range(count):
            write_entry(
                acting_user=user if number % 3 else None,
                action="weapons.found",
                object_kind="weapon",
                object_id=number,
                purpose="قضية ٧",
                details={"n": number / 7},
            )


def keys():
    return dict(verifier.read_key(key.to_text()) for key in signing_keys().public)


def exported(operator, folder):
    """An export on disk: (log, checkpoint's bytes)."""
    export = export_log(acting_user=operator)
    log = folder / "log.jsonl"
    log.write_bytes(b"".join(export.lines()))
    (folder / "log.jsonl.checkpoint").write_text(export.checkpoint)
    return log, export.checkpoint.encode()


def damage_in_database(dice, number, size):
    """Something somebody does who owns the database."""
    how = dice.randrange(6)
    if how == 0:
        with unguarded():
            fields = dice.choice([{"purpose": "x"}, {"object_id": "x"}, {"details": {"x": 1}}, {"action": "x"}])
            AuditEntry.objects.filter(number=number).update(**fields)
    elif how == 1:
        rewritten(number, purpose="forged")
    elif how == 2 and number < size - 1:
        with unguarded():
            AuditEntry.objects.filter(number=number)._raw_delete("default")
    elif how == 3:
        with unguarded():
            AuditEntry.objects.filter(number__gte=number)._raw_delete("default")
    elif how == 4:
        with unguarded():
            AuditEntry.objects.filter(number__gte=number)._raw_delete("default")
            Checkpoint.objects.filter(size__gte=number)._raw_delete("default")
    else:
        with unguarded():
            AuditEntry.objects.filter(number__gte=number)._raw_delete("default")
        write(size - number + 3, None)
    return how


def test_a_hundred_whole_and_a_hundred_damaged_logs_get_the_same_verdict(operator, tmp_path, capsys):
    dice, whole, damaged, kinds = random.Random(2), 0, 0, {}
    write(12, operator)
    make_checkpoint(acting_user=operator)
    write(9, operator)
    outside = make_checkpoint(acting_user=operator).note.encode()
    begun = taken_down()
    for number in range(200):
        with transaction.atomic():
            if number % 2:
                damage_in_database(dice, dice.randrange(1, len(begun) + 1), len(begun))
            else:
                write(dice.randrange(5), operator)
            log, _ = exported(operator, tmp_path)
            program = verify_log([outside])
            own = [note.encode() for note in Checkpoint.objects.order_by("size").values_list("note", flat=True)]
            file = verify_file(log, [outside], own=own)
            *beside, elsewhere = [verifier.read_checkpoint(note, keys()) for note in (*own, outside)]
            alone = verifier.check_log(log, beside, [elsewhere])
            said = (alone["damage"]["kind"], alone["damage"]["entry"]) if alone["damage"] else None
            for verdict in (program, file):
                assert (verdict.whole, verdict.entries, verdict.root) == (
                    alone["whole"], alone["entries"], alone["root"],
                ) or not verdict.whole  # fmt: skip
                assert said == ((verdict.damage.kind.value, verdict.damage.number) if verdict.damage else None)
            whole, damaged = whole + alone["whole"], damaged + (not alone["whole"])
            kinds[said and said[0]] = kinds.get(said and said[0], 0) + 1
            transaction.set_rollback(True)
    with capsys.disabled():
        print(f"\nsame verdict on {whole} whole and {damaged} damaged logs: {kinds}")
    assert (whole, damaged) == (100, 100)
    assert set(kinds) >= {None, "changed", "missing", "truncated", "rolled_back", "forked"}


def test_the_command_line_gives_verdict_and_exit_code(operator, tmp_path, capsys):
    write(5, operator)
    log, _ = exported(operator, tmp_path)
    old = tmp_path / "old.checkpoint"
    old.write_bytes((tmp_path / "log.jsonl.checkpoint").read_bytes())
    write(3, operator)
    log, _ = exported(operator, tmp_path)
    key = signing_keys().newest.to_text()
    assert verifier.main([str(log), "--key", key, "--checkpoint", str(old)]) == 0
    assert json.loads(capsys.readouterr().out)["whole"] is True
    log.write_bytes(log.read_bytes().replace(b'"object_id":"2"', b'"object_id":"3"', 1))
    assert verifier.main([str(log), "--key", key]) == 1
    assert json.loads(capsys.readouterr().out)["damage"] == {"kind": "changed", "entry": 3, "checkpoint": 0}
    stranger = a_witness("stranger").key.to_text()
    for words in ([str(log), "--key", stranger], [str(log)], [str(log), "--key", "nonsense"]):
        assert verifier.main(words) == 2
    assert "Nothing can be said" in capsys.readouterr().err


def test_proofs_of_entries_and_of_growth_are_checked_without_the_log(operator, tmp_path, capsys):
    write(5, operator)
    old = tmp_path / "old"
    old.write_text(make_checkpoint(acting_user=operator).note)
    size = verifier.read_checkpoint(old.read_bytes(), keys())["size"]
    write(20, operator)
    make_checkpoint(acting_user=operator)
    key = signing_keys().newest.to_text()
    proof, growth = tmp_path / "proof", tmp_path / "growth"
    for number in (1, 2, 7, 28):
        proof.write_text(prove_entry(acting_user=operator, number=number))
        assert verifier.main(["--proof", str(proof), "--key", key]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert json.loads(shown["entry"])["number"] == number
    text = proof.read_text()
    for wrong in (text.replace("index 27", "index 26"), "\n".join(text.split("\n")[:3] + text.split("\n")[4:])):
        proof.write_text(wrong)
        assert verifier.main(["--proof", str(proof), "--key", key]) == 1
    growth.write_text(prove_growth(acting_user=operator, since=size))
    words = ["--growth", str(growth), "--checkpoint", str(old), "--key", key]
    assert verifier.main(words) == 0
    growth.write_text(prove_growth(acting_user=operator, since=size - 1))
    assert verifier.main(words) == 1
    lines = prove_growth(acting_user=operator, since=size).split("\n")
    growth.write_text("\n".join(lines[:1] + lines[2:]))
    assert verifier.main(words) == 1


@pytest.mark.one_engine
def test_proofs_of_every_size_up_to_40_agree_with_the_program():
    from salwa.domain.audit.proofs import consistency_path, inclusion_path
    from salwa.domain.audit.tree import leaf_hash, root_of

    hashes = [leaf_hash(bytes([number])) for number in range(40)]
    for size in range(1, 41):
        root = root_of(hashes[:size])
        for number in range(size):
            path = inclusion_path(number, hashes[:size])
            assert verifier.root_by_path(number, size, hashes[number], path) == root
            assert not path or verifier.root_by_path(number, size, hashes[number], path[1:]) != root
            assert verifier.root_by_path(number, size, hashes[number], [*path, root]) != root
            old_root, growth = root_of(hashes[: number + 1]), consistency_path(number + 1, hashes[:size])
            assert verifier.only_grew(number + 1, old_root, size, root, growth)
            assert not verifier.only_grew(number + 1, root_of(hashes[1 : number + 2]), size, root, growth) or size == 1
            assert not verifier.only_grew(number + 1, old_root, size, root, [*growth, root])
            assert not growth or not verifier.only_grew(number + 1, old_root, size, root, growth[:-1])


def test_a_log_whose_key_was_renewed_is_checked_with_both_keys(operator, tmp_path):
    write(4, operator)
    old = tmp_path / "old"
    old.write_text(make_checkpoint(acting_user=operator).note)
    renew_key(acting_user=operator)
    write(4, operator)
    log, _ = exported(operator, tmp_path)
    both = [word for key in signing_keys().public for word in ("--key", key.to_text())]
    assert verifier.main([str(log), "--checkpoint", str(old), *both]) == 0
    assert verifier.main([str(log), "--checkpoint", str(old), *both[2:]]) == 2
    assert parse_key(both[1]).name == signing_keys().origin


def test_control_a_verifier_that_finds_no_damage_is_noticed(operator, tmp_path, capsys, monkeypatch):
    write(5, operator)
    make_checkpoint(acting_user=operator)
    with unguarded():
        AuditEntry.objects.filter(number=3).update(purpose="x")
    log, _ = exported(operator, tmp_path)
    found = verifier.find_damage
    assert verifier.check_log(log, [], [])["whole"] is verify_log([]).whole is False
    monkeypatch.setattr(verifier, "find_damage", lambda *given: (None, *found(*given)[1:]))
    assert verifier.check_log(log, [], [])["whole"] is not verify_log([]).whole
