"""Exchanges about requests between this installation and an invented partner, their evidence, and ways to spoil it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from salwa.domain.exchange import Way
from salwa.domain.tracing import AnswerContents, answer_to_json
from salwa.domain.trust import fingerprint
from salwa.services.envelopes import PublicKeys, sign_receipt
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.receipts import take_receipt
from salwa.services.exchange.trust import take_list
from salwa.services.tracing_requests import following
from salwa.services.trust_lists import key_entry, with_status
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import OutboxMessage
from salwa.storage.register.models import OutgoingRequest
from tests.builders import trust_lists as lists
from tests.builders.exchange import Partner
from tests.builders.node import ROOT, node
from tests.builders.people import an_operator
from tests.builders.trace_requests import a_message, sent


def a_list(*publics: PublicKeys, revoked: PublicKeys | None = None) -> tuple[Any, bytes]:
    """(document, signed bytes) of a first trust list with these keys; `revoked` was revoked an hour ago."""
    now = timezone.now().replace(microsecond=0)
    entries = [key_entry(one, now - timedelta(days=9)) for one in publics]
    entries = [
        with_status(one, "revoked", now - timedelta(hours=1)) if public is revoked else one
        for one, public in zip(entries, publics, strict=True)
    ]
    document = lists.first(issued=now - timedelta(days=1), expires=now + timedelta(days=30), keys=entries)
    return document, lists.signed(document)


def a_listed_partner(state: str = "ITA") -> Partner:
    """A partner whose keys and ours are on the trust list; its `anchor` is the fingerprint on paper."""
    partner = Partner(state, pinned=False)
    document, content = a_list(partner.keys.public(), partner.us)
    partner.anchor = fingerprint(document)
    take_list(acting_user=an_operator(), content=content, anchor=partner.anchor)
    return partner


def delivered(partner: Partner, way: Way = Way.HTTPS) -> None:
    """The partner's receipts for everything that waits in the outbox."""
    for one in OutboxMessage.objects.exclude(state="delivered").order_by("pk"):
        opened = partner.opened(bytes(one.sealed))
        receipt = sign_receipt(opened, sender=partner.keys, stage="delivered", now=timezone.now(), epoch=1)
        take_receipt(receipt, way=way)


def exchanged(partner: Partner, officer: User, answer: AnswerContents, way: Way = Way.HTTPS) -> OutgoingRequest:
    """A request that was sent, acknowledged, answered and asked back about: two messages each way."""
    row = sent(officer)
    delivered(partner, way)
    told = a_message("acknowledgement", str(row.uid), received_at="2026-03-04T10:00:00+00:00")
    receive(partner.sealed(told, kind="tracing.acknowledgement"), way=way)
    replied = a_message("answer", str(row.uid), **answer_to_json(answer))
    receive(partner.sealed(replied, kind="tracing.answer"), way=way)
    following.ask_clarification(acting_user=officer, request_id=row.pk, text="Which port?")
    delivered(partner, way)
    return row


def unpacked(content: bytes, folder: Path) -> Path:
    """The folder with what was in the zip, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)
    return folder


def told(folders: Path | Sequence[Path], *words: str) -> tuple[list[str], int]:
    """Lines and exit code of the independent program."""
    named = [folders] if isinstance(folders, Path) else folders
    command = [node(), str(ROOT / "tools" / "verify_evidence.mjs"), *map(str, named), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60 + len(named), check=False)
    return done.stdout.splitlines() + done.stderr.splitlines(), done.returncode


def spoilt(folder: Path, pattern: str) -> None:
    """The last character but a few of a file is another one."""
    (file, *_) = sorted(folder.glob(pattern))
    text = file.read_text()
    file.write_text(text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:])


def kept_without(folder: Path, what: str) -> None:
    """The bundle no longer names the receipts (or what else) of the first message that was sent."""
    bundle = json.loads((folder / "bundle.json").read_text())
    bundle["sent"][0][what] = []
    (folder / "bundle.json").write_text(json.dumps(bundle))


def exchanged_names(folder: Path) -> None:
    """The receipt of one message stands beside another."""
    bundle = json.loads((folder / "bundle.json").read_text())
    first, second = bundle["sent"]
    first["receipts"], second["receipts"] = second["receipts"], first["receipts"]
    (folder / "bundle.json").write_text(json.dumps(bundle))
