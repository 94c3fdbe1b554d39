"""The log becomes a Merkle tree: entries are numbered without gap, hashed anew, and guarded by the database itself."""

import datetime
import hashlib
import json
from json.encoder import encode_basestring

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GENESIS = "0" * 64
AT_ONCE = 5_000
KEPT = ("accounts_auditentry", "accounts_checkpoint", "accounts_cosignature", "accounts_witnessedcheckpoint")

# What an insert must not do. Without these, SQLite's INSERT OR REPLACE would take a row away and fire no DELETE trigger.
IN_THE_WAY = {
    "accounts_auditentry": "NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM accounts_auditentry)"
    " OR EXISTS (SELECT 1 FROM accounts_auditentry WHERE id = NEW.id)",
    "accounts_checkpoint": "EXISTS (SELECT 1 FROM accounts_checkpoint WHERE id = NEW.id OR size = NEW.size)",
    "accounts_cosignature": "EXISTS (SELECT 1 FROM accounts_cosignature WHERE id = NEW.id"
    " OR (checkpoint_id = NEW.checkpoint_id AND key = NEW.key))",
    "accounts_witnessedcheckpoint": "EXISTS (SELECT 1 FROM accounts_witnessedcheckpoint WHERE id = NEW.id)",
}
POSTGRESQL_FUNCTIONS = """
CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'The audit log is only added to: % of % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $body$;
CREATE FUNCTION audit_is_in_sequence() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.number IS DISTINCT FROM (SELECT COALESCE(MAX(number), 0) + 1 FROM accounts_auditentry) THEN
    RAISE EXCEPTION 'The audit log is only added to: number % is not the next one.', NEW.number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $body$;
"""


def guard(apps, schema_editor):
    """Triggers that refuse every change of what is kept."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    statements = [] if sqlite else [POSTGRESQL_FUNCTIONS]
    for table in KEPT:
        statements += _on_sqlite(table) if sqlite else _on_postgresql(table)
    if not sqlite:
        statements.append(
            "CREATE TRIGGER accounts_auditentry_in_sequence BEFORE INSERT ON accounts_auditentry"
            " FOR EACH ROW EXECUTE FUNCTION audit_is_in_sequence()"
        )
    for statement in statements:
        schema_editor.execute(statement, params=None)


def _on_sqlite(table):
    refuse = "BEGIN SELECT RAISE(ABORT, 'The audit log is only added to.'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_in_sequence BEFORE INSERT ON {table} WHEN {IN_THE_WAY[table]} {refuse}",
    ]


def _on_postgresql(table):
    return [
        f"CREATE TRIGGER {table}_no_{name} BEFORE {name.upper()} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()"
        for name in ("update", "delete", "truncate")
    ]


def number_and_hash(apps, schema_editor):
    """Number the entries in the order they were written, and hash each with the hash of the one before.

    The old chain is checked on the way; its end goes into the entry that says that the tree was begun, so that a copy
    of it kept elsewhere stays of use.
    """
    model = apps.get_model("accounts", "AuditEntry")
    old, hashed, number, wrong = GENESIS, GENESIS, 0, None
    rows = []
    for entry in model.objects.using(schema_editor.connection.alias).order_by("id").iterator(chunk_size=AT_ONCE):
        number += 1
        if wrong is None and (entry.previous_hash != old or entry.entry_hash != _old_hash(old, entry)):
            wrong = number
        old, previous = entry.entry_hash, hashed
        details = canonical(entry.details)
        hashed = _leaf_hash(number, previous, details, entry)
        rows.append((number, previous, hashed, details, entry.pk))
        if len(rows) == AT_ONCE:
            _save(schema_editor, rows)
            rows = []
    _save(schema_editor, rows)
    if number:
        entry = _begin_of_the_tree(model, (number, hashed), {"entries": number, "chain": old, "first_wrong": wrong})
        entry.save(using=schema_editor.connection.alias, force_insert=True)
    if schema_editor.connection.vendor == "postgresql":
        # Tables with checks still to be made at the end of the transaction cannot be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _save(schema_editor, rows):
    if rows:
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE accounts_auditentry SET number = %s, previous_hash = %s, leaf_hash = %s, details_text = %s"
                " WHERE id = %s",
                rows,
            )


def _begin_of_the_tree(model, last, details):
    entry = model(
        number=last[0] + 1,
        at=datetime.datetime.now(datetime.UTC),
        action="audit.tree_begun",
        object_kind="audit_log",
        details=details,
        details_text=canonical(details),
        previous_hash=last[1],
        entry_hash="",
    )
    entry.leaf_hash = _leaf_hash(entry.number, last[1], entry.details_text, entry)
    return entry


def canonical(details):
    """As `canonical_json` of domain/audit/entries.py wrote it when this migration was made."""
    text = json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _leaf_hash(number, previous, details, entry):
    at = entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")[:-6] + "Z"
    leaf = (
        f'{{"action":{encode_basestring(entry.action)},'
        f'"actor":{"null" if entry.actor_id is None else entry.actor_id},"at":"{at}","details":{details},'
        f'"number":{number},"object_id":{encode_basestring(entry.object_id)},'
        f'"object_kind":{encode_basestring(entry.object_kind)},"previous":"{previous}",'
        f'"purpose":{encode_basestring(entry.purpose)}}}'
    )
    return hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()


def _old_hash(previous, entry):
    fields = {
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "purpose": entry.purpose,
        "details": entry.details,
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode(errors="surrogatepass")).hexdigest()


def person(**more):
    """A reference to a person that keeps the person."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


NUMBER = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    """There is no way back: an audit log is not made easier to change again."""

    dependencies = [("accounts", "0002_approvals")]

    operations = [
        migrations.AddField("auditentry", "number", models.BigIntegerField(null=True)),
        migrations.AddField("auditentry", "leaf_hash", models.CharField(default="", max_length=64), False),
        migrations.AddField("auditentry", "details_text", models.TextField(default="{}"), False),
        migrations.AlterField("auditentry", "previous_hash", models.CharField(max_length=64)),
        migrations.RunPython(number_and_hash, elidable=True),
        migrations.RemoveField("auditentry", "entry_hash"),
        migrations.RemoveField("auditentry", "details"),
        migrations.RenameField("auditentry", "details_text", "details"),
        migrations.AlterField("auditentry", "details", models.TextField(default=dict)),
        migrations.AlterField("auditentry", "number", models.BigIntegerField(unique=True)),
        migrations.AlterModelOptions("auditentry", {"ordering": ["number"]}),
        migrations.CreateModel(
            "Checkpoint",
            [
                NUMBER,
                ("size", models.BigIntegerField(unique=True)),
                ("root", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("frontier", models.TextField()),
                ("epoch", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            "Cosignature",
            [
                NUMBER,
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="accounts.checkpoint",
                    ),
                ),
                ("witness", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=400)),
                ("line", models.TextField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("received_by", person()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("checkpoint", "key"), name="one_cosignature_a_key")]
            },
        ),
        migrations.CreateModel(
            "WitnessedCheckpoint",
            [
                NUMBER,
                ("origin", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=400)),
                ("size", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("signed_at", models.DateTimeField()),
                ("signed_by", person()),
            ],
            options={"indexes": [models.Index(fields=["origin", "size"], name="witnessed_origin")]},
        ),
        migrations.CreateModel(
            "CommitmentSalt",
            [
                NUMBER,
                ("subject", models.CharField(max_length=100, unique=True)),
                ("salt", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(guard),
    ]
