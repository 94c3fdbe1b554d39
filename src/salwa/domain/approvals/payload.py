"""The facts of a request: complete, frozen by a fingerprint, compared with how things stand when it is decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from salwa.domain.approvals.kinds import ApprovalKind, Payload, Words
from salwa.domain.approvals.table import KINDS
from salwa.domain.languages import Sentence

LONGEST_TEXT = 300


def checked_payload(kind: ApprovalKind, payload: Payload) -> dict[str, str | int | bool]:
    """The payload as kept; raises `ValueError`, the caller's fault, unless it holds exactly the facts of the kind."""
    wanted = set(KINDS[kind].facts)
    if set(payload) != wanted:
        raise ValueError(f"A request of the kind {kind.value} has the facts {sorted(wanted)}, not {sorted(payload)}.")
    for name, value in payload.items():
        if not isinstance(value, (str, int)) or (isinstance(value, str) and len(value) > LONGEST_TEXT):
            raise ValueError(f"The fact {name} is neither a short text nor a whole number nor yes or no.")
    words_of(kind, payload)
    return dict(payload)


def fingerprint_of(kind: ApprovalKind, object_id: str, payload: Payload) -> str:
    """SHA-256 over kind, object and every fact: whoever approves says which fingerprint was on the page."""
    document = {"kind": kind.value, "object": object_id, "payload": dict(payload)}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def words_of(kind: ApprovalKind, payload: Payload) -> Words:
    """The words for this request; raises `ValueError` for a value that the kind has no words for."""
    rule = KINDS[kind]
    variant = str(payload[rule.varies_by]) if rule.varies_by else ""
    if variant not in rule.words:
        raise ValueError(f"The kind {kind.value} has no words for {rule.varies_by} {variant!r}.")
    return rule.words[variant]


def what_happens(
    kind: ApprovalKind, payload: Payload, names: Mapping[str, str]
) -> tuple[Sentence, tuple[Sentence, ...]]:
    """(heading, what will happen when it is approved), blanks filled from the facts and from `names`."""
    words = words_of(kind, payload)
    values = {**payload, **names}
    return Sentence(words.heading, values), tuple(Sentence(template, values) for template in words.happens)


def facts_told(kind: ApprovalKind, payload: Payload) -> tuple[Sentence, ...]:
    """The facts as they stood when it was asked, one sentence each."""
    told = []
    for name, fact in KINDS[kind].facts.items():
        value = payload[name]
        template = fact.told if isinstance(fact.told, str) else fact.told.get(str(value), "")
        if template:
            told.append(Sentence(template, {"value": value}))
    return tuple(told)


def changes(kind: ApprovalKind, asked: Payload, now: Payload, names: Mapping[str, str]) -> tuple[Sentence, ...]:
    """What is no longer as it was when this was asked, one sentence per fact; empty when everything still is."""
    return tuple(
        Sentence(fact.changed, {**names, "asked": asked[name], "now": now.get(name, "?")})
        for name, fact in KINDS[kind].facts.items()
        if now.get(name) != asked[name]
    )
