"""What is sent to an address so that whoever may do something there does it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from salwa.domain.directory import ContactKind, Declaration
from salwa.services.directory.public import public_key, signed_public_edition
from salwa.services.directory.signing import sign_declaration
from salwa.services.envelopes import make_keys
from salwa.services.exchange.sealing import fingerprint_of
from salwa.storage.exchange.models import InboxMessage
from salwa.storage.register.models import MarkingProfile, Weapon
from tests.assurance.authorisation.world_papers import PDF
from tests.assurance.authorisation.world_stock import a_jpeg
from tests.builders.directory import details

Body = Callable[[Mapping[str, Any]], dict[str, Any] | bytes]
TODAY = timezone.localdate().isoformat()
SHEET = b"serial,maker\nAB 123,Zastava\n"


def form_for(address: str, values: Mapping[str, Any]) -> dict[str, Any] | bytes:
    """The form of an address for a thing; empty where none is needed."""
    make = FORMS.get(address)
    return make(values) if make else {}


def _picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.jpg", a_jpeg().read(), "image/jpeg")


def _version(values: Mapping[str, Any]) -> int:
    return Weapon.objects.get(pk=values["number"]).custody.version


def _mark(values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "content": "serial", "component": "barrel", "occasion": "manufacture", "state": "present", "text": "NEW 1",
        "version": _version(values), "uid": str(uuid4()), **more,
    }  # fmt: skip


def _decision(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"decision": "refuse", "reason": "no need"}


def _reason(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"reason": "for a reason"}


def _struck(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"uid": str(uuid4()), "text": "AB 77", "component": "frame", "method": "dot_peen", "day": TODAY}


def _keys_of_another_state() -> dict[str, Any]:
    public = make_keys("TZA").public()
    return {"public": json.dumps(public.to_json()), "fingerprint": fingerprint_of(public), "reason": "note verbale 7"}


def _version_of_licence(values: Mapping[str, Any]) -> int:
    from salwa.storage.register.models import Licence

    return Licence.objects.get(pk=values["number"]).version


def _correct_weapon(values: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it stands, with another model and a reason."""
    from salwa.services.accounts.actions import operator
    from salwa.services.weapons.queries import open_weapon
    from salwa.web.weapons.correct_forms import form_of

    form = form_of(open_weapon(acting_user=operator(), weapon_id=values["number"]))
    known = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in known.items() if value is not None} | {"model": "M92", "reason": "misread"}


def _mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    from salwa.services.accounts.actions import operator
    from salwa.services.imports.actions import suggest_mapping
    from salwa.services.imports.queries import view_import
    from salwa.web.imports.forms import ColumnsForm

    offer = suggest_mapping(acting_user=operator(), import_id=values["number"])
    form = ColumnsForm(
        None, view_import(acting_user=operator(), import_id=values["number"]).layout.headers, offer.mapping
    )
    known = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in known.items() if value is not None}


def _review(values: Mapping[str, Any]) -> dict[str, Any]:
    from salwa.reference.stockpile import measures

    return {"day": TODAY, "risk": "low", **{f"{one.code}-answer": "yes" for one in measures()}}


def _risk(values: Mapping[str, Any]) -> dict[str, Any]:
    from salwa.services.licences.risks import asked_about
    from salwa.storage.register.models import Licence

    code = asked_about(Licence.objects.get(pk=values["number"]))[0].code
    return {f"answer-{code}": "not_known", f"grounds-{code}": "nobody knows"}


def _batch(values: Mapping[str, Any]) -> bytes:
    from tests.builders.stock import a_batch, a_sealed_scan

    device = str(uuid4())
    return a_batch(device, a_sealed_scan(values["number"], device, 1, read="unknown mark"))


def _lot(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lot_number": "LOT 9", "store": values["own_depot"], "quantity": 5, "condition": "serviceable",
        "hazard": "1.4", "day": TODAY,
    }  # fmt: skip


def _destruction(values: Mapping[str, Any]) -> dict[str, Any]:
    weapon = values.get("weapon") or values["own_stored_weapon"]
    depot = Weapon.objects.get(pk=weapon).custody.holder_id
    return {"depot": depot, "method": "burn_or_melt", "day": TODAY, "place": "Zenda", "weapons": str(weapon)}


