"""Every row of the table of rules is reached by a weapon that a person can picture; the overall verdict follows."""

import pytest

from salwa.domain.marking import RULES, Ground, Overall, RuleCode, Verdict, judge, summarise
from salwa.domain.marking.facts import Fact, facts_of
from salwa.domain.marking.judging import matching
from salwa.domain.marking.profile import Profile
from salwa.domain.marking.rules import BINDING
from salwa.domain.marking.table import TABLE
from salwa.domain.marking.vocabulary import Content
from salwa.domain.weapons import Build, Component, FrameMaterial
from tests.domain.marking.weapons import ABROAD, COUNTRY, ELSEWHERE, GOOD_MARKS, HERE, MAKER, SERIAL, mark, weapon

pytestmark = pytest.mark.one_engine

OF_2000 = {"state_owned": "yes", "year": 2000}
CONTENTS = Profile(contents=frozenset(Content))
PARTS = Profile(components={"other": (Component.FRAME, Component.BARREL)})
MEASURES = Profile(depth_mm=0.08, height_mm=1.6)
SIGNS = Profile(forbidden=frozenset("IOQ"))


def own(what="serial", **more):
    """A mark this State struck when the weapon was recovered."""
    return mark(what, occasion="post_recovery", **({"text": "KEN 2026 0000012"} | more))


