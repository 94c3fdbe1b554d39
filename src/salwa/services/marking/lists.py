"""Weapons that are not duly marked, over the whole register: counts and pages, from tables kept in the background."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.marking import Overall, RuleCode
from salwa.domain.marking.rules import BINDING
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import ContentKind
from salwa.services.audit.actions import write_entry
from salwa.services.marking.permissions import check_may_plan
from salwa.services.marking.running import has_changed, judge_register, last_run
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Mark, MarkingGap, MarkingRun, MarkingVerdict, Weapon

# Up to here the register is judged in the request (about half a second at most).
JUDGED_AT_ONCE = 5_000
LOST_AFTER = timedelta(hours=2)
MOST = 500
NO_SUCH_RULE = message("There is no rule {rule}.")
CHOOSE_RULE = message("Choose one of: {rules}.")


@dataclass(frozen=True, slots=True)
class WeaponLine:
    """One weapon in one line: its number, what it is, its serial as recorded."""

    number: int
    type: str
    maker: str
    model: str
    calibre: str
    serial: str

    @property
    def title(self) -> str:
        """Maker and model, else the type. Many models carry their maker's name: "Zastava M70" of "Zastava Arms"."""
        first = self.model.split(" ")[0].casefold()
        if first and first in self.maker.casefold().split():
            return self.model
        return " ".join(part for part in (self.maker, self.model) if part) or self.type


@dataclass(frozen=True, slots=True)
class HolderShown:
    """A holder in a list. A person's name is sealed: only the number and the reference are told."""

    number: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class LackingRow:
    """A weapon of the list with the binding rules it does not fulfil, and who holds it."""

    weapon: WeaponLine
    rules: tuple[RuleCode, ...]
    holder: HolderShown | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the list is wanted: a verdict, one rule, one maker, one holder."""

    overall: Overall = Overall.MARKS_MISSING
    rule: RuleCode | None = None
    maker: str = ""
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of the list as of one moment. `makers` and `holders`: those with most weapons that lack marks."""

    as_of: datetime
    overall: dict[Overall, int]
    rules: tuple[tuple[RuleCode, int], ...]
    makers: tuple[tuple[str, str, int], ...]
    holders: tuple[tuple[HolderShown | None, int], ...]
    profile_version: int
    seconds: float


@dataclass(frozen=True, slots=True)
class LackingPage:
    """A page of the list. `after` continues it, None at its end; `counted` is None until it was made once."""

    asked: Asked
    rows: tuple[LackingRow, ...]
    after: int | None
    counted: Counted | None
    outdated: bool


def bring_up_to_date(*, acting_user: User, whole: bool = False) -> None:
    """See to it that the list follows the register: a small one is judged now, a large one in the background."""
    check_may_plan(acting_user)
    if not whole and not has_changed(last_run()):
        return
    if (Weapon.objects.aggregate(last=Max("pk"))["last"] or 0) <= JUDGED_AT_ONCE:
        judge_now(acting_user=acting_user, whole=whole)
    else:
        request_run(acting_user, whole=whole)


def judge_now(*, acting_user: User, whole: bool) -> None:
    """Judge the register before returning (commands, small registers). In order: permit, judge, count, audit."""
    check_may_plan(acting_user)
    run = MarkingRun.objects.create(requested_at=timezone.now(), requested_by_id=acting_user.pk, whole=whole)
    judge_register(run.pk)


def request_run(user: User, *, whole: bool) -> None:
    """Ask the background worker for a run, unless one is waiting or running already."""
    from salwa.services.marking.tasks import judge_in_background  # slow start

    now = timezone.now()
    waiting = MarkingRun.objects.filter(as_of=None, requested_at__gt=now - LOST_AFTER)
    if waiting.filter(Q(whole=True) | Q(whole=whole)).exists():
        return
    MarkingRun.objects.filter(as_of=None, requested_at__lte=now - LOST_AFTER).delete()
    run = MarkingRun.objects.create(requested_at=now, requested_by_id=user.pk, whole=whole)
    judge_in_background.enqueue(run.pk)


def list_lacking(*, acting_user: User, asked: Asked, after: int = 0, count: int = 50) -> LackingPage:
    """A page of weapons by verdict, rule, maker and holder, by number. In order: permit, read, audit."""
    check_may_plan(acting_user)
    count = max(1, min(count, MOST))
    with transaction.atomic():
        numbers = _numbers(asked, after, count + 1)
        rows = _rows(numbers[:count])
        write_entry(
            acting_user=acting_user,
            action="marking.listed",
            object_kind="register",
            details={
                "overall": asked.overall.value, "rule": asked.rule.value if asked.rule else "", "maker": asked.maker,
                "holder": asked.holder, "rows": len(rows),
            },
        )  # fmt: skip
    run = last_run()
    more = numbers[count - 1] if len(numbers) > count else None
    return LackingPage(asked, rows, more, _counted(run) if run else None, has_changed(run))


