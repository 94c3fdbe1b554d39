"""What a database is made of, so that two of them can be compared: columns, constraints, indexes, triggers."""

import re

from django.db import connection


def description() -> dict[str, list[str]]:
    """Table (or another word) -> sorted lines that say everything but the order of columns."""
    return _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite()


def _of_sqlite():
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        found = {}
        for kind, name, table, text in cursor.fetchall():
            lines = clauses(text) if kind == "table" else [f"{kind} {name}: {' '.join(text.split())}"]
            found.setdefault(table, []).extend(lines)
    return {table: sorted(lines) for table, lines in found.items()}


def clauses(text):
    """The clauses of a CREATE TABLE, each as one line: columns and constraints."""
    body, depth, parts, quoted = text[text.index("(") + 1 : text.rindex(")")], 0, [""], False
    for sign in body:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [re.sub(r"\s+", " ", part).strip() for part in parts]


_ASKED = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,"
    " is_nullable, column_default, is_identity, identity_generation FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass, conname, contype, condeferrable, condeferred, pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass, pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequence_name, data_type FROM information_schema.sequences WHERE sequence_schema = 'public'",
}


def _of_postgresql():
    found = {}
    with connection.cursor() as cursor:
        for word, question in _ASKED.items():
            cursor.execute(question)
            found[word] = sorted(_without_generated_name(" | ".join(map(str, row))) for row in cursor.fetchall())
    return found


def _without_generated_name(line):
    """Django names the unique constraint of one column otherwise when it is added later; nothing depends on it."""
    return re.sub(r"(\w+?)_(?:[0-9a-f]{8}_uniq|key)\b", r"\1_of_one_column", line)
