"""The printed sheet of one weapon: marks, life with what does not fit, pictures, origin, and who printed it and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from salwa.domain.custody.findings import Finding
from salwa.domain.languages import LANGUAGES, Listed, Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import compute_life
from salwa.services.languages import spoken, together
from salwa.services.marking.labels import label_svg, weapon_code
from salwa.services.sheets import sheet_words as words
from salwa.services.sheets.about import CONFIDENTIAL, register_name
from salwa.services.sheets.fonts import check_fonts
from salwa.services.sheets.printing import printed
from salwa.services.sheets.sheet_life import Names, Piece, finding_pieces, life_shown, mark
from salwa.services.sheets.words import said
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import WeaponPage
from salwa.storage.accounts.models import AuditEntry, User
from salwa.storage.register.models import Picture, Weapon

MOST_PICTURES = 12
NO_PURPOSE = message("A sheet needs a purpose: it is printed on it and recorded.")
SAY_WHY = message("Say in a few words why the sheet is printed, for example the number of the case.")
NO_LANGUAGE = message("Salwa does not print in the language {language}.")
CHOOSE_ONE = message("Choose one of the six: {languages}.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed sheet: name of the file and its bytes."""

    name: str
    content: bytes


def print_weapon_sheet(*, acting_user: User, weapon_id: int, purpose: str, language: str) -> Sheet:
    """The sheet of one weapon as PDF/UA-1 in one of the six languages.

    In order: check purpose and language, open the weapon (which permits and audits that), audit the printing, print.
    The head of the audit log that this made stands on the sheet. Raises `NotPermitted`, `NotFound`, `Refusal`
    (`no_purpose`, `no_such_language`, `fonts_missing`, `not_printed`).
    """
    purpose = checked_purpose(purpose)
    language = checked_language(language)
    check_fonts(language)
    with override(django_language(language)):
        page = open_weapon(acting_user=acting_user, weapon_id=weapon_id)
        with transaction.atomic():
            head = write_entry(
                acting_user=acting_user,
                action="weapons.exported",
                object_kind="weapon",
                object_id=weapon_id,
                purpose=purpose,
                details={"what": "sheet", "format": "pdf", "language": language, "rows": 1},
            )
        content = printed("weapon", _sheet(page, acting_user, purpose, head), language)
    return Sheet(f"weapon-{weapon_id}-{language}.pdf", content)


def checked_purpose(purpose: str) -> str:
    """The purpose without outer spaces; refuses an empty one."""
    if not purpose.strip():
        raise Refusal("no_purpose", Sentence(NO_PURPOSE), remedy=Sentence(SAY_WHY), where={"field": "purpose"})
    return purpose.strip()[:500]


def checked_language(language: str) -> str:
    """One of the six codes (zh-hans counts as zh); refuses any other."""
    code = language.split("-")[0].split("_")[0]
    known = [one.code for one in LANGUAGES]
    if code not in known:
        raise Refusal(
            "no_such_language",
            Sentence(NO_LANGUAGE, {"language": language[:20]}),
            remedy=Sentence(CHOOSE_ONE, {"languages": Listed(known)}),
            where={"field": "language"},
        )
    return code


def django_language(code: str) -> str:
    """The name under which the catalogues know a language."""
    return "zh-hans" if code == "zh" else code


def _sheet(page: WeaponPage, user: User, purpose: str, head: AuditEntry) -> dict[str, Any]:
    weapon = Weapon.objects.prefetch_related("events__giver", "events__receiver").get(pk=page.number)
    life = compute_life(weapon)
    names = Names()
    placed = {finding for step in life.steps for finding in map(_key, step.findings)}
    now = timezone.localtime(page.as_of)
    title = page.title or spoken(Sentence(words.NO_NAME))
    return {
        "title": title,
        "document_title": title,
        "author": register_name(),
        "kicker": [said("kind", page.kind) + " ", mark(str(page.number))],
        "as_of": [spoken(Sentence(words.AS_OF)) + " ", mark(now.strftime("%Y-%m-%d %H:%M %Z"))],
        "confidential": spoken(Sentence(CONFIDENTIAL)),
        "warnings": [spoken(Sentence(words.WITHDRAWN))] if page.withdrawn_at else [],
        "words": words.headings(),
        "marks": [_mark_row(one) for one in page.marks],
        "facts": _facts(page, weapon),
        "life": life_shown(life, weapon, names),
        "findings": [finding_pieces(one, names) for one in life.findings if _key(one) not in placed],
        "pictures": _pictures(page.number),
        "origin": _origin(page),
        "about": _about(user, purpose, head),
        "code": {"svg": label_svg(weapon_code(page.number)), "alt": weapon_code(page.number).rsplit(":", 1)[-1]},
    }


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code.value, finding.uid


