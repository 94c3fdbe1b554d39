"""What cases share, by key; filled from the answers, findings and checks that are there."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from salwa.domain.tracing.linking import KeyKind, case_key, seen_before

PART = 500


def fill(apps: Any, _editor: Any) -> None:
    """Keys of every answer, last lawful record and check; in parts, so that a large register needs little memory."""
    key_of = apps.get_model("register", "CaseKey")
    part: list[Any] = []
    for seized, kind, value in _found(apps):
        part.append(key_of(seized_id=seized, kind=kind.value, value=value))
        if len(part) == PART:
            key_of.objects.bulk_create(part, ignore_conflicts=True)
            part = []
    key_of.objects.bulk_create(part, ignore_conflicts=True)


def _found(apps: Any) -> Iterator[tuple[int, KeyKind, str]]:
    texts: list[tuple[KeyKind, Any]]
    answers = apps.get_model("register", "RequestStep").objects.filter(
        outgoing__isnull=False, step__in=["answered", "clarified"]
    )
    for seized, body in answers.values_list("outgoing__case__seized", "body").iterator(PART):
        said = body.get("statements") if isinstance(body, dict) else None
        for one in said if isinstance(said, list) else []:
            if isinstance(one, dict):
                texts = [(KeyKind.DOCUMENT, one.get("document")), (KeyKind.HOLDER, one.get("consignee"))]
                yield from _keys(seized, texts)
    findings = apps.get_model("register", "CaseFinding").objects.filter(kind="last_lawful_record")
    for seized, values in findings.values_list("case__seized", "values").iterator(PART):
        yield from _keys(seized, [(KeyKind.DOCUMENT, values.get("document")), (KeyKind.HOLDER, values.get("holder"))])
    checked = apps.get_model("register", "SeizedWeapon").objects.values_list("pk", "checks")
    for seized, checks in checked.iterator(PART):
        for one in seen_before(checks):
            yield seized, KeyKind.SEEN, str(one)


def _keys(seized: int, texts: list[tuple[KeyKind, Any]]) -> Iterator[tuple[int, KeyKind, str]]:
    for kind, text in texts:
        key = case_key(text) if isinstance(text, str) else ""
        if key:
            yield seized, kind, key


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