def asked_of(*, overall: str = "", rule: str = "", maker: str = "", holder: int | None = None) -> Asked:
    """What a request asks for. Raises `NotFound` for an unknown rule or verdict."""
    if rule and rule not in set(BINDING):
        names = Listed(BINDING)
        raise NotFound(
            "no_such_rule", Sentence(NO_SUCH_RULE, {"rule": rule[:40]}), remedy=Sentence(CHOOSE_RULE, {"rules": names})
        )
    if overall and overall not in set(Overall):
        names = Listed(Overall)
        raise NotFound(
            "no_such_rule",
            Sentence(NO_SUCH_RULE, {"rule": overall[:40]}),
            remedy=Sentence(CHOOSE_RULE, {"rules": names}),
        )
    return Asked(
        Overall(overall) if overall else Overall.MARKS_MISSING, RuleCode(rule) if rule else None, maker[:60], holder
    )


def _numbers(asked: Asked, after: int, count: int) -> list[int]:
    wanted: dict[str, Any] = {"weapon__gt": after}
    if asked.maker:
        wanted["maker_code"] = asked.maker
    if asked.holder is not None:
        wanted["holder_id"] = asked.holder
    if asked.rule is not None:
        gaps = MarkingGap.objects.filter(rule=asked.rule.value, **wanted)
        return list(gaps.order_by("weapon").values_list("weapon_id", flat=True)[:count])
    verdicts = MarkingVerdict.objects.filter(overall=asked.overall.value, **wanted)
    return list(verdicts.order_by("weapon").values_list("weapon_id", flat=True)[:count])


def _rows(numbers: list[int]) -> tuple[LackingRow, ...]:
    rules: dict[int, list[str]] = {}
    for weapon, rule in MarkingGap.objects.filter(weapon__in=numbers).values_list("weapon_id", "rule"):
        rules.setdefault(weapon, []).append(rule)
    holding = dict(MarkingVerdict.objects.filter(weapon__in=numbers).values_list("weapon_id", "holder_id"))
    holders = holders_shown(set(holding.values()) - {None})
    lines = lines_of(numbers)
    return tuple(
        LackingRow(
            lines[number],
            tuple(code for code in BINDING if code.value in rules.get(number, ())),
            holders.get(holding.get(number) or 0),
        )
        for number in numbers
        if number in lines
    )


def lines_of(numbers: Iterable[int]) -> dict[int, WeaponLine]:
    """Weapons in one line each: names as read, else as typed; the serial of the frame or receiver first."""
    wanted = list(numbers)
    serials: dict[int, str] = {}
    marks = Mark.objects.filter(weapon__in=wanted, content=ContentKind.SERIAL.value, corrected_by=None)
    for weapon, component, text in marks.order_by("pk").values_list("weapon_id", "component", "text"):
        if text and (weapon not in serials or component in ("frame", "receiver")):
            serials[weapon] = text
    return {row.pk: _line(row, serials.get(row.pk, "")) for row in Weapon.objects.filter(pk__in=wanted)}


def _line(row: Weapon, serial: str) -> WeaponLine:
    names = {}
    for field in ("type", "maker", "model", "calibre"):
        code, text = getattr(row, f"{field}_code"), getattr(row, f"{field}_text").strip()
        names[field] = name_of(field, code) if code else text
    return WeaponLine(row.pk, serial=serial, **names)


def holders_shown(numbers: Iterable[int | None]) -> dict[int, HolderShown]:
    """Holders by number, each with a name that may be shown."""
    rows = Holder.objects.filter(pk__in=[number for number in numbers if number is not None])
    return {row.pk: HolderShown(row.pk, row.kind, row.name or row.reference) for row in rows}


def _counted(run: MarkingRun) -> Counted:
    figures = run.figures
    holders = holders_shown(number for number, _ in figures.get("holders", ()))
    assert run.as_of is not None
    return Counted(
        as_of=run.as_of,
        overall={one: figures.get("overall", {}).get(one.value, 0) for one in Overall},
        rules=tuple(
            (code, figures["rules"][code.value]) for code in BINDING if figures.get("rules", {}).get(code.value)
        ),
        makers=tuple(
            (code, name_of("maker", code) if code else "", count) for code, count in figures.get("makers", ())
        ),
        holders=tuple((holders.get(number or 0), count) for number, count in figures.get("holders", ())),
        profile_version=run.profile_version,
        seconds=run.seconds,
    )
