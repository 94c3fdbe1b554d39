"""A tracing request about an invented weapon, with everything a request can say."""

from __future__ import annotations

import base64
import hashlib
import io
from datetime import date

from PIL import Image

from salwa.domain.tracing import (
    AskedMark,
    AskedPicture,
    AskedWeapon,
    Circumstance,
    Contact,
    EarlierHop,
    IllicitLimb,
    IntendedUse,
    LegalGround,
    Limb,
    Offence,
    PlaceKind,
    Priority,
    RequestContents,
    Restriction,
    Wanted,
)

REQUEST = "5f0c9a52-8d4e-4c1b-9a77-0d8f3f3b2a10"
EARLIER = "0b8a4b0e-5f1d-4a53-8f0e-6c2d9b7a1f22"


def a_picture(name: str = "left.jpg", caption: str = "Left side, mark 12-34") -> AskedPicture:
    """A small JPEG as it travels."""
    out = io.BytesIO()
    Image.new("RGB", (64, 40), (120, 90, 60)).save(out, "JPEG")
    content = out.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    return AskedPicture(name, "image/jpeg", digest, base64.b64encode(content).decode(), caption)


def a_mark(text: str, content: str = "serial", component: str = "receiver", state: str = "present") -> AskedMark:
    """One mark as read."""
    return AskedMark(component, "manufacture", content, text, state)


def full_contents(marks: tuple[AskedMark, ...] | None = None, **other: object) -> RequestContents:
    """A request with every item of ITI 15 and 17."""
    known: dict[str, object] = {
        "case_reference": "2026-03/117-B",
        "circumstance": Circumstance.SEIZED,
        "illicit": (Limb(IllicitLimb.UNDER_NATIONAL_LAW, "Arms Act, section 12 (3)"),
                    Limb(IllicitLimb.TRANSFERRED_WITHOUT_LICENCE, "No import licence, Order 44/2011")),
        "circumstances": "Found in a lorry at kilometre 12-14 of the northern road.",
        "day": date(2026, 3, 4),
        "place": "Zenda, northern road",
        "place_kind": PlaceKind.LAND_BORDER,
        "ground": LegalGround.TRAFFICKING,
        "offences": (Offence.FIREARMS_TRAFFICKING, Offence.TERRORISM),
        "weapon": AskedWeapon(
            type_text="assault rifle", maker_text="Zastava Arms", model_text="M70 AB2", calibre_text="7.62x39",
            country_text="Yugoslavia", country_code="SRB", import_country_text="ALD", import_country_code="",
            year="1984", build="factory", description="Folding stock; wooden fore-end",
        ),
        "marks": marks if marks is not None else (
            a_mark("12-34-56"), a_mark("-77-91", component="bolt"), a_mark("ALD 09", "import_mark"),
            a_mark("ZCZ", "maker_stamp"), a_mark("", component="barrel", state="erased"),
        ),
        "pictures": (a_picture(),),
        "purposes": (IntendedUse.INVESTIGATION, IntendedUse.PREVENTION),
        "use_text": "Inquiry 8/2026 of the prosecutor.",
        "confidentiality": True,
        "restrictions": tuple(Restriction),
        "priority": Priority.URGENT,
        "urgent_because": "The suspect is held until 2026-04-01.",
        "wanted": tuple(Wanted),
        "contact": Contact("National point of contact", "Duty officer", "npc@ruritania.example", "+999 20 55-17"),
        "earlier": (EarlierHop("KEN", EARLIER, "Exported to Ruritania in 2009, licence EX-09/114"),),
    }  # fmt: skip
    return RequestContents(**(known | other))  # type: ignore[arg-type]
