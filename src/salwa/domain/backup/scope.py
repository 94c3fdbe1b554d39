"""What a backup holds. The rule is "everything"; what is left out stands here, with its reason."""

from __future__ import annotations

# Tables that a backup leaves out: everything else is in it, also tables that are made after this was written.
TABLES_LEFT_OUT: dict[str, str] = {
    "django_migrations": "the manifest names the migrations; the new database records its own",
    "django_session": "everybody signs in again after a restore",
    "django_content_type": "made by the program in every database",
    "auth_permission": "made by the program in every database; rights come from roles",
    "auth_group": "unused; rights come from roles",
    "auth_group_permissions": "unused; rights come from roles",
    "register_searchsegment": "derived: the search index is built from the register",
    "register_searchkey": "derived: the search index is built from the register",
}

# Entries of the home folder (or beginnings of paths in it) that a backup leaves out; every other file in it is kept.
HOME_LEFT_OUT: dict[str, str] = {
    "salwa.toml": "the manifest carries the settings without their secrets",
    "keys": "key files travel only inside an encrypted backup, apart from the other files",
    "index": "derived: the search index",
    "static": "made at every start",
    "mail": "notices already sent; some carry links to reset a password",
    "pictures-of-counts": "drawn again when asked for",
    "arriving": "uploads that have not arrived yet",
    "exports/work-": "files being made",
}


def in_backup(table: str) -> bool:
    """Whether the rows of a database table are part of a backup."""
    return table not in TABLES_LEFT_OUT


def is_left_out(path: str) -> bool:
    """Whether a file or folder of the home folder is left out: named above, the database, or hidden (locks, halves)."""
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts)
    named = parts[0] in HOME_LEFT_OUT or any(path.startswith(one) for one in HOME_LEFT_OUT if "/" in one)
    return hidden or named or parts[0].startswith("salwa.sqlite3")


# Table, column and folder of files that rows name: a backup tells how many of them are not there.
FILES_OF_ROWS: tuple[tuple[str, str, str], ...] = (
    ("register_picture", "file", "media"),
    ("register_import", "stored_file", "imports"),
)
