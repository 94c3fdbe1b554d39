"""Witnesses: others co-sign our checkpoints, and we co-sign those of others, after a proof that their log only grew.

Only hashes travel. A witness cannot read the log; it remembers how long it was and makes a shorter or another one
impossible to pass off.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.audit.notes import (
    ED25519,
    Note,
    Signature,
    VerifierKey,
    parse_checkpoint,
    parse_key,
    parse_note,
    signers,
)
from salwa.domain.audit.notes import Checkpoint as Head
from salwa.domain.audit.proofs import consistent
from salwa.domain.audit.tree import EMPTY_ROOT
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import ensure_key
from salwa.services.audit.permissions import check_may_keep_log
from salwa.services.audit.signing import checked
from salwa.services.audit.verifying import read_checkpoint
from salwa.storage.accounts.models import Checkpoint, Cosignature, User, WitnessedCheckpoint

_NOT_IN_LOG = message(
    "This installation signed the checkpoint of {size} entries, and its log does not have it: the log was rolled back."
)
_VERIFY_WITH = message("Run: salwa audit verify --checkpoint, with this very file.")
_NO_WITNESS = message("The file carries no valid signature of a witness whose key is known here.")
_GIVE_KEY = message("Give the public key of the witness with --key the first time; ask the witness for it.")
_LOG_UNKNOWN = message("The checkpoint carries no valid signature of the key given or known for {origin}.")
_GIVE_LOG_KEY = message("Give the public key of that log with --key; ask the other installation for it by another way.")
_NOT_GROWN = message("The log {origin} does not go on from the {size} entries that were co-signed before.")
_ASK_PROOF = message(
    "Ask that installation for: salwa audit checkpoint --since {size}. If it cannot give that, its log was changed."
)
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})\n")


def add_cosignature(*, acting_user: User, content: bytes, key: str = "") -> tuple[str, ...]:
    """Keep what witnesses say about one of our checkpoints; returns their names. In order: permit, check, keep, audit.

    `content` is the checkpoint with their signature lines. `key` is the public key of a witness not known yet.
    """
    check_may_keep_log(acting_user)
    head = read_checkpoint(content)
    note = parse_note(content)
    stored = Checkpoint.objects.filter(size=head.size).first()
    if stored is None or parse_note(stored.note.encode()).text != note.text:
        raise Refusal(
            "checkpoint_not_in_log",
            Sentence(_NOT_IN_LOG, {"size": head.size}),
            remedy=Sentence(_VERIFY_WITH),
        )
    known = {parse_key(line) for line in Cosignature.objects.values_list("key", flat=True).distinct()}
    said = signers(note, known | ({parse_key(key)} if key else set()), checked)
    if not said or any(witness.name == head.origin for witness, _ in said):
        raise Refusal("no_witness", Sentence(_NO_WITNESS), remedy=Sentence(_GIVE_KEY))
    with transaction.atomic():
        for witness, seconds in said:
            _keep(stored, witness, _line_of(note, witness), seconds, acting_user)
        write_entry(
            acting_user=acting_user,
            action="audit.witnessed",
            object_kind="audit_log",
            details={"size": head.size, "keys": sorted(witness.key_id.hex() for witness, _ in said)},
        )
    return tuple(witness.name for witness, _ in said)


def _keep(stored: Checkpoint, witness: VerifierKey, line: Signature, seconds: int, acting_user: User) -> None:
    Cosignature.objects.get_or_create(
        checkpoint=stored,
        key=witness.to_text(),
        defaults={
            "witness": witness.name,
            "line": line.line(),
            "signed_at": datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**35 else None,
            "received_at": timezone.now(),
            "received_by": acting_user,
        },
    )


def _line_of(note: Note, witness: VerifierKey) -> Signature:
    return next(one for one in note.signatures if (one.name, one.key_id) == (witness.name, witness.key_id))


def cosign_checkpoint(*, acting_user: User, content: bytes, key: str = "") -> str:
    """Be the witness of another installation's log: returns its checkpoint with our signature line under it.

    `content` is a checkpoint, or one with the proof that it goes on from the last one co-signed here
    (`salwa audit checkpoint --since`). `key` is needed the first time and pinned then. In order: permit, check, sign,
    keep, audit; a log that does not go on from what was seen before is never signed.
    """
    check_may_keep_log(acting_user)
    old, path, body = _request(content)
    note = parse_note(body)
    head = parse_checkpoint(note.text)
    ours = ensure_key(acting_user)
    with transaction.atomic():
        last = WitnessedCheckpoint.objects.filter(origin=head.origin).order_by("-size", "-id").first()
        log_key = _key_of_log(note, head, key or (last.key if last else ""))
        _check_grown(last, head, old, path)
        now = timezone.now()
        signed = ours.cosign(note.text, int(now.timestamp()))
        WitnessedCheckpoint.objects.create(
            origin=head.origin,
            key=log_key.to_text(),
            size=head.size,
            root=head.root.hex(),
            note=note.to_text(),
            signed_at=now,
            signed_by=acting_user,
        )
        write_entry(
            acting_user=acting_user,
            action="audit.cosigned",
            object_kind="audit_log",
            details={"origin": head.origin, "size": head.size, "root": head.root.hex()},
        )
    return Note(note.text, (*note.signatures, signed)).to_text()


def _key_of_log(note: Note, head: Head, key: str) -> VerifierKey:
    """The log's key that the note bears a signature of; refused where none was given or another log's."""
    if key:
        found = parse_key(key)
        if (found.name, found.kind) == (head.origin, ED25519) and signers(note, [found], checked):
            return found
    raise Refusal(
        "log_unknown",
        Sentence(_LOG_UNKNOWN, {"origin": head.origin}),
        remedy=Sentence(_GIVE_LOG_KEY),
    )


def _check_grown(last: WitnessedCheckpoint | None, head: Head, old: int, path: list[bytes]) -> None:
    known, root = (last.size, bytes.fromhex(last.root)) if last else (0, EMPTY_ROOT)
    proved = old if path else min(known, head.size)
    if known > head.size or proved != known or not consistent(known, root, head.size, head.root, path):
        raise Refusal(
            "log_not_grown",
            Sentence(_NOT_GROWN, {"origin": head.origin, "size": known}),
            remedy=Sentence(_ASK_PROOF, {"size": known}),
        )


def _request(content: bytes) -> tuple[int, list[bytes], bytes]:
    """(old size, proof, note) of what `salwa audit checkpoint --since` wrote; a bare checkpoint has no proof."""
    if not content.startswith(b"old "):
        return 0, [], content
    proof, _, body = content.partition(b"\n\n")
    lines = (proof + b"\n").decode(errors="replace")
    found = _OLD.match(lines)
    try:
        path = [base64.b64decode(line, validate=True) for line in lines.splitlines()[1:]]
    except (binascii.Error, ValueError):
        path = [b""]
    if found is None or len(path) > 63 or any(len(one) != 32 for one in path):
        parse_note(b"")  # refuses in the words for what is no checkpoint
    return int(found[1]) if found else 0, path, body
