"""What the doors give to and get from the services about authorisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from salwa.domain.languages import Sentence
from salwa.domain.licences.certificates import Certificate, Missing
from salwa.domain.licences.completeness import Lack
from salwa.services.holders.values import HolderLine


@dataclass(frozen=True, slots=True)
class DealEntry:
    """The deal as typed: countries as ISO 3166 alpha-3 codes, days, use, contract, a broker's registration."""

    origin: str = ""
    destination: str = ""
    transit: tuple[str, ...] = ()
    end_use: str = ""
    contract: str = ""
    conditions: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    broker_registration: str = ""
    broker_registered_until: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationEntry:
    """A new application. Without a `number` one is given; `uid` makes sending twice safe."""

    kind: str
    applicant: int
    applied_on: date
    number: str = ""
    uid: str = ""
    deal: DealEntry = field(default_factory=DealEntry)


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """Somebody who takes part: a holder of the register by its number, or a name as typed."""

    role: str
    holder: int | None = None
    name: str = ""
    country: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One line of the goods as typed. `value` in `currency` (ISO 4217), None when not known."""

    type: str
    quantity: int
    description: str = ""
    calibre: str = ""
    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """A step to find out whether a certificate is authentic."""

    how: str
    with_whom: str
    day: date
    result: str


@dataclass(frozen=True, slots=True)
class UseEntry:
    """A use: which weapons of the list left, came or were made (None: all not used yet), and pieces not listed.

    `pieces` maps items to numbers of pieces that are not registered one by one (ammunition, a delivery before its
    serials are known). `despite`: also weapons whose records say they are lost, stolen, abroad or destroyed.
    """

    uid: str
    day: date
    weapons: tuple[int, ...] | None = None
    pieces: Mapping[int, int] = field(default_factory=dict)
    place: str = ""
    note: str = ""
    despite: bool = False


@dataclass(frozen=True, slots=True)
class UseDone:
    """What a use did: its step, weapons with an entry, pieces in all; `again`: it had been recorded before."""

    step: int
    weapons: int
    pieces: int
    again: bool


@dataclass(frozen=True, slots=True)
class DeliveryEntry:
    """What is known of the arrival: the day, pieces that arrived (None: nobody said), who says so, on what paper."""

    day: date
    arrived: int | None
    confirmed_by: str
    document: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """One authorisation of a list. `state` is the one shown today, expiry included."""

    id: int
    number: str
    kind: str
    state: str
    applicant: HolderLine
    destination: str
    destination_name: str
    valid_until: date | None
    pieces: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class LicenceList:
    """A page of a list; `following` is the id to go on after, None on the last page."""

    lines: tuple[LicenceLine, ...]
    following: int | None


@dataclass(frozen=True, slots=True)
class PartyShown:
    """Somebody who takes part, with the holder where one was chosen."""

    id: int
    role: str
    name: str
    holder: HolderLine | None
    country: str
    country_name: str
    address: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One line of the goods: what it is, how many are allowed, listed, used and left."""

    id: int
    type_text: str
    type_code: str
    type_name: str
    description: str
    calibre_text: str
    calibre_name: str
    quantity: int
    value: Decimal | None
    currency: str
    listed: int
    used: int
    left: int


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step. `open_to_undo`: a use that nobody has taken back."""

    number: int
    kind: str
    day: date
    reason: str
    details: Mapping[str, object]
    recorded_at: datetime
    recorded_by: str
    undone: bool
    open_to_undo: bool
    findings: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """One question about risks in the reader's language, with the answer that counts now (empty: none)."""

    code: str
    text: str
    hint: str
    paragraphs: tuple[str, ...]
    answer: str
    grounds: str
    risky: bool
    blocks: bool


@dataclass(frozen=True, slots=True)
class CheckShown:
    """One step to check the certificate."""

    how: str
    with_whom: str
    day: date
    result: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ScanShown:
    """A scan of the certificate: a picture, or a PDF that is only handed out as a file."""

    id: int
    kind: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class CertificateShown:
    """The certificate that counts now, what it lacks, what does not fit the deal, its checks and scans."""

    id: int
    number: str
    content: Certificate
    destination_name: str
    missing: tuple[Missing, ...]
    misfits: tuple[Sentence, ...]
    checks: tuple[CheckShown, ...]
    scans: tuple[ScanShown, ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class RefusedDeal:
    """A refused deal that is like the one applied for, and why; or one of the refusals searched."""

    line: LicenceLine
    refused_on: date
    reason: str
    likeness: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class OriginalExporter:
    """A State that once exported weapons of this deal to us, and has to be told of the re-export (PoA II.13)."""

    state: str
    state_name: str
    exporters: tuple[str, ...]
    documents: tuple[str, ...]
    weapons: int
    notified_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class LicencePage:
    """Everything the page of an authorisation shows, as of today."""

    line: LicenceLine
    version: int
    origin: str
    origin_name: str
    transit: tuple[tuple[str, str], ...]
    end_use: str
    contract: str
    conditions: str
    valid_from: date | None
    broker_registration: str
    broker_registered_until: date | None
    parties: tuple[PartyShown, ...]
    items: tuple[ItemShown, ...]
    questions: tuple[QuestionShown, ...]
    certificate: CertificateShown | None
    certificate_needed: bool
    lacks: tuple[Lack, ...]
    warnings: tuple[Sentence, ...]
    refused: tuple[RefusedDeal, ...]
    exporters: tuple[OriginalExporter, ...]
    steps: tuple[StepShown, ...]
    amendment: StepShown | None
    may: frozenset[str]
    prepared_by_me: bool