# Rule -> for each row of the table in its order: the weapon, or (weapon, profile).
CASES = {
    RuleCode.READABLE: [
        weapon(destroyed=True),
        weapon(SERIAL),
        weapon(SERIAL, mark("serial", "erased", part="barrel")),
        weapon(mark("serial", "erased")),
        weapon(mark("serial", "illegible")),
        weapon(mark("serial", "partial")),
        weapon(mark("serial", "none")),
        weapon(),
    ],
    RuleCode.MANUFACTURE: [
        weapon(destroyed=True),
        weapon(*GOOD_MARKS),
        weapon(SERIAL, mark("symbol"), country=ABROAD),
        weapon(SERIAL, **OF_2000),
        weapon(mark("stock_mark", text="KE POLICE"), **OF_2000),
        weapon(own(), mark("maker_stamp", "none"), build=Build.CRAFT),
        weapon(mark("serial", "none"), build=Build.PRINTED),
        weapon(mark("serial", "erased"), MAKER, COUNTRY),
        weapon(mark("serial", "illegible"), MAKER, COUNTRY),
        weapon(mark("serial", "none"), MAKER, COUNTRY),
        weapon(mark("serial", "partial"), MAKER, COUNTRY),
        weapon(MAKER, COUNTRY),
        weapon(SERIAL, mark("symbol"), mark("maker_stamp", "none")),
        weapon(SERIAL, mark("maker_stamp", "none"), COUNTRY),
        weapon(SERIAL, MAKER, mark("country", "erased")),
        weapon(SERIAL, MAKER),
        weapon(SERIAL, COUNTRY),
        weapon(SERIAL),
    ],
    RuleCode.IMPORT: [
        weapon(destroyed=True, imported="yes"),
        weapon(mark("import_mark", names=HERE), imported="unknown"),
        weapon(imported="no"),
        weapon(imported="yes", ground=Ground.TEMPORARY_IMPORT),
        weapon(imported="yes", ground=Ground.MUSEUM),
        weapon(imported="unknown", recovered="yes"),
        weapon(imported="unknown"),
        weapon(mark("import_mark", names=ELSEWHERE), imported="yes"),
        weapon(mark("import_mark", "none"), imported="yes"),
        weapon(mark("import_mark", "erased"), imported="yes"),
        weapon(mark("import_mark", text="XX"), imported="yes"),
        weapon(mark("import_mark", "partial"), imported="yes"),
        weapon(imported="yes"),
    ],
    RuleCode.IMPORT_UNIQUE: [
        weapon(destroyed=True),
        weapon(SERIAL, imported="yes"),
        weapon(imported="no"),
        weapon(imported="yes", ground=Ground.MUSEUM),
        weapon(mark("serial", "none"), imported="yes"),
        weapon(mark("serial", "none"), imported="unknown", recovered="yes"),
        weapon(mark("serial", "partial"), imported="yes"),
        weapon(mark("serial", "erased"), imported="unknown"),
        weapon(imported="yes"),
    ],
    RuleCode.IMPORT_YEAR: [
        weapon(destroyed=True),
        weapon(imported="yes"),
        weapon(mark("import_mark", names=HERE, text="KEN 88", year_on_it=True)),
        weapon(mark("import_mark", names=HERE, text="KEN", year_on_it=False)),
        weapon(import_country=HERE),
    ],
    RuleCode.TRANSFER: [
        weapon(destroyed=True, transferred="yes"),
        weapon(transferred="no"),
        weapon(transferred="unknown"),
        weapon(mark("stock_mark", names=HERE), transferred="yes"),
        weapon(mark("stock_mark", names=ELSEWHERE), transferred="yes"),
        weapon(mark("stock_mark", "none"), transferred="yes"),
        weapon(mark("stock_mark", text="P 12"), transferred="yes"),
        weapon(mark("stock_mark", "partial"), transferred="yes"),
        weapon(transferred="yes"),
    ],
    RuleCode.STATE_STOCK: [
        weapon(destroyed=True, state_owned="yes"),
        weapon(state_owned="no"),
        weapon(SERIAL, state_owned="yes"),
        weapon(mark("stock_mark", text="P 12"), state_owned="yes"),
        weapon(state_owned="unknown"),
        weapon(mark("serial", "none"), mark("stock_mark", "none"), state_owned="yes"),
        weapon(mark("serial", "none"), state_owned="yes"),
    ],
    RuleCode.RECOVERED: [
        weapon(recovered="no"),
        weapon(recovered="yes", destroyed=True),
        weapon(SERIAL, recovered="yes"),
        weapon(mark("serial", "erased"), recovered="yes"),
        weapon(mark("serial", "partial"), recovered="yes"),
        weapon(recovered="yes"),
    ],
    RuleCode.ESSENTIAL_PART: [
        weapon(destroyed=True),
        weapon(SERIAL),
        weapon(mark("serial", part="barrel"), **OF_2000),
        weapon(mark("stock_mark", text="P 12"), **OF_2000),
        weapon(mark("serial", "erased", part="receiver")),
        weapon(mark("serial", "none", part="frame"), mark("serial", part="barrel")),
        weapon(mark("serial", part="barrel")),
        weapon(mark("serial")),
        weapon(mark("serial", "partial", part="frame")),
        weapon(mark("serial", "erased", part="barrel")),
    ],
    RuleCode.OTHER_PARTS: [
        weapon(destroyed=True),
        weapon(SERIAL, mark("serial", part="slide")),
        weapon(SERIAL, mark("serial", "none", part="barrel")),
        weapon(SERIAL),
    ],
    RuleCode.PLATE: [
        weapon(destroyed=True),
        weapon(frame_material=FrameMaterial.METAL),
        weapon(frame_material=FrameMaterial.POLYMER_WITH_PLATE),
        weapon(frame_material=FrameMaterial.POLYMER),
        weapon(),
    ],
    RuleCode.MODULAR: [
        weapon(destroyed=True),
        weapon(modular="no"),
        weapon(),
        weapon(SERIAL, modular="yes", parts_known=True),
        weapon(SERIAL, modular="yes"),
        weapon(mark("serial", "none", part="receiver"), modular="yes"),
        weapon(modular="yes"),
    ],
    RuleCode.CONTENTS: [
        weapon(destroyed=True),
        weapon(country=HERE),
        (weapon(country=ABROAD), CONTENTS),
        (weapon(*GOOD_MARKS, mark("year"), mark("model"), mark("calibre"), country=HERE), CONTENTS),
        (weapon(SERIAL), CONTENTS),
        (weapon(*GOOD_MARKS, mark("year", "none"), country=HERE), CONTENTS),
        (weapon(*GOOD_MARKS, country=HERE), CONTENTS),
    ],
    RuleCode.COMPONENTS: [
        weapon(destroyed=True),
        weapon(),
        (weapon(SERIAL, mark("serial", part="barrel")), PARTS),
        (weapon(SERIAL, mark("serial", "none", part="barrel")), PARTS),
        (weapon(SERIAL), PARTS),
    ],
    RuleCode.DEPTH: [
        weapon(destroyed=True),
        weapon(own(depth_mm=0.01)),
        (weapon(own()), MEASURES),
        (weapon(own(depth_mm=0.08)), MEASURES),
        (weapon(own(depth_mm=0.079)), MEASURES),
    ],
    RuleCode.HEIGHT: [
        weapon(destroyed=True),
        weapon(own(height_mm=0.5)),
        (weapon(own()), MEASURES),
        (weapon(own(height_mm=1.6)), MEASURES),
        (weapon(own(height_mm=1.5)), MEASURES),
    ],
    RuleCode.LETTERS: [
        weapon(destroyed=True),
        weapon(SERIAL),
        weapon(own()),
        weapon(own(text="2026 0000012")),
    ],
    RuleCode.CHARACTERS: [
        weapon(destroyed=True),
        (weapon(SERIAL), SIGNS),
        (weapon(own()), SIGNS),
        (weapon(own(text="KEN 2026 O000012")), SIGNS),
    ],
}  # fmt: skip
ALL = [(rule, place) for rule, cases in CASES.items() for place in range(len(cases))]


