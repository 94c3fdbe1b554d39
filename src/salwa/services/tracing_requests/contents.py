"""What a request says, drawn up from the case: marks as read, circumstances, why the weapon is illicit (ITI 17)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from salwa.domain.custody.days import written_day
from salwa.domain.tracing import (
    AnswerContents,
    AskedMark,
    AskedPicture,
    AskedWeapon,
    Circumstance,
    Contact,
    EarlierHop,
    IllicitLimb,
    LegalGround,
    Limb,
    Offence,
    PlaceKind,
    RequestContents,
    Restriction,
    Step,
    Wanted,
    answer_from_json,
    request_from_json,
)
from salwa.domain.tracing.import_marks import country_on_marks
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.directory.offices import tracing_office
from salwa.services.directory.permissions import may_read_contacts
from salwa.services.reference.knowledge import tracing_knowledge
from salwa.services.tracing.registered import marks_of
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import OutgoingRequest, TracingCase, Weapon

# Pictures travel in their small version; whoever needs more asks for it.
MOST_PICTURES = 4
LARGEST_PICTURE = 280_000
LONGEST_QUOTE = 2_000
# What MOSAIC 05.31 lets a requesting State ask for, as far as it helps wherever the weapon went; the desk may untick.
ASKED_FIRST = (Wanted.TRANSFERS, Wanted.LAST_LAWFUL_RECORD, Wanted.LOSS_OR_THEFT)
# What the next request of a case takes over from the one before.
CARRIED = (
    "purposes", "use_text", "confidentiality", "cannot_because", "restrictions", "wanted", "priority", "urgent_because",
)  # fmt: skip


def contents_of_case(case: TracingCase, user: User, follows: OutgoingRequest | None = None) -> RequestContents:
    """The request as far as the case tells it; the officer completes intended use and undertakings."""
    incident = case.seized.incident
    counted = incident.classifications.order_by("-version").first()
    assert counted is not None  # an incident is recorded with its first classification
    weapon = case.seized.weapon
    return RequestContents(
        case_reference=case.number,
        circumstance=Circumstance(counted.circumstance),
        illicit=tuple(Limb(IllicitLimb(one), text) for one, text in sorted(counted.limbs.items())),
        circumstances=incident.circumstances,
        day=incident.day,
        precision=incident.precision,
        place=incident.place,
        place_kind=PlaceKind(counted.place_kind),
        ground=LegalGround(counted.ground),
        offences=tuple(map(Offence, counted.offences)),
        weapon=asked_weapon(weapon, marks_of(weapon)),
        marks=marks_of(weapon),
        pictures=pictures_of(weapon),
        # Whoever cannot keep a limit says so when it asks (ITI 15): the desk takes the tick away and writes why.
        restrictions=tuple(Restriction),
        wanted=ASKED_FIRST,
        contact=_contact(user),
        earlier=earlier_of(follows),
    )


def carried_over(contents: RequestContents, case: TracingCase) -> RequestContents:
    """The contents with what the desk chose in the newest request of the case: use, undertakings, limits, contact.

    A proposal: the next request of one case seldom differs in these, and a person looks at them before it is sent.
    """
    before = request_before(case)
    if before is None:
        return contents
    chosen = request_from_json(before.contents)
    # A number that the desk gave as read in part is told to the next State in the same way.
    partly = {replace(one, state="present") for one in chosen.marks if one.state == "partial"}
    marks = tuple(replace(one, state="partial") if one in partly else one for one in contents.marks)
    contact = replace(
        chosen.contact, email=chosen.contact.email or contents.contact.email,
        telephone=chosen.contact.telephone or contents.contact.telephone,
    )  # fmt: skip
    return replace(contents, contact=contact, marks=marks, **{name: getattr(chosen, name) for name in CARRIED})


def request_before(case: TracingCase, below: int | None = None) -> OutgoingRequest | None:
    """The newest request of a case (older than number `below`) in which a use was chosen; None without one."""
    rows = case.requests.order_by("-pk")
    rows = rows if below is None else rows.filter(pk__lt=below)
    return next((one for one in rows if one.contents["use"]["purposes"]), None)


def asked_weapon(weapon: Weapon, marks: Sequence[AskedMark]) -> AskedWeapon:
    """The weapon of a request from its record: every text as typed, every code as read.

    Where nobody wrote the country of import down, it is the one the import mark names, and is said to be read from it.
    """
    told = _told_weapon(weapon)
    read = "" if told.import_country_text or told.import_country_code else country_on_marks(marks, tracing_knowledge())
    return replace(told, import_country_code=read, import_country_from="mark") if read else told


def _told_weapon(weapon: Weapon) -> AskedWeapon:
    return AskedWeapon(
        kind=weapon.kind, type_text=weapon.type_text, type_code=weapon.type_code, maker_text=weapon.maker_text,
        maker_code=weapon.maker_code, model_text=weapon.model_text, model_code=weapon.model_code,
        calibre_text=weapon.calibre_text, calibre_code=weapon.calibre_code, country_text=weapon.country_text,
        country_code=weapon.country_code, import_country_text=weapon.import_country_text,
        import_country_code=weapon.import_country_code,
        year=str(weapon.year) if weapon.year and weapon.year_origin != "serial" else "", build=weapon.build,
    )  # fmt: skip


def pictures_of(weapon: Weapon) -> tuple[AskedPicture, ...]:
    """Up to four pictures, small; they were re-encoded without metadata when they were added."""
    found: list[AskedPicture] = []
    for row in weapon.pictures.order_by("pk")[:MOST_PICTURES]:
        path = (Path(settings.MEDIA_ROOT) / row.file).with_suffix(".small.jpg")
        data = path.read_bytes() if path.is_file() else b""
        if 0 < len(data) <= LARGEST_PICTURE:
            found.append(_picture(len(found) + 1, data, row.caption))
    return tuple(found)


def earlier_of(request: OutgoingRequest | None) -> tuple[EarlierHop, ...]:
    """What States answered before and what led to this request, the newest last: every statement with its day, licence
    and consignee, under the limits on use that State set.

    A State that wants nothing passed on without its consent (ITI 15 c) is left out altogether: even that it was asked
    is its own to tell.
    """
    hops: list[EarlierHop] = []
    while request is not None:
        told = answer_of(request)
        if told is not None and Restriction.NO_ONWARD_RELEASE not in told.restrictions:
            hops.append(
                EarlierHop(
                    request.to_state, str(request.uid), _in_short(told), told.registered, told.statements,
                    told.restrictions, told.limits_text,
                )
            )  # fmt: skip
        request = request.follows
    return tuple(reversed(hops))


def kept_back(request: OutgoingRequest | None) -> tuple[str, ...]:
    """The States whose answers led to this request and are not told to the next one (ITI 15 c), the newest last."""
    found: list[str] = []
    while request is not None:
        told = answer_of(request)
        if told is not None and Restriction.NO_ONWARD_RELEASE in told.restrictions:
            found.append(request.to_state)
        request = request.follows
    return tuple(reversed(found))


def answer_of(request: OutgoingRequest) -> AnswerContents | None:
    """The newest answer to an own request; None while there is none."""
    steps = request.steps.filter(step__in=[Step.ANSWERED.value, Step.CLARIFIED.value])
    step = steps.order_by("-pk").first()
    return None if step is None else answer_from_json(step.body)


def _in_short(answer: AnswerContents) -> str:
    lines = [
        " ".join(
            filter(
                None,
                [
                    written_day(one.day, one.precision),
                    one.kind.value,
                    one.state,
                    one.document,
                    one.consignee,
                    one.place,
                    one.text,
                ],
            )
        )
        for one in answer.statements
    ]
    return "; ".join(lines)[:LONGEST_QUOTE]


def _picture(number: int, data: bytes, caption: str) -> AskedPicture:
    return AskedPicture(
        name=f"{number}.jpg", media_type="image/jpeg", sha256=hashlib.sha256(data).hexdigest(),
        content=base64.b64encode(data).decode(), caption=caption,
    )  # fmt: skip


def _contact(user: User) -> Contact:
    number = unit_for_new_records(user, "tracing.work")
    unit = None if number is None else Organisation.objects.filter(pk=number).first()
    # The role address that the own State has given for tracing: no request leaves without one that is known.
    known = (
        tracing_office(acting_user=user, state=str(settings.SALWA["state"]))[0]
        if may_read_contacts(user)
        else Contact()
    )
    return replace(known, office=unit.name if unit else known.office)