def _mark_row(one: Any) -> dict[str, Any]:
    differs = one.normalised and one.normalised != one.text
    kind = together((said("content", one.content), said("occasion", one.occasion)))
    return {
        "component": said("component", one.component),
        "kind": kind,
        "mark": one.text,
        "read": [spoken(Sentence(words.READ_AS)) + " ", mark(one.normalised)] if differs else None,
        "state": said("state", one.state),
    }


def _facts(page: WeaponPage, weapon: Weapon) -> list[dict[str, Any]]:
    unknown = spoken(Sentence(words.NOT_RECORDED))
    read_as = spoken(Sentence(words.READ_AS))
    facts = []
    for one in page.fields:
        pieces: list[Piece] = [mark(one.text) if one.field == "calibre" else one.text] if one.text else []
        if one.code and one.name != one.text:
            pieces += [" ", f"({read_as}: {one.name})"] if one.text else [one.name]
        facts.append({"label": spoken(Sentence(words.FIELDS[one.field])), "value": pieces or [unknown]})
    made = f"{page.year}-{page.month:02d}" if page.year and page.month else str(page.year or "")
    facts.append(_fact(words.MADE, made, ltr=True))
    facts.append(_fact(words.STATE_OWNED, said("yes_no", page.state_owned)))
    facts.append(_fact(words.REFERENCE, page.reference, ltr=True))
    facts.append(_fact(words.UID, weapon.identity, ltr=True))
    return facts


def _fact(label: str, text: str, *, ltr: bool = False) -> dict[str, Any]:
    shown = text or spoken(Sentence(words.NOT_RECORDED))
    return {"label": spoken(Sentence(label)), "value": mark(shown) if ltr and text else shown}


def _pictures(weapon_id: int) -> list[dict[str, Any]]:
    """Pictures that are there, as the page maker finds them below the media folder."""
    found = []
    for row in Picture.objects.filter(weapon_id=weapon_id).order_by("pk")[:MOST_PICTURES]:
        if (Path(settings.MEDIA_ROOT) / row.file).is_file():
            day = timezone.localtime(row.added_at).date().isoformat()
            caption = row.caption or spoken(Sentence(words.PICTURE, {"day": day}))
            found.append({"file": f"/{row.file}", "caption": caption, "alt": caption})
    return found


def _origin(page: WeaponPage) -> list[dict[str, Any]]:
    origin = page.origin
    recorded = timezone.localtime(origin.recorded_at).strftime("%Y-%m-%d %H:%M")
    facts = [_fact(words.RECORDED_ON, recorded, ltr=True), _fact(words.RECORDED_BY, origin.recorded_by)]
    if origin.import_number:
        facts.append(_fact(words.FILE, origin.file_name))
        facts.append(_fact(words.ROW, str(origin.row or ""), ltr=True))
    return facts


def _about(user: User, purpose: str, head: AuditEntry) -> list[dict[str, Any]]:
    number, digest = log_head(head)
    printed_at = timezone.localtime().strftime("%Y-%m-%d %H:%M %Z")
    return [
        _fact(words.SOURCE, register_name()),
        _fact(words.PRINTED_ON, printed_at, ltr=True),
        _fact(words.PRINTED_BY, str(user)),
        _fact(words.PURPOSE, purpose),
        _fact(words.RECORDS, "1", ltr=True),
        _fact(words.LOG_HEAD, f"{number} {digest}", ltr=True),
    ]


def log_head(entry: AuditEntry) -> tuple[int, str]:
    """Number and first sixteen digits of the hash of an audit entry: enough to find it and see it unchanged."""
    number = getattr(entry, "number", None) or entry.pk
    digest = getattr(entry, "leaf_hash", "") or getattr(entry, "entry_hash", "")
    return int(number), str(digest)[:16]
