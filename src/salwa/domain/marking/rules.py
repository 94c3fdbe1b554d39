"""The rules of marking: paragraph, what each asks, and whether it binds or is advice."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import message
from salwa.domain.marking.vocabulary import RuleCode


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it stands, what it asks in one sentence, and whether it is advice only."""

    paragraph: str
    asks: str
    advice: bool = False


NATIONAL = message("National marking profile")
# In the order in which a page shows them.
RULES: dict[RuleCode, Rule] = {
    RuleCode.READABLE: Rule("ITI 7", message("Marks can be read without aids, and last.")),
    RuleCode.MANUFACTURE: Rule(
        "ITI 8(a); PoA II.7, II.8",
        message(
            "A unique mark names the maker, the country of manufacture and a serial number, or simple symbols with a "
            "code let every State recognise the country of manufacture."
        ),
    ),
    RuleCode.IMPORT: Rule("ITI 8(b)", message("An imported weapon bears a simple mark of the country of import.")),
    RuleCode.IMPORT_UNIQUE: Rule("ITI 8(b)", message("An imported weapon bears a unique mark.")),
    RuleCode.IMPORT_YEAR: Rule("ITI 8(b)", message("The import mark says the year where possible."), advice=True),
    RuleCode.TRANSFER: Rule(
        "ITI 8(c)",
        message(
            "A weapon that left State stocks for civilian use bears a mark of the State from whose stocks it came."
        ),
    ),
    RuleCode.STATE_STOCK: Rule(
        "ITI 8(d)", message("Weapons of the State's own forces are duly marked; the mark need not meet ITI 8(a).")
    ),
    RuleCode.RECOVERED: Rule(
        "ITI 9; PoA II.16", message("Illicit weapons found here are uniquely marked and recorded, or destroyed.")
    ),
    RuleCode.ESSENTIAL_PART: Rule(
        "ITI 10",
        message("The unique mark stands on the part without which the weapon can never fire again: frame or receiver."),
    ),
    RuleCode.OTHER_PARTS: Rule(
        "ITI 10", message("Barrel, slide or cylinder are marked as well, where that suits the weapon."), advice=True
    ),
    RuleCode.PLATE: Rule(
        "MOSAIC 05.30", message("A polymer frame bears its mark on a metal plate set into it."), advice=True
    ),
    RuleCode.MODULAR: Rule(
        "MOSAIC 05.30",
        message("Of a modular weapon the part that stays bears the unique mark, and the others are recorded."),
        advice=True,
    ),
    RuleCode.CONTENTS: Rule(NATIONAL, message("Marks at manufacture say what this State's profile asks for.")),
    RuleCode.COMPONENTS: Rule(NATIONAL, message("The parts that this State's profile names bear a legible mark.")),
    RuleCode.DEPTH: Rule(NATIONAL, message("Marks struck here are deep enough, where they were measured.")),
    RuleCode.HEIGHT: Rule(NATIONAL, message("Marks struck here are high enough, where they were measured.")),
    RuleCode.LETTERS: Rule(NATIONAL, message("Marks struck here bear the State's code letters.")),
    RuleCode.CHARACTERS: Rule(
        NATIONAL, message("Numbers struck here hold no signs that eyes take for others."), advice=True
    ),
}
BINDING = tuple(code for code, rule in RULES.items() if not rule.advice)
