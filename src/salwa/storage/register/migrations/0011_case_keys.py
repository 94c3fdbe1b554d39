"""What cases share, by key; filled from the answers, findings and checks that are there."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

PART = 500
# A frozen copy of the folding of that time (domain/tracing/linking.py): a migration imports nothing that may change.
LONGEST_KEY = 200


def fill(apps: Any, _editor: Any) -> None:
    """Keys of every answer, last lawful record and check; in parts, so that a large register needs little memory."""
    key_of = apps.get_model("register", "CaseKey")
    part: list[Any] = []
    for seized, kind, value in _found(apps):
        part.append(key_of(seized_id=seized, kind=kind, value=value))
        if len(part) == PART:
            key_of.objects.bulk_create(part, ignore_conflicts=True)
            part = []
    key_of.objects.bulk_create(part, ignore_conflicts=True)


def _found(apps: Any) -> Iterator[tuple[int, str, str]]:
    texts: list[tuple[str, Any]]
    answers = apps.get_model("register", "RequestStep").objects.filter(
        outgoing__isnull=False, step__in=["answered", "clarified"]
    )
    for seized, body in answers.values_list("outgoing__case__seized", "body").iterator(PART):
        said = body.get("statements") if isinstance(body, dict) else None
        for one in said if isinstance(said, list) else []:
            if isinstance(one, dict):
                texts = [("document", one.get("document")), ("holder", one.get("consignee"))]
                yield from _keys(seized, texts)
    findings = apps.get_model("register", "CaseFinding").objects.filter(kind="last_lawful_record")
    for seized, values in findings.values_list("case__seized", "values").iterator(PART):
        yield from _keys(seized, [("document", values.get("document")), ("holder", values.get("holder"))])
    checked = apps.get_model("register", "SeizedWeapon").objects.values_list("pk", "checks")
    for seized, checks in checked.iterator(PART):
        for one in seen_before(checks):
            yield seized, "seen", str(one)


def _keys(seized: int, texts: list[tuple[str, Any]]) -> Iterator[tuple[int, str, str]]:
    for kind, text in texts:
        key = case_key(text) if isinstance(text, str) else ""
        if key:
            yield seized, kind, key


def case_key(text: str) -> str:
    """The text folded; empty where it is too short to mean anything."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    key = "".join(sign for sign in plain if sign.isalnum())[:LONGEST_KEY]
    return key if len(key) > 2 else ""


def seen_before(checks: Any) -> set[int]:
    """Earlier seizures that the checks took for the same weapon."""
    runs = checks.get("runs", [])
    return {one["seized"] for run in runs for one in run["seen_before"] if one["class"] == "identified"}


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0010_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("value", models.CharField(max_length=200)),
                (
                    "seized",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link_keys",
                        to="register.seizedweapon",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "value"], name="case_key_value")],
                "constraints": [
                    models.UniqueConstraint(fields=("seized", "kind", "value"), name="a_case_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["document", "holder", "seen"])), name="known_case_key"
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
