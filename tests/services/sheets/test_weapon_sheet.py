"""The printed sheet of a weapon: its text in six languages, its pages, what stands on it and what never does."""

import io
import re
import shutil
import subprocess

import pytest
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.languages import LANGUAGES
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.marking.labels import weapon_code
from salwa.services.sheets import fonts
from salwa.services.sheets.weapon_sheet import log_head, print_weapon_sheet
from salwa.services.weapons.actions import add_picture
from salwa.storage.accounts.models import AuditEntry
from tests.builders.directions import CONTROLS, lines_of_pdf
from tests.builders.people import a_person
from tests.builders.weapons import a_holder, a_mark, a_weapon, an_event

pytestmark = pytest.mark.django_db
# A word of the sheet in each language, from the catalogues.
WORDS = {"ar": "علامات", "zh": "标记", "en": "Marks", "fr": "Marques", "ru": "Марк", "es": "Marcas"}


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def weapon(clerk):
    depot, person = a_holder("Depot North"), a_holder("", "person", reference="P-1")
    found = a_weapon(
        "12-34-56", maker_text="Zastava", maker_code="zastava", model_text="M70", year=1984, reference="R-7"
    )
    a_mark(found, "枪号 7-8", component="barrel", content="serial", state="partial", normalised="78")
    an_event(found, "transferred", "1990-05-06", giver=person, receiver=depot, document="A/CONF.192/15")
    an_event(found, "returned", "1991-05-06", note='[#import "x"] $1$ <tag> \\end * _ #panic()')
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "grey").save(out, "JPEG")
    out.seek(0)
    add_picture(acting_user=clerk, weapon_id=found.pk, stream=out, caption="Left side")
    return found


def text_of(content, folder):
    """The text of a PDF and its number of pages."""
    path = folder / "sheet.pdf"
    path.write_bytes(content)
    assert shutil.which("pdftotext"), "poppler is needed: tools/apt.sh poppler-utils"
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    facts = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in facts
    return CONTROLS.sub("", text), int(re.search(r"Pages:\s+(\d+)", facts)[1])


@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_a_sheet_says_everything_in_its_language(clerk, weapon, tmp_path, language):
    sheet = print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose="Case 12/2026", language=language)
    assert sheet.content[:5] == b"%PDF-" and b"pdfuaid" in sheet.content
    text, pages = text_of(sheet.content, tmp_path)
    head = AuditEntry.objects.get(action="weapons.exported")
    assert WORDS[language] in text or language == "ar"
    for wanted in ("12-34-56", "7-8", "1990-05-06", "A/CONF.192/15", "Depot North", "Case 12/2026", weapon.identity,
                   " ".join(map(str, log_head(head))), "R-7", "Left side"):  # fmt: skip
        assert wanted in text, wanted
    # By the places of the words: pdftotext turns round the brackets at the end of a line of an Arabic page.
    assert any('[#import "x"] $1$ <tag> \\end * _ #panic()' in line for line in lines_of_pdf(sheet.content, tmp_path))
    assert "P-1" not in text
    assert weapon_code(weapon.pk).rsplit(":", 1)[-1] in text
    assert 1 <= pages <= 3
    assert (head.purpose, head.details["what"]) == ("Case 12/2026", "sheet")


def test_every_page_of_a_sheet_bears_the_number_of_its_weapon(clerk, weapon, tmp_path):
    for language in ("en", "ar"):
        sheet = print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose="Case 12/2026", language=language)
        lines = [line for line in lines_of_pdf(sheet.content, tmp_path) if re.search(r"\d / 2\b", line)]
        # In Arabic the number of the page is the outermost, on the left.
        seen = rf"(\d) / 2\s+{weapon.pk}\b" if language == "ar" else rf"\b{weapon.pk}\s+(\d) / 2\s*$"
        assert [re.search(seen, line)[1] for line in lines] == ["1", "2"], (language, lines)


def test_in_arabic_the_words_around_a_reading_look_at_it(clerk, weapon, tmp_path):
    sheet = print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose="x", language="ar")
    text, _ = text_of(sheet.content, tmp_path)
    assert "الرقم التسلسلي, " not in text
    # From left to right: the end of the brackets, the name, the words, their beginning, the text as it was read.
    (line,) = [line for line in lines_of_pdf(sheet.content, tmp_path) if "Zastava Arms" in line and "M70" not in line]
    assert line.strip().startswith(")Zastava Arms :") and "( Zastava " in line, line


def test_findings_stand_where_they_belong(clerk, weapon, tmp_path):
    sheet = print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose="x", language="en")
    text, _ = text_of(sheet.content, tmp_path)
    assert "The weapon is returned, but no entry says that it was issued." in text


@pytest.mark.parametrize(
    "mark", ["x" * 3_000, "\u202eABC", "\U000f0000\ue000", "\U0001f52b\u0d85", "a\x00b".replace("\x00", "\x01")]
)
def test_odd_marks_are_printed_all_the_same(clerk, tmp_path, mark):
    weapon = a_weapon(mark)
    content = print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose="x", language="en").content
    text, _ = text_of(content, tmp_path)
    if "\u202e" in mark:
        assert "[U+202E]ABC" in text


def test_a_sheet_needs_a_purpose_a_language_of_the_six_and_the_right_to_open(clerk, weapon):
    for purpose, language, code in ((" ", "en", "no_purpose"), ("x", "tlh", "no_such_language")):
        with pytest.raises(Refusal) as refusal:
            print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose=purpose, language=language)
        assert refusal.value.code == code
    with pytest.raises(NotPermitted):
        print_weapon_sheet(acting_user=a_person(Role.AUDITOR), weapon_id=weapon.pk, purpose="x", language="en")
    with pytest.raises(NotFound):
        print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk + 99, purpose="x", language="en")
    assert AuditEntry.objects.filter(action="weapons.exported").count() == 0


def test_missing_fonts_are_said_plainly_instead_of_empty_boxes(clerk, weapon, monkeypatch):
    monkeypatch.setitem(fonts.OF_LANGUAGE, "zh", "No Such Font SC")
    with pytest.raises(Refusal) as refusal:
        print_weapon_sheet(acting_user=clerk, weapon_id=weapon.pk, purpose="x", language="zh")
    assert "No Such Font SC" in refusal.value.sentence.english()
    assert "fonts-noto-cjk" in refusal.value.remedy.english()
    assert fonts.missing_fonts("fr") == []
