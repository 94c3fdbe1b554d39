"""End-user certificates (PoA II.12): the ten elements, what is missing, and what does not fit the deal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.vocabulary import Element


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an end-user certificate says, as typed. Empty means that nobody wrote it down.

    `signed` and `certified` are yes, no or not_known. `no_other_parties` and `nothing_else`: the certificate was read
    and names none; an empty field alone does not say that.
    """

    description: str = ""
    quantity: int | None = None
    characteristics: str = ""
    contract_reference: str = ""
    contract_date: date | None = None
    destination: str = ""
    end_use: str = ""
    exporter: str = ""
    exporter_address: str = ""
    end_user: str = ""
    end_user_position: str = ""
    end_user_address: str = ""
    signed: str = "not_known"
    other_parties: str = ""
    no_other_parties: bool = False
    certified_by: str = ""
    certified: str = "not_known"
    issued_on: date | None = None
    other: str = ""
    nothing_else: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing an element lacks, in words, and the field where it belongs."""

    element: Element
    field: str
    sentence: Sentence


Check = Callable[[Certificate], bool]
# Element, field, whether it is missing, the sentence; in the order of the report's question.
NEEDED: tuple[tuple[Element, str, Check, str], ...] = (
    (
        Element.DESCRIPTION,
        "description",
        lambda c: not c.description.strip(),
        message("The certificate does not say which type of weapon it is for."),
    ),
    (Element.DESCRIPTION, "quantity", lambda c: not c.quantity, message("The certificate names no quantity.")),
    (
        Element.DESCRIPTION,
        "characteristics",
        lambda c: not c.characteristics.strip(),
        message("The certificate does not describe the weapons: model, calibre or other characteristics."),
    ),
    (
        Element.CONTRACT,
        "contract_reference",
        lambda c: not c.contract_reference.strip(),
        message("The number of the contract or order is missing."),
    ),
    (
        Element.CONTRACT,
        "contract_date",
        lambda c: c.contract_date is None,
        message("The date of the contract or order is missing."),
    ),
    (
        Element.DESTINATION,
        "destination",
        lambda c: not c.destination,
        message("The country of final destination is missing."),
    ),
    (
        Element.END_USE,
        "end_use",
        lambda c: not c.end_use.strip(),
        message("The certificate does not say what the weapons will be used for."),
    ),
    (Element.EXPORTER, "exporter", lambda c: not c.exporter.strip(), message("The name of the exporter is missing.")),
    (
        Element.EXPORTER,
        "exporter_address",
        lambda c: not c.exporter_address.strip(),
        message("The address of the exporter is missing."),
    ),
    (Element.END_USER, "end_user", lambda c: not c.end_user.strip(), message("The name of the end user is missing.")),
    (
        Element.END_USER,
        "end_user_position",
        lambda c: not c.end_user_position.strip(),
        message("The position of the person who signed for the end user is missing."),
    ),
    (
        Element.END_USER,
        "end_user_address",
        lambda c: not c.end_user_address.strip(),
        message("The address of the end user is missing."),
    ),
    (
        Element.END_USER,
        "signed",
        lambda c: c.signed != "yes",
        message("Nobody has recorded that the certificate bears the end user's original signature."),
    ),
    (
        Element.OTHER_PARTIES,
        "other_parties",
        lambda c: not c.other_parties.strip() and not c.no_other_parties,
        message("The other parties are not named, and nobody has recorded that there are none."),
    ),
    (
        Element.CERTIFICATION,
        "certified",
        lambda c: c.certified != "yes",
        message("Nobody has recorded that the government of the end user certified who the end user is."),
    ),
    (
        Element.CERTIFICATION,
        "certified_by",
        lambda c: not c.certified_by.strip(),
        message("The authority that certified the end user is not named."),
    ),
    (Element.DATE_OF_ISSUE, "issued_on", lambda c: c.issued_on is None, message("The date of issue is missing.")),
    (
        Element.OTHER,
        "other",
        lambda c: not c.other.strip() and not c.nothing_else,
        message(
            "Nobody has recorded what else the certificate says, for example an undertaking not to re-export without "
            "agreement, or that it says nothing else."
        ),
    ),
)
OTHER_DESTINATION = message("The certificate is for {certificate}, the application for {application}.")
TOO_MANY = message("The certificate covers {certificate} pieces, the application asks for {application}.")
OTHER_END_USER = message("The certificate names the end user {certificate}, the application {application}.")
ISSUED_BEFORE_CONTRACT = message("The certificate was issued on {issued}, before the contract of {contract}.")
ISSUED_LATER = message("The date of issue, {issued}, lies in the future.")


def missing(certificate: Certificate) -> tuple[Missing, ...]:
    """What each of the ten elements lacks, in the order of the elements; empty when the certificate is complete."""
    return tuple(
        Missing(element, field, Sentence(sentence)) for element, field, lacks, sentence in NEEDED if lacks(certificate)
    )


@dataclass(frozen=True, slots=True)
class DealBeside:
    """What a certificate is compared with: the deal's destination (and its name), pieces, end users, and the day."""

    destination: str
    names: dict[str, str]
    pieces: int
    end_users: tuple[str, ...]
    today: date


def misfits(certificate: Certificate, deal: DealBeside, same: Callable[[str, str], bool]) -> tuple[Sentence, ...]:
    """What the certificate says otherwise than the application. `same` judges whether two names are one."""
    found: list[Sentence] = []
    there, here = certificate.destination, deal.destination
    if there and here and there != here:
        values = {"certificate": deal.names.get(there, there), "application": deal.names.get(here, here)}
        found.append(Sentence(OTHER_DESTINATION, values))
    if certificate.quantity and deal.pieces > certificate.quantity:
        found.append(Sentence(TOO_MANY, {"certificate": certificate.quantity, "application": deal.pieces}))
    named = certificate.end_user.strip()
    if named and deal.end_users and not any(same(named, one) for one in deal.end_users):
        found.append(Sentence(OTHER_END_USER, {"certificate": named, "application": deal.end_users[0]}))
    issued, contract = certificate.issued_on, certificate.contract_date
    if issued and contract and issued < contract:
        values = {"issued": issued.isoformat(), "contract": contract.isoformat()}
        found.append(Sentence(ISSUED_BEFORE_CONTRACT, values))
    if issued and issued > deal.today:
        found.append(Sentence(ISSUED_LATER, {"issued": issued.isoformat()}))
    return tuple(found)
