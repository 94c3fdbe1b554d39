"""The invented registers as the files two States would really hand over: other columns, languages and formats."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

from salwa.demo_data.registers import LOOK_ALIKES, Row, invented_rows


@dataclass(frozen=True, slots=True)
class DemoState:
    """One invented State: code (of the range ISO 3166 leaves to users), name, language of its files."""

    code: str
    name: str
    language: str
    rows: int
    seed: int


RURITANIA = DemoState("XRT", "Ruritania", "fr", 6_000, 7_771)
ALDORIA = DemoState("XAL", "Aldoria", "ar", 3_000, 7_772)

FRENCH_TYPES = {
    "pistol": "Pistolet",
    "revolver": "Revolver",
    "assault-rifle": "Fusil d'assaut",
    "submachine-gun": "Pistolet-mitrailleur",
    "shotgun": "Fusil de chasse",
    "rifle": "Fusil",
    "general-purpose-machine-gun": "Mitrailleuse",
}
ARABIC_TYPES = {
    "pistol": "مسدس",
    "revolver": "مسدس دوار",
    "assault-rifle": "بندقية هجومية",
    "submachine-gun": "رشاش قصير",
    "shotgun": "بندقية صيد",
    "rifle": "بندقية",
    "general-purpose-machine-gun": "رشاش",
}
FRENCH_OWNERS = {"": "", "yes": "État", "no": "Particulier"}
ARABIC_OWNERS = {"": "", "yes": "الدولة", "no": "خاص"}


def write_french_csv(path: Path, state: DemoState) -> None:
    """Excel's "Unicode text" (UTF-16, tabs), decimal commas, two title lines above the header: as offices send it."""
    with path.open("w", encoding="utf-16", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["Registre des saisies 2026"])
        writer.writerow([])
        writer.writerow(
            ["N° dossier", "Type d'arme", "Marque", "Modèle", "Calibre", "N° de série", "Pays de fabrication",
             "Date de saisie", "Lieu", "Propriétaire"]
        )  # fmt: skip
        for row in invented_rows(state.rows, state.seed, state.language):
            writer.writerow(
                [row.reference, FRENCH_TYPES[row.type], row.maker, row.model, row.calibre.replace(".", ","),
                 row.serial, row.country, row.when.strftime("%d/%m/%Y"), row.place, FRENCH_OWNERS[row.owner]]
            )  # fmt: skip


def write_arabic_workbook(path: Path, state: DemoState) -> None:
    """An Arabic workbook, right to left, serials in Arabic-Indic digits in every third row."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("السجل")
    sheet.right_to_left()
    header = ["رقم القضية", "نوع السلاح", "الصانع", "الطراز", "العيار", "الرقم التسلسلي", "بلد الصنع", "تاريخ الضبط",
              "المكان", "الملكية"]  # fmt: skip
    for column, title in enumerate(header):
        sheet.write_string(0, column, title)
    for number, row in enumerate(invented_rows(state.rows, state.seed, state.language), start=1):
        serial = row.serial.translate(ARABIC_DIGITS) if number % 3 == 0 else row.serial
        cells = [row.reference, ARABIC_TYPES[row.type], row.maker, row.model, row.calibre, serial, row.country,
                 row.when.isoformat(), row.place, ARABIC_OWNERS[row.owner]]  # fmt: skip
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    book.close()


ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def write_seized_list(path: Path, state: DemoState, count: int = 60) -> None:
    """A list of seized weapons to screen: half of them are of the register, read off with a fault; half are not."""
    draw = random.Random(state.seed + 1)  # noqa: S311 - invented data, not a secret
    known = draw.sample(list(invented_rows(state.rows, state.seed, state.language)), count // 2)
    strangers = list(invented_rows(count - count // 2, state.seed + 2, state.language))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "serial", "maker", "model", "calibre", "type", "country", "year"])
        for number, row in enumerate([*(_worn(draw, row) for row in known), *strangers], start=1):
            writer.writerow([number, row.serial, row.maker, row.model, row.calibre, row.type, row.country, ""])


def _worn(draw: random.Random, row: Row) -> Row:
    signs = [LOOK_ALIKES.get(sign, sign) if draw.random() < 0.3 else sign for sign in row.serial]
    if len(signs) > 5 and draw.random() < 0.3:
        signs[draw.randrange(len(signs))] = "?"
    return replace(row, serial="".join(signs))
