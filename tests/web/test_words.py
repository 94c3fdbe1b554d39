"""Every code of the rules has words on screen; every pictogram named in a template exists."""

import re
from pathlib import Path

import pytest

from salwa.domain import destruction
from salwa.domain.accounts import Role
from salwa.domain.ammunition import Condition, HazardDivision, MovementKind
from salwa.domain.approvals import ApprovalKind, ApprovalState
from salwa.domain.custody import Whereabouts
from salwa.domain.destruction import DestructionState
from salwa.domain.licences import vocabulary as licences
from salwa.domain.marking.vocabulary import (
    CampaignState,
    Ground,
    Method,
    Overall,
    ReworkReason,
    RuleCode,
    SkipReason,
    SupplyKind,
    Verdict,
    WorkState,
)
from salwa.domain.stock import (
    CountFinding,
    CountResult,
    Disposal,
    LossKind,
    MeasureAnswer,
    MeasureGroup,
    RiskLevel,
    SurplusReason,
    TakingState,
)
from salwa.domain.weapons import (
    Build,
    Component,
    ContentKind,
    EventKind,
    FrameMaterial,
    HolderKind,
    ItemKind,
    MarkState,
    Occasion,
)
from salwa.services.sheets import words as sheet_words
from salwa.services.weapons.corrections import COLUMNS
from salwa.web.frame import words
from salwa.web.frame.icons import PATHS
from salwa.web.frame.navigation import WAYS

pytestmark = pytest.mark.one_engine
TEMPLATES = Path(words.__file__).resolve().parent.parent / "templates"


@pytest.mark.parametrize(
    ("which", "codes"),
    [
        ("role", Role),
        ("kind", ItemKind),
        ("component", Component),
        ("occasion", Occasion),
        ("content", ContentKind),
        ("state", MarkState),
        ("event", EventKind),
        ("whereabouts", Whereabouts),
        ("holder_kind", HolderKind),
        ("build", Build),
        ("frame_material", FrameMaterial),
        ("licence_kind", licences.LicenceKind),
        ("licence_state", licences.LicenceState),
        ("step", licences.StepKind),
        ("party_role", licences.PartyRole),
        ("answer", licences.Answer),
        ("check_result", licences.CheckResult),
        ("element", licences.Element),
        ("measure_group", MeasureGroup),
        ("measure_answer", MeasureAnswer),
        ("risk", RiskLevel),
        ("taking_state", TakingState),
        ("count_finding", CountFinding),
        ("count_result", CountResult),
        ("loss_kind", LossKind),
        ("surplus_reason", SurplusReason),
        ("disposal", Disposal),
        ("destruction_method", destruction.Method),
        ("destruction_state", DestructionState),
        ("condition", Condition),
        ("hazard", HazardDivision),
        ("movement", MovementKind),
        ("approval_kind", ApprovalKind),
        ("approval_state", ApprovalState),
        ("overall", Overall),
        ("verdict", Verdict),
        ("marking_rule", RuleCode),
        ("ground", Ground),
        ("marking_method", Method),
        ("campaign_state", CampaignState),
        ("work_state", WorkState),
        ("skip_reason", SkipReason),
        ("rework_reason", ReworkReason),
        ("supply_kind", SupplyKind),
    ],
)
def test_every_code_has_its_words(which, codes):
    assert set(words.LISTS[which]) == set(codes)


def test_every_field_that_a_correction_can_change_has_its_words():
    changed = {name.removesuffix("_text").removesuffix("_code") for name in COLUMNS}
    assert changed <= set(words.RECORDED_FIELDS)
    assert set(words.CODED) <= set(words.RECORDED_FIELDS)
    assert set(words.CODED.values()) <= set(words.LISTS)


def test_what_leaves_the_house_says_the_same_words_as_the_screens():
    for name, listed in sheet_words.LISTS.items():
        if name in words.LISTS:
            assert {str(code): str(text) for code, text in listed.items()} == {
                str(code): str(text) for code, text in words.LISTS[name].items()
            }


def test_every_pictogram_exists():
    named = {name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "(\w+)" %}', path.read_text())}
    assert (named | {way[2] for way in WAYS}) - set(PATHS) == set()


def test_no_template_carries_inline_style_script_or_addresses_of_others():
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\sstyle=|\son\w+=\"|<style|https?://|margin-left|text-align: ?left", text):
            wrong.append(path.name)
    assert wrong == []


def test_the_style_sheets_know_no_left_and_right():
    sheets = (TEMPLATES.parent / "static" / "css").glob("*.css")
    pattern = re.compile(r"(margin|padding|border)-(left|right)|text-align: ?(left|right)|[{; ](left|right):|float:")
    assert [path.name for path in sheets if pattern.search(path.read_text(encoding="utf-8"))] == []
