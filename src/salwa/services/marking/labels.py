"""Labels and cards with a square code: what is printed, and what a scanned or typed code stands for."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

import qrcode
from django.db import transaction
from django.db.models import QuerySet

from salwa.domain.languages import Sentence, message
from salwa.domain.marking.codes import Code, Labelled, WrongCode, code_text, read_code, short_text
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import ItemKind
from salwa.services.audit.actions import write_entry
from salwa.services.marking.lists import HolderShown, WeaponLine, holders_shown, lines_of
from salwa.services.marking.permissions import check_may_see_campaigns, store_is_in_sight, weapon_in_sight
from salwa.services.marking.profile import state_code
from salwa.services.weapons.names import shape_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Weapon

# A sheet of paper holds so many; a page of the screen shows one sheet.
ON_A_SHEET = 24
# Squares of white around a code, as its standard asks.
MARGIN = 4
NOT_A_CODE = message("This is no label of this register: it is damaged, mistyped, or of another register.")
SCAN_AGAIN = message("Scan it again, or type the number below the square; the last sign checks the others.")
NO_SUCH_STORE = message("There is no such store, or you may not know of it.")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: the square code as SVG, its text for eyes and keyboards, and what it belongs to.

    `serial` is empty unless whoever prints chose to show serial numbers in clear.
    """

    svg: str
    short: str
    code: str
    number: int
    title: str
    type: str
    shape: str
    serial: str
    holder: HolderShown | None


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A sheet of labels of one store; `after` continues it, None at its end. `own`: the label of the store itself."""

    holder: HolderShown
    own: Label
    labels: tuple[Label, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code stands for: a weapon or a store, with its number."""

    kind: Labelled
    number: int


def label_svg(text: str) -> str:
    """`text` as a square code (QR, error correction M): an SVG without size, dark on its own white margin.

    The margin of four squares belongs to it, so that it can be read on any ground, also in dark pages.
    """
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    made.add_data(text)
    made.make(fit=True)
    matrix = made.get_matrix()
    size = len(matrix) + 2 * MARGIN
    box = f"-{MARGIN} -{MARGIN} {size} {size}"
    svg = ElementTree.Element("svg", {"viewBox": box, "class": "qr-code", "aria-hidden": "true", "focusable": "false"})
    white = f"M-{MARGIN}-{MARGIN}h{size}v{size}h-{size}z"
    ElementTree.SubElement(svg, "path", {"d": white, "fill": "#fff"})
    ElementTree.SubElement(svg, "path", {"d": _modules(matrix), "fill": "#000"})
    return ElementTree.tostring(svg, encoding="unicode")


def weapon_code(weapon_id: int) -> str:
    """What the square code of a weapon says (docs/reference/qr-codes.md)."""
    return code_text(Code(Labelled.WEAPON, weapon_id), state_code())


def store_code(holder_id: int) -> str:
    """What the square code of a store says."""
    return code_text(Code(Labelled.DEPOT, holder_id), state_code())


def read_label(text: str) -> Scanned:
    """What a scanned or typed text stands for; nothing is looked up. Raises `Refusal` (`not_a_code`)."""
    try:
        code = read_code(text, state_code())
    except WrongCode:
        raise Refusal("not_a_code", Sentence(NOT_A_CODE), remedy=Sentence(SCAN_AGAIN)) from None
    return Scanned(code.kind, code.number)


def scan_label(*, acting_user: User, text: str) -> Scanned:
    """What a scanned or typed text stands for, when this person may know of it. In order: read, permit, audit."""
    scanned = read_label(text)
    if scanned.kind is Labelled.WEAPON:
        weapon_in_sight(acting_user, scanned.number)
    else:
        _store(acting_user, scanned.number)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="marking.label_scanned",
            object_kind="weapon" if scanned.kind is Labelled.WEAPON else "holder",
            object_id=scanned.number,
        )
    return scanned


def weapon_label(*, acting_user: User, weapon_id: int, serial: bool = False) -> Label:
    """The card or label of one weapon. In order: permit, make, audit."""
    weapon = weapon_in_sight(acting_user, weapon_id)
    with transaction.atomic():
        label = _labels([weapon.pk], serial=serial)[0]
        _audit(acting_user, "weapon", weapon.pk, 1, serial=serial)
    return label


def store_labels(*, acting_user: User, holder_id: int, after: int = 0, serial: bool = False) -> LabelSheet:
    """A sheet of labels for the weapons in a store, by number. In order: permit, make, audit."""
    holder = _store(acting_user, holder_id)
    rows: QuerySet[Weapon] = Weapon.objects.filter(
        custody__holder=holder, kind=ItemKind.WEAPON.value, withdrawn_at=None, pk__gt=after
    )
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[: ON_A_SHEET + 1])
    with transaction.atomic():
        labels = _labels(numbers[:ON_A_SHEET], serial=serial)
        _audit(acting_user, "holder", holder.pk, len(labels), serial=serial)
    shown = holders_shown([holder.pk])[holder.pk]
    more = numbers[ON_A_SHEET - 1] if len(numbers) > ON_A_SHEET else None
    return LabelSheet(shown, _store_label(shown), tuple(labels), more)


def _labels(numbers: list[int], *, serial: bool) -> list[Label]:
    lines = lines_of(numbers)
    types = dict(Weapon.objects.filter(pk__in=numbers).values_list("pk", "type_code"))
    holding = dict(Weapon.objects.filter(pk__in=numbers).values_list("pk", "custody__holder"))
    holders = holders_shown(set(holding.values()))
    return [
        _label(lines[number], shape_of(types[number]), holders.get(holding[number] or 0), serial=serial)
        for number in numbers
    ]


def _label(line: WeaponLine, shape: str, holder: HolderShown | None, *, serial: bool) -> Label:
    code, state = Code(Labelled.WEAPON, line.number), state_code()
    text = code_text(code, state)
    return Label(
        svg=label_svg(text),
        short=short_text(code, state),
        code=text,
        number=line.number,
        title=line.title,
        type=line.type,
        shape=shape,
        serial=line.serial if serial else "",
        holder=holder,
    )


def _store_label(holder: HolderShown) -> Label:
    code, state = Code(Labelled.DEPOT, holder.number), state_code()
    text = code_text(code, state)
    return Label(label_svg(text), short_text(code, state), text, holder.number, holder.name, "", "", "", holder)


def _modules(matrix: list[list[bool]]) -> str:
    """The dark squares as one path: a run of neighbours in a row is one rectangle."""
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                parts.append(f"M{x} {y}h{width}v1h-{width}z")
            x += max(width, 1)
    return "".join(parts)


def _store(user: User, holder_id: int) -> Holder:
    check_may_see_campaigns(user)
    holder = Holder.objects.filter(pk=holder_id).first()
    if holder is None or not store_is_in_sight(user, holder):
        raise NotFound("no_such_store", Sentence(NO_SUCH_STORE))
    return holder


def _audit(user: User, kind: str, number: int, count: int, *, serial: bool) -> None:
    write_entry(
        acting_user=user,
        action="marking.labels_made",
        object_kind=kind,
        object_id=number,
        details={"labels": count, "serial_in_clear": serial},
    )
