"""End-user certificates (PoA II.12): recorded element by element, their authenticity checked step by step, scanned."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.holders import folded_name
from salwa.domain.languages import Sentence, message
from salwa.domain.licences.certificates import Certificate, DealBeside, misfits, missing
from salwa.domain.licences.deals import same_name
from salwa.domain.licences.vocabulary import CheckResult, PartyRole, StepKind
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.licences.applying import note_change
from salwa.services.licences.permissions import check_may_prepare_licence, check_may_see_licences
from salwa.services.licences.scans import keep_scan
from salwa.services.licences.steps import check_day, check_may_follow, found_licence, locked_licence, standing_now
from salwa.services.licences.values import CertificateShown, CheckEntry, CheckShown, ScanShown
from salwa.services.licences.words import names_of
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    CertificateCheck,
    CertificateScan,
    EndUserCertificate,
    Licence,
    LicenceItem,
)

NO_CERTIFICATE = message("No end-user certificate is recorded yet.")
RECORD_FIRST = message("Record what the certificate says first.")
NO_SUCH_SCAN = message("There is no such scan, or you may not see it.")
SAY_HOW = message("Say how authenticity was checked.")
FOR_EXAMPLE = message("For example: the embassy was called on a number found elsewhere, not on the certificate.")
ELEMENTS = tuple(one.name for one in fields(Certificate))
LENGTHS = {
    "contract_reference": 200, "exporter": 300, "end_user": 300, "end_user_position": 300, "certified_by": 300,
}  # fmt: skip


def record_certificate(
    *, acting_user: User, licence_id: int, certificate: Certificate, number: str = "", same_paper: bool = False
) -> int:
    """Record what a certificate says; the one recorded before stays readable. Returns its id.

    `same_paper`: the same certificate read again, so that its checks and scans still count. It may be incomplete: what
    is missing is said in words and must be there before granting. Raises `NotPermitted`, `NotFound`, `Refusal`.
    """
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        check_may_follow(licence, standing_now(licence), StepKind.CHANGED)
        before = certificate_of(licence)
        values = {
            name: value.strip()[: LENGTHS.get(name, 2_000)] if isinstance(value, str) else value
            for name, value in asdict(certificate).items()
        }
        row = EndUserCertificate.objects.create(
            licence=licence, number=number.strip()[:100], recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
            same_paper_as=before if same_paper else None, **values,
        )  # fmt: skip
        note_change(acting_user, licence, {"part": "certificate", "certificate": row.pk})
        write_entry(
            acting_user=acting_user,
            action="licences.certificate_recorded",
            object_kind="licence",
            object_id=licence.pk,
            details={"certificate": row.pk, "missing": len(missing(certificate))},
        )
    return row.pk


def check_certificate(*, acting_user: User, licence_id: int, check: CheckEntry) -> int:
    """Record a step to find out whether the certificate is authentic; also after granting. Returns its id.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`no_certificate`, `how_not_said`, `in_the_future`).
    """
    check_may_prepare_licence(acting_user)
    check_day(check.day)
    if not check.how.strip():
        raise Refusal("how_not_said", Sentence(SAY_HOW), remedy=Sentence(FOR_EXAMPLE), where={"field": "how"})
    with transaction.atomic():
        licence = locked_licence(licence_id)
        row = CertificateCheck.objects.create(
            certificate=_certificate_or_refusal(licence), how=check.how.strip()[:2_000],
            with_whom=check.with_whom.strip()[:2_000], day=check.day, result=CheckResult(check.result).value,
            recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
        )  # fmt: skip
        if standing_now(licence).may_follow(StepKind.CHANGED, timezone.localdate(), licence.valid_until):
            note_change(acting_user, licence, {"part": "certificate", "check": row.pk})
        write_entry(
            acting_user=acting_user,
            action="licences.certificate_checked",
            object_kind="licence",
            object_id=licence.pk,
            details={"check": row.pk, "result": row.result},
        )
    return row.pk


def add_scan(*, acting_user: User, licence_id: int, stream: BinaryIO) -> int:
    """Keep a scan of the certificate; returns its id. Raises as `check_certificate` and `scans.keep_scan`."""
    check_may_prepare_licence(acting_user)
    certificate = _certificate_or_refusal(found_licence(licence_id))
    kept = keep_scan(stream)
    with transaction.atomic():
        row = CertificateScan.objects.create(
            certificate=certificate, file=kept.file, kind=kept.kind, sha256=kept.sha256, size=kept.size,
            added_at=timezone.now(), added_by_id=acting_user.pk,
        )  # fmt: skip
        write_entry(
            acting_user=acting_user,
            action="licences.scan_added",
            object_kind="licence",
            object_id=licence_id,
            details={"scan": row.pk, "kind": kept.kind, "sha256": kept.sha256},
        )
    return row.pk


def scan_file(*, acting_user: User, scan_id: int) -> tuple[Path, str]:
    """Path and kind of a scan. In order: permit, find, audit. Raises `NotPermitted` and `NotFound`."""
    check_may_see_licences(acting_user)
    scan = CertificateScan.objects.select_related("certificate").filter(pk=scan_id).first()
    if scan is None:
        raise NotFound("no_such_scan", Sentence(NO_SUCH_SCAN))
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="licences.scan_opened",
            object_kind="licence",
            object_id=scan.certificate.licence_id,
            details={"scan": scan.pk},
        )
    return Path(settings.MEDIA_ROOT) / scan.file, scan.kind


def certificate_of(licence: Licence) -> EndUserCertificate | None:
    """The certificate that counts: the last one recorded."""
    return EndUserCertificate.objects.filter(licence=licence).order_by("-pk").first()


def content_of(row: EndUserCertificate) -> Certificate:
    """A recorded certificate as the rules see it."""
    return Certificate(**{name: getattr(row, name) for name in ELEMENTS})


def papers_of(row: EndUserCertificate) -> list[int]:
    """Every reading of the same paper, this one among them: checks and scans of each of them count."""
    found = [row.pk]
    while row.same_paper_as is not None:
        row = row.same_paper_as
        found.append(row.pk)
    return found


def checks_of(row: EndUserCertificate) -> list[CertificateCheck]:
    """The authenticity steps of this paper, in the order of their days."""
    return list(CertificateCheck.objects.filter(certificate__in=papers_of(row)).order_by("day", "pk"))


def certificate_shown(licence: Licence) -> CertificateShown | None:
    """The certificate with what it lacks, what does not fit the deal, its checks and scans."""
    row = certificate_of(licence)
    if row is None:
        return None
    content = content_of(row)
    people = dict(User.objects.values_list("pk", "full_name"))
    scans = CertificateScan.objects.filter(certificate__in=papers_of(row)).order_by("pk")
    return CertificateShown(
        id=row.pk,
        number=row.number,
        content=content,
        destination_name=name_of("country", row.destination) if row.destination else "",
        missing=missing(content),
        misfits=misfits_of(licence, content),
        checks=tuple(
            CheckShown(one.how, one.with_whom, one.day, one.result, people.get(one.recorded_by_id, ""))
            for one in checks_of(row)
        ),
        scans=tuple(ScanShown(one.pk, one.kind, one.size, one.sha256, one.added_at) for one in scans),
        earlier=EndUserCertificate.objects.filter(licence=licence).count() - 1,
    )


def misfits_of(licence: Licence, content: Certificate) -> tuple[Sentence, ...]:
    """What the certificate says otherwise than the application."""
    items = LicenceItem.objects.filter(licence=licence, ended_at=None).values_list("quantity", flat=True)
    countries = {code: name_of("country", code) for code in (content.destination, licence.destination) if code}
    end_users = tuple(name for role, name in names_of(licence) if role == PartyRole.END_USER.value)
    deal = DealBeside(licence.destination, countries, sum(items), end_users, timezone.localdate())
    return misfits(content, deal, lambda one, other: same_name(folded_name(one), folded_name(other)))


def _certificate_or_refusal(licence: Licence) -> EndUserCertificate:
    row = certificate_of(licence)
    if row is None:
        raise Refusal("no_certificate", Sentence(NO_CERTIFICATE), remedy=Sentence(RECORD_FIRST))
    return row
