"""The evidence of an exchange about one request, in one file that is checked without Salwa and without a network.

tools/verify_evidence.mjs checks it (docs/protocol/evidence.md). What this installation sent stays sealed: it keeps no
key that opens it. What it received is there as the sender signed it.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.conf import settings
from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.tracing_requests.papers import RequestFile
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import no_such_request
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import InboxMessage, OutboxMessage, OwnKey, PeerKey, TrustListVersion
from salwa.storage.register.models import IncomingRequest, OutgoingRequest

FORMAT, VERSION = "salwa-evidence", 1
# Members of a zip bear no time: the same evidence is the same file.
NO_TIME = (1980, 1, 1, 0, 0, 0)
NO_MESSAGES = message("Nothing about this request went between installations; its papers are the evidence.")


def evidence_file(*, acting_user: User, number: int, incoming: bool = False) -> RequestFile:
    """All messages about a request, own or (`incoming`) of another State, with receipts, keys and trust lists, as zip.

    Making it is written into the audit log. Raises `NotPermitted`, `NotFound`, `Refusal` (`no_messages`).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        model = IncomingRequest if incoming else OutgoingRequest
        row = model.objects.filter(pk=number).first()
        if row is None:
            raise no_such_request()
        members = _members(row, row.from_state if isinstance(row, IncomingRequest) else row.to_state)
        write_entry(
            acting_user=acting_user, action="tracing.paper_made", object_id=row.pk,
            object_kind="incoming_request" if incoming else "tracing_request", details={"kind": "evidence"},
        )  # fmt: skip
    return RequestFile(f"evidence-{row.uid}.zip", "application/zip", _packed(members))


def _members(row: OutgoingRequest | IncomingRequest, partner: str) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    sent = [
        _sent(one, members) for one in OutboxMessage.objects.filter(about=str(row.uid), to_state=partner).order_by("pk")
    ]
    uids = {uid for uid in [getattr(row, "message", ""), *row.steps.values_list("message", flat=True)] if uid}
    received = [
        _received(one, members)
        for one in InboxMessage.objects.filter(from_state=partner, uid__in=uids).order_by("pk")
    ]  # fmt: skip
    if not (sent or received):
        raise Refusal("no_messages", Sentence(NO_MESSAGES))
    for one in TrustListVersion.objects.order_by("era", "version"):
        members[f"trust/{one.era:04}-{one.version:06}.json"] = bytes(one.content)
    told = {
        "format": FORMAT, "version": VERSION, "request": str(row.uid), "state": settings.SALWA["state"],
        "partner": partner, "sent": sent, "received": received, "keys": _keys(partner),
    }  # fmt: skip
    return {"bundle.json": (json.dumps(told, indent=1) + "\n").encode(), **members}


def _sent(row: OutboxMessage, members: dict[str, bytes]) -> dict[str, Any]:
    members[f"{row.uid}.sealed"] = bytes(row.sealed)
    receipts = []
    for one in row.stages.exclude(receipt=None).order_by("pk"):
        name = f"{row.uid}.{one.stage}.{one.pk}.receipt"
        members[name] = bytes(one.receipt or b"")
        receipts.append(name)
    return {"uid": row.uid, "kind": row.kind, "sealed": f"{row.uid}.sealed", "state": row.state, "receipts": receipts}


def _received(row: InboxMessage, members: dict[str, bytes]) -> dict[str, Any]:
    names = {"sealed": f"{row.uid}.sealed", "signed": f"{row.uid}.signed", "receipt": f"{row.uid}.own.receipt"}
    parts = (bytes(row.sealed), row.jws.encode(), bytes(row.receipt))
    members.update(zip(names.values(), parts, strict=True))
    return {"uid": row.uid, "kind": row.kind, "at": row.received_at.isoformat(timespec="seconds"), **names}


def _keys(partner: str) -> list[dict[str, Any]]:
    """Public keys of both sides, as far as they were ever believed. Whoever checks believes none for standing here."""
    theirs = PeerKey.objects.filter(peer__state=partner, source="pin").exclude(standing__in=["proposed", "dropped"])
    keys = [(one.public, one.since, one.retired_at, one.revoked_at) for one in theirs.order_by("pk")]
    keys += [(one.public, one.made_at, one.retired_at, None) for one in OwnKey.objects.order_by("pk")]
    found = []
    for public, *when in keys:
        told = zip(("since", "retired", "revoked"), when, strict=True)
        found.append({"public": public} | {name: one.isoformat(timespec="seconds") for name, one in told if one})
    return found


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(members):
            packed.writestr(zipfile.ZipInfo(name, NO_TIME), members[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