def _plan(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": "One more", "occasion": "state_stock", "only_lacking": "no", "numbering": "always",
        "method": "dot_peen", "stores": [values["own_workshop"]], "starts_on": TODAY,
        "weekdays": ["0", "1"], "sample_percent": 5,
    }  # fmt: skip


def _profile(values: Mapping[str, Any]) -> dict[str, Any]:
    from salwa.services.accounts.actions import operator
    from salwa.services.marking.profile import show_profile

    return {"text": show_profile(acting_user=operator()).text + f"# {MarkingProfile.objects.count()}\n"}


def _mark_of(values: Mapping[str, Any]) -> int:
    return Weapon.objects.get(pk=values["number"]).marks.latest("pk").pk


def _scan(values: Mapping[str, Any]) -> dict[str, Any]:
    scan = {"uid": str(uuid4()), "read": "unknown mark", "counted_at": f"{TODAY}T08:00:00Z"}
    return {"device": str(uuid4()), "scans": [scan]}


def _entry(values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "transferred", "date": "2020-01-04", "place": "Zenda", **more}


def _contact(values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "state": "KEN", "kind": "iti", "office": "New office", "email": "office@police.example", "languages": ["en"],
        "source": "state", **more,
    }  # fmt: skip


def _declaration() -> dict[str, Any]:
    """A State's declaration with its key, which is pinned on the way."""
    keys = make_keys("ETH")
    now = timezone.now().replace(microsecond=0)
    signed = sign_declaration(Declaration("ETH", ContactKind.TRACING, now, details()), keys).encode()
    return {
        "file": SimpleUploadedFile("contact.jws", signed),
        "key": SimpleUploadedFile("key.json", json.dumps(keys.public().to_json()).encode()),
        "fingerprint": keys.signing_kid,
    }


def _version_of_contact(values: Mapping[str, Any]) -> int:
    from salwa.storage.cooperation.models import ContactVersion

    return ContactVersion.objects.filter(contact_id=values["number"]).count()


# Operations of the interface: the JSON document they take.
DOCUMENTS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "POST /marks/read": lambda values: {"rows": [{"serial": "AB 1"}]},
    "POST /weapons/find": lambda values: {"marks": {"serial": "QZ 4417"}, "purpose": "Case 1"},
    "POST /weapons/screen": lambda values: {"rows": [{"id": "1", "serial": "QZ 4417"}], "purpose": "Case 1"},
    "POST /weapons": lambda values: {"maker": "Taurus"},
    "POST /weapons/{weapon}/entries": _entry,
    "POST /weapons/{weapon}/entries/{entry}/correction": lambda values: _entry(values, reason="slip"),
    "POST /weapons/{weapon}/entries/{entry}/cancellation": _reason,
    "POST /weapons/{weapon}/correction": lambda values: {
        "model": "M92",
        "reason": "misread",
        "version": _version({"number": values["weapon"]}),
    },
    "POST /marking/bench/{work}/done": _struck,
    "POST /holders": lambda values: {"kind": "dealer", "name": "New dealer"},
    "POST /stock/takings/{taking}/scans": _scan,
}


def document_for(address: str, values: Mapping[str, Any]) -> bytes:
    """The JSON document of an operation for a thing."""
    make = DOCUMENTS.get(address)
    return json.dumps(make(values) if make else {}).encode()


