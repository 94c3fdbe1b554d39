"""Every action that leaves an audit entry: stable code -> what it says. Codes are never reused or renamed."""

from __future__ import annotations

from salwa.domain.languages import message

ACTIONS: dict[str, str] = {
    "installation.made": message("The installation was made."),
    "accounts.person_added": message("A person was added."),
    "accounts.role_given": message("A role was given."),
    "accounts.role_ended": message("A role was ended."),
    "accounts.token_made": message("A token for a program was made."),
    "accounts.token_revoked": message("A token for a program was ended."),
    "accounts.signed_in": message("A person signed in."),
    "accounts.sign_in_failed": message("A sign-in failed."),
    "weapons.found": message("Weapons were looked for by their marks."),
    "weapons.opened": message("A weapon's page was opened."),
    "weapons.recorded": message("A weapon was recorded."),
    "weapons.picture_added": message("A picture was added to a weapon."),
    "weapons.screened": message("A list of weapons was screened."),
    "weapons.duplicates_listed": message("Weapons recorded twice were listed."),
    "weapons.exported": message("Weapons were exported to a file."),
    "weapons.export_fetched": message("The file of an export was fetched."),
    "register_exchange.exported": message("The register was written to an exchange file."),
    "register_exchange.imported": message("An exchange file of a register was taken in."),
    "custody.recorded": message("Something that happened to a weapon was recorded."),
    "custody.corrected": message("An entry about a weapon was corrected."),
    "custody.cancelled": message("An entry about a weapon was cancelled."),
    "imports.received": message("A file was received for import."),
    "imports.mapped": message("The columns of a file were mapped."),
    "imports.tried": message("An import was tried without saving."),
    "imports.started": message("An import was started."),
    "imports.batch_saved": message("A part of an import was saved."),
    "imports.finished": message("An import was finished."),
    "imports.withdrawn": message("An import was withdrawn."),
    "imports.mapping_saved": message("A column mapping was saved for reuse."),
    "search.merged": message("The search index was merged."),
    "search.rebuilt": message("The search index was rebuilt."),
    "audit.read": message("The audit log was read."),
    "analysis.downloaded": message("A table of counts was downloaded."),
}