def case(rule, place):
    found = CASES[rule][place]
    return found if isinstance(found, tuple) else (found, Profile())


@pytest.mark.parametrize("rule", RuleCode)
def test_every_row_of_every_rule_has_its_weapon(rule):
    assert len(CASES[rule]) == len(TABLE[rule])
    assert TABLE[rule][-1].needs == {}


@pytest.mark.parametrize(("rule", "place"), ALL)
def test_each_weapon_reaches_the_row_it_was_made_for(rule, place):
    one, profile = case(rule, place)
    assert dict(matching(facts_of(one, profile)))[rule] is TABLE[rule][place]
    finding = next(found for found in judge(one, profile).findings if found.rule is rule)
    row = TABLE[rule][place]
    assert (finding.verdict, finding.why.template) == (row.verdict, row.why)
    assert (finding.remedy.template if finding.remedy else "") == row.remedy


@pytest.mark.parametrize("rule", RuleCode)
def test_whoever_lacks_something_is_told_what_to_do(rule):
    for row in TABLE[rule]:
        assert bool(row.remedy) == (row.verdict in (Verdict.NOT_FULFILLED, Verdict.CANNOT_TELL))


def test_every_rule_names_its_paragraph_and_every_fact_is_used():
    assert set(RULES) == set(RuleCode) == set(TABLE)
    assert all(rule.paragraph and rule.asks for rule in RULES.values())
    used = {fact for rows in TABLE.values() for row in rows for fact in row.needs}
    assert used == set(Fact)


def test_nothing_recorded_is_never_taken_for_no_mark():
    findings = judge(weapon(imported="yes", state_owned="yes", recovered="yes", transferred="yes"), Profile()).findings
    assert Verdict.NOT_FULFILLED not in {one.verdict for one in findings if not one.advice}


@pytest.mark.parametrize(
    ("one", "overall"),
    [
        (weapon(*GOOD_MARKS, country=ABROAD, imported="no", state_owned="no"), Overall.DULY_MARKED),
        (weapon(*GOOD_MARKS, mark("import_mark", "none"), imported="yes"), Overall.MARKS_MISSING),
        (weapon(*GOOD_MARKS, imported="yes"), Overall.CANNOT_TELL),
        (weapon(destroyed=True), Overall.DULY_MARKED),
        # Advice does not make a weapon unduly marked.
        (weapon(*GOOD_MARKS, imported="no", frame_material=FrameMaterial.POLYMER), Overall.DULY_MARKED),
    ],
)
def test_the_verdict_over_all_rules(one, overall):
    assert judge(one, Profile()).overall is overall
    assert summarise(one, Profile()).overall is overall


def test_the_summary_names_the_binding_rules_only():
    one = weapon(mark("serial", "none", part="frame"), imported="yes", recovered="yes")
    summary = summarise(one, Profile())
    assert set(summary.missing) == {
        RuleCode.MANUFACTURE, RuleCode.IMPORT_UNIQUE, RuleCode.RECOVERED, RuleCode.ESSENTIAL_PART,
    }  # fmt: skip
    assert summary.unsure == (RuleCode.IMPORT, RuleCode.STATE_STOCK)
    assert set(summary.missing + summary.unsure) <= set(BINDING)


def test_contents_and_parts_that_lack_are_named():
    made = weapon(*GOOD_MARKS, mark("year", "none"), mark("calibre", "erased"), country=HERE)
    finding = next(one for one in judge(made, CONTENTS).findings if one.rule is RuleCode.CONTENTS)
    assert finding.why.english() == "It was made in this State, and its marks lack: year, calibre."
    finding = next(one for one in judge(weapon(SERIAL), PARTS).findings if one.rule is RuleCode.COMPONENTS)
    assert finding.why.english() == "Whether these parts bear a mark is not recorded: barrel."
