"""Mappings go out and come back as documents; wrong ones are refused in words."""

import pytest

from salwa.domain.imports.mapping import ColumnMapping, header_signature, mapping_from_document
from salwa.domain.imports.suggestion import as_mapping, suggest_fields
from salwa.domain.refusals import Refusal
from salwa.services.imports.words import column_words

pytestmark = pytest.mark.one_engine


def test_a_mapping_survives_its_document():
    mapping = ColumnMapping({"serial": ("N° de série",), "place": ("Ville", "Région")}, "dmy")
    assert mapping_from_document(mapping.as_document()) == mapping


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (None, "no .fields."),
        ({"fields": {"seriall": "A"}}, "'seriall' is not a field"),
        ({"fields": {"serial": 5}}, "not a text"),
        ({"fields": {"serial": ["A", "B"]}}, "one column only"),
        ({"fields": {"serial": "A"}, "date_order": "dym"}, "date_order"),
    ],
)
def test_a_wrong_document_is_refused(document, says):
    with pytest.raises(Refusal, match=says):
        mapping_from_document(document)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(Refusal, match="names the column Marke") as refusal:
        ColumnMapping({"maker": ("Marke",)}).places(["Serial", "Maker"])
    assert "Serial, Maker" in refusal.value.remedy.english()


def test_the_signature_ignores_case_spaces_and_our_own_columns():
    assert header_signature(["Serial ", "MAKER"]) == header_signature(["salwa_row", "serial", "maker"])
    assert header_signature(["serial", "maker"]) != header_signature(["maker", "serial"])


HEADERS = {
    "de": (
        "Lfd. Nr. | Waffenart | Hersteller | Modell | Kaliber | Seriennummer | Herstellungsland | Datum "
        "der Sicherstellung | Eigentümer"
    ),
    "fr": (
        "N° dossier | Type d'arme | Marque | Modèle | Calibre | N° de série | Pays de fabrication | Date"
        " de saisie | Propriétaire"
    ),
    "es": (
        "No. registro | Tipo de arma | Marca | Modelo | Calibre | Número de serie | País de fabricación "
        "| Fecha de incautación | Propiedad"
    ),
    "ru": (
        "Номер записи | Вид оружия | Изготовитель | Модель | Калибр | Заводской номер | Страна "
        "производства | Дата изъятия | Принадлежность"
    ),
    "ar": ("رقم القيد | نوع السلاح | الصانع | الطراز | العيار | الرقم التسلسلي | بلد الصنع | تاريخ الضبط | الملكية"),
    "zh": ("登记号 | 枪种 | 制造商 | 型号 | 口径 | 枪号 | 制造国 | 缴获日期 | 所有权"),
    "en": (
        "Record no | Weapon type | Make | Model | Caliber | Serial No. | Country of manufacture | Date "
        "seized | State owned"
    ),
    "pt": (
        "Controle | Tipo | Marca | Modelo | Calibre | Número de Série | País de Fabricação | Data da "
        "apreensão | Patrimoniada"
    ),
    "tr": ("Kayıt no | Silah türü | Marka | Modeli | Çap | Seri no | Menşei | Tarih | Mülkiyet"),
}
FIELDS = ["reference", "type", "maker", "model", "calibre", "serial", "country", "date", "state_owned"]


@pytest.mark.parametrize("language", sorted(HEADERS))
def test_headers_of_many_languages_name_their_fields(language):
    headers = HEADERS[language].split(" | ")
    suggestions = suggest_fields(headers, [], column_words(), {})
    assert {one.field: one.header for one in suggestions} == dict(zip(FIELDS, headers, strict=True))


def test_the_order_of_dates_comes_from_the_date_column():
    headers = ["Serial", "Date"]
    rows = [["A1", "25/12/2020"], ["A2", "03/04/2020"]]
    mapping = as_mapping(suggest_fields(headers, rows, column_words(), {}), headers, rows)
    assert mapping.date_order == "dmy"