def _counted(values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    told = {"circumstance": "surrendered", "ground": "unknown", "place_kind": "unknown"}
    return {**told, "why_b": "resolution", "reason": "brought in", **more}


def _seizure(values: Mapping[str, Any]) -> dict[str, Any]:
    forms = {
        "TOTAL_FORMS": "1",
        "INITIAL_FORMS": "0",
        "MIN_NUM_FORMS": "1",
        "MAX_NUM_FORMS": "40",
        "0-serial": "NEW 77",
    }
    return _counted(
        values, uid=str(uuid4()), place="Zenda", record="1", **{f"weapons-{name}": text for name, text in forms.items()}
    )


FORMS: dict[str, Body] = {
    "approvals/ask/key-change/": _reason,
    "approvals/ask/purge/": _reason,
    "exchange/take/": lambda values: {
        "file": SimpleUploadedFile("again.sealed", bytes(InboxMessage.objects.latest("pk").sealed))
    },
    "directory/keep/new/": _contact,
    "directory/keep/take/": lambda values: _declaration(),
    "contacts/declare/": _contact,
    "directory/keep/<int:number>/change/": lambda values: _contact(
        values, act="handed_over", version=_version_of_contact(values)
    ),
    "directory/keep/<int:number>/confirm/": lambda values: {"source": "state"},
    "directory/keep/<int:number>/end/": _reason,
    "directory/keep/<int:number>/answered/": lambda values: {"day": TODAY},
    "contacts/<slug:state>/own/": lambda values: _contact(values, reason="letter"),
    "contacts/follow/": lambda values: {"file": SimpleUploadedFile("directory.jws", signed_public_edition())},
    "contacts/follow/key/": lambda values: {
        "key": SimpleUploadedFile("key.json", json.dumps(public_key()).encode()),
        "fingerprint": public_key()["signing"]["kid"],
    },
    "seizures/new/": _seizure,
    "seizures/<int:number>/classify/": _counted,
    "seizures/weapons/<int:number>/identify/": lambda values: {"weapon": values["record"], "reason": "the barrel"},
    "seizures/weapons/<int:number>/pictures/": lambda values: {"picture": _picture(), "caption": "grip"},
    "seizures/weapons/<int:number>/ask/": lambda values: {"question": "What is it?"},
    "tracing/cases/<slug:number>/findings/<slug:kind>/": lambda values: {
        "state": "ETH",
        "how": "A report.",
        "established": "tracing",
    },
    "tracing/cases/<slug:number>/proposed/": lambda values: {"digest": values["digest"]},
    "tracing/cases/<slug:number>/close/": _reason,
    "tracing/cases/<slug:number>/reopen/": _reason,
    "tracing/cases/<slug:number>/notes/": lambda values: {"text": "A note."},
    "tracing/cases/<slug:case>/request/": lambda values: {"to_state": "FRA", "channel": "document"},
    "tracing/requests/<int:number>/edit/": lambda values: {"version": "2", "priority": "routine"},
    "tracing/requests/<int:number>/send/": lambda values: {"version": "2", "despite": "as read"},
    "tracing/requests/<int:number>/answer/": lambda values: {"day": TODAY, "kind": "full", "text": "No record."},
    "tracing/requests/<int:number>/acknowledged/": lambda values: {},
    "tracing/requests/<int:number>/step/<slug:name>/": lambda values: {"text": "not needed"},
    "tracing/inbox/new/": lambda values: {
        "uid": str(uuid4()),
        "from_state": "FRA",
        "received_on": TODAY,
        "serial": "NEW 78",
    },
    "tracing/inbox/<int:number>/acknowledged/": lambda values: {},
    "tracing/inbox/<int:number>/look/": lambda values: {},
    "tracing/inbox/<int:number>/record/": lambda values: {"weapon": ""},
    "tracing/inbox/<int:number>/draft/": lambda values: {"kind": "full", "text": "No record."},
    "tracing/inbox/<int:number>/release/<int:draft>/": lambda values: {"version": "1"},
    "tracing/inbox/<int:number>/ask/": lambda values: {"text": "Which import mark?"},
    "tracing/questions/<int:number>/": lambda values: {"answer": "A pistol."},
    "language/": lambda values: {"language": "fr"},
    "approvals/<int:number>/decide/": _decision,
    "approvals/<int:number>/decide/ #import": _decision,
    "approvals/<int:number>/decide/ #destruction": _decision,
    "exchange/partners/pin/": lambda values: _keys_of_another_state(),
    "people/add/": lambda values: {
        "full_name": "N. N.",
        "email": "new@police.example",
        "organisation": "Police",
        "roles": ["auditor"],
        "reason": "new",
    },
    "people/<int:number>/": lambda values: {"organisation": "Police", "role": "registrar", "reason": "new"},
    "people/<int:number>/end-role/": lambda values: {"membership": values["membership"]},
    "weapons/find/": lambda values: {"serial": "QZ 4417", "purpose": "Case 1"},
    "weapons/record/": lambda values: {
        "state_owned": "unknown",
        "event": "recorded",
        "maker": "Taurus",
        "marks-TOTAL_FORMS": 1,
        "marks-INITIAL_FORMS": 0,
        "marks-0-content": "serial",
        "marks-0-component": "frame",
        "marks-0-occasion": "manufacture",
        "marks-0-state": "present",
        "marks-0-text": "NEW 9",
    },
    "weapons/<int:number>/correct/": _correct_weapon,
    "weapons/<int:number>/marks/new/": _mark,
    "weapons/<int:number>/marks/<int:mark>/": lambda values: _mark(values, why="changed", note="worn"),
    "weapons/<int:number>/add-picture/": lambda values: {"picture": _picture()},
    "weapons/<int:number>/entries/new/": lambda values: {
        "date": TODAY,
        "place": "Zenda",
        "document": "",
        "note": "",
        "uid": str(uuid4()),
        "place_in_day": "0",
    },
    "weapons/<int:number>/entries/<int:entry>/correct/": lambda values: {
        "date": "2020-01-03",
        "place": "Zenda",
        "document": "",
        "note": "",
        "uid": str(uuid4()),
        "reason": "slip",
        "place_in_day": "0",
    },
    "weapons/<int:number>/entries/<int:entry>/cancel/": lambda values: {"reason": "slip", "uid": str(uuid4())},
    "weapons/<int:number>/parts/new/": lambda values: {
        "component": "bolt",
        "state": "present",
        "text": "B 1",
        "date": TODAY,
        "uid": str(uuid4()),
    },
    "weapons/<int:number>/parts/<int:part>/": lambda values: {
        "component": "slide",
        "state": "present",
        "what": "nothing",
        "date": TODAY,
        "uid": str(uuid4()),
    },
    "imports/": lambda values: {"file": SimpleUploadedFile("list.csv", SHEET)},
    "imports/<int:number>/columns/": _mapping,
    "imports/<int:number>/withdraw/": _reason,
    "screening/": lambda values: {"file": SimpleUploadedFile("list.csv", SHEET), "purpose": "Case 1"},
    "marking/profile/": _profile,
    "marking/weapons/<int:number>/grounds/": lambda values: {"ground": "museum", "document": "letter 6"},
    "marking/weapons/<int:number>/measure/": lambda values: {"measure-mark": _mark_of(values), "measure-depth": "0.3"},
    "marking/scan/": lambda values: {"code": f"{values['kind']}/{values['code']}"},
    "marking/campaigns/plan/": _plan,
    "marking/campaigns/<int:number>/teams/": lambda values: {
        "team-name": "Second team",
        "team-people": 3,
        "team-machines": 1,
        "team-yield_per_day": 50,
    },
    "marking/campaigns/<int:number>/teams/<int:team>/reserve/": lambda values: {"count": 10, "uid": str(uuid4())},
    "marking/campaigns/<int:number>/supplies/": lambda values: {
        "supply-kind": "fuel",
        "supply-name": "Petrol",
        "supply-in_stock": "10",
        "supply-per_weapon": "0.1",
    },
    "marking/campaigns/<int:number>/supplies/<int:supply>/": lambda values: {"amount": "12"},
    "marking/campaigns/<int:number>/close/": lambda values: {"sure": "yes"},
    "marking/work/<int:number>/": _struck,
    "marking/work/<int:number>/skip/": lambda values: {"skip-reason": "not_found"},
    "marking/work/<int:number>/accept/": lambda values: {"note": "good enough"},
    "marking/work/<int:number>/new-number/": _reason,
    "marking/work/<int:number>/read/": lambda values: {"uid": str(uuid4()), "readable": "no"},
    "holders/record/": lambda values: {"uid": str(uuid4()), "kind": "dealer", "name": "New dealer"},
    "holders/<int:number>/correct/": lambda values: {
        "uid": str(uuid4()),
        "kind": "dealer",
        "name": "Renamed",
        "reason": "misspelt",
    },
    "holders/<int:number>/close/": lambda values: {"day": TODAY, "reason": "gave up"},
    "holders/<int:number>/reopen/": _reason,
    "holders/<int:number>/person/": lambda values: {"purpose": "Case 1"},
    "licences/apply/": lambda values: {
        "uid": str(uuid4()),
        "kind": "export",
        "applicant": str(values["own_holder"]),
        "applied_on": TODAY,
    },
    "licences/<int:number>/deal/": lambda values: {"contract": "C-78"},
    "licences/<int:number>/parties/": lambda values: {"role": "consignee", "name": "Somebody", "country": "UGA"},
    "licences/<int:number>/parties/<int:party>/": lambda values: {
        "role": "end_user",
        "name": "Another",
        "country": "UGA",
    },
    "licences/<int:number>/items/": lambda values: {"type": "pistol", "quantity": 2},
    "licences/<int:number>/items/<int:item>/": lambda values: {"type": "pistol", "quantity": 3},
    "licences/<int:number>/weapons/": lambda values: {"remove": "all"},
    "licences/<int:number>/certificate/write/": lambda values: {
        "signed": "yes",
        "certified": "yes",
        "description": "pistols",
        "quantity": 4,
    },
    "licences/<int:number>/certificate/check/": lambda values: {"how": "called", "day": TODAY, "result": "authentic"},
    "licences/<int:number>/certificate/scan/": lambda values: {"file": SimpleUploadedFile("scan.pdf", PDF)},
    "licences/<int:number>/risk/": _risk,
    "licences/<int:number>/check/": lambda values: {"opinion": "well"},
    "licences/<int:number>/decide/": lambda values: {
        "version": _version_of_licence(values),
        "decision": "refuse",
        "reason": "doubts",
    },
    "licences/<int:number>/amend/": lambda values: {
        "reason": "later",
        "valid_until": (timezone.localdate() + timedelta(days=500)).isoformat(),
    },
    "licences/<int:number>/amend/decide/": lambda values: {
        "version": _version_of_licence(values),
        "decision": "refuse",
        "reason": "doubts",
    },
    "licences/<int:number>/use/": lambda values: {"uid": str(uuid4()), "day": TODAY, "which": "all"},
    "licences/<int:number>/use/<int:place>/undo/": _reason,
    "licences/<int:number>/delivery/": lambda values: {"day": TODAY, "confirmed_by": "customs", "arrived": 1},
    "licences/<int:number>/exporters/<slug:state>/": lambda values: {"state": values["state"], "day": TODAY},
    **{
        f"licences/<int:number>/step/<slug:name>/{which}": _reason
        for which in ("", " #revoke", " #resume", " #ask", " #answer", " #close")
    },
    "stock/depots/new/": lambda values: {"name": "New store", "kind": "depot"},
    "stock/depots/<int:number>/change/": lambda values: {"name": "Renamed", "kind": "depot", "capacity": 40},
    "stock/depots/<int:number>/review/": _review,
    "stock/takings/<int:number>/count/": lambda values: {
        "uid": str(uuid4()),
        "read": "KW 7131",
        "finding": "present",
    },
    "stock/takings/<int:number>/scans/": _batch,
    "stock/takings/<int:number>/mark/": lambda values: {
        "uid": str(uuid4()),
        "weapon": values["weapon"],
        "finding": "present",
    },
    "stock/takings/<int:number>/decide/": lambda values: {"weapon": values["weapon"], "finding": "present"},
    "stock/takings/<int:number>/decide-lot/": lambda values: {"lot": values["lot"], "rounds": 5},
    "stock/takings/<int:number>/resolve/": lambda values: {"scan": values["scan"], "weapon": values["weapon"]},
    "stock/takings/<int:number>/close/": lambda values: {"note": "done", "without_phones": "on"},
    "stock/takings/<int:number>/return/": _reason,
    "stock/losses/new/": lambda values: {
        "kind": "loss",
        "depot": values["own_depot"],
        "discovered_on": TODAY,
        "circumstances": "fell",
        "weapons": str(values["own_stored_weapon"]),
        "uid": str(uuid4()),
    },
    "stock/surplus/new/": lambda values: {
        "depot": values["own_depot"],
        "reason": "obsolete",
        "weapons": str(values["own_stored_weapon"]),
        "identified_on": TODAY,
        "kept_apart": "yes",
    },
    "stock/surplus/<int:number>/": lambda values: {"decision": "sale_to_state", "reason": "needed"},
    "ammunition/new/": _lot,
    "ammunition/<int:number>/": lambda values: {
        "uid": str(uuid4()),
        "kind": "counted",
        "store": values["store"],
        "quantity": 900,
        "day": TODAY,
    },
    "destruction/new/": _destruction,
    "destruction/<int:number>/change/": _destruction,
    "destruction/<int:number>/add/": lambda values: {"weapons": str(values["weapon"])},
    "destruction/<int:number>/pictures/": lambda values: {"moment": "before", "picture": _picture()},
    "destruction/<int:number>/ask/": _reason,
    "exports/new/": lambda values: {"language": "en", "purpose": "Case 1", "format": "csv_spreadsheet"},
    "exports/weapon/<int:number>/": lambda values: {"language": "en", "purpose": "Case 1"},
}
