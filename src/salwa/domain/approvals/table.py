"""The rules of all kinds. A capability that joins adds its kind here, and an executor in services."""

from __future__ import annotations

from collections.abc import Mapping

from salwa.domain.approvals import role_words
from salwa.domain.approvals.kinds import ApprovalKind, Fact, KindRule, Words
from salwa.domain.languages import message

LIST_CHANGED = message("The list is no longer the one that stood there when this was asked.")
LIST_TOLD = message("Fingerprint of the list (SHA-256): {value}.")

KINDS: Mapping[ApprovalKind, KindRule] = {
    ApprovalKind.ROLE_GRANT: KindRule(
        may_request="accounts.manage",
        may_approve="accounts.manage",
        days=14,
        facts={
            "person": Fact("", message("This is another person than the one this was asked for.")),
            "organisation": Fact("", message("This is another unit than the one this was asked for.")),
            "role": Fact("", message("This is another role than the one that was asked for.")),
            "held": Fact("", message("{person_name} holds this role already.")),
            "active": Fact("", message("The account of {person_name} was closed after this was asked.")),
        },
        words={
            role.value: Words(heading, (happens, role_words.LASTS))
            for role, (heading, happens) in role_words.GIVEN.items()
        },
        names=frozenset({"person_name"}),
        varies_by="role",
        concerns="person",
    ),
    ApprovalKind.IMPORT_WITHDRAWAL: KindRule(
        may_request="imports.withdraw",
        may_approve="imports.withdraw",
        days=14,
        facts={
            "import": Fact(
                message("Number of the import: {value}."),
                message("This is another import than the one this was asked for."),
            ),
            "status": Fact(
                {
                    "finished": message("The import had run to its end."),
                    "failed": message("The import had stopped before its end."),
                },
                message("The import was resumed or withdrawn after this was asked."),
            ),
            "weapons": Fact(
                message("Weapons in use that it brought in: {value}."),
                message("When this was asked, {asked} weapons in use came from this import; now it is {now}."),
            ),
            "sha256": Fact(
                message("Fingerprint of the file (SHA-256): {value}."),
                message("The file of the import is no longer the one that was there when this was asked."),
            ),
        },
        words={
            "": Words(
                message("Withdraw the import of {file}"),
                (
                    message(
                        "All weapons that the import of {file} brought in are taken out of searches and counts "
                        "together. Number of weapons: {weapons}."
                    ),
                    message("Weapons that the import only confirmed stay as they are."),
                    message("Nothing is deleted. Importing the file again brings the weapons back."),
                ),
            )
        },
        names=frozenset({"file"}),
    ),
    # PoA II.16, MOSAIC 05.50: destruction is verified and recorded; the record is for ever, so a second person looks.
    ApprovalKind.DESTRUCTION: KindRule(
        may_request="destruction.request",
        may_approve="destruction.approve",
        days=30,
        facts={
            "record": Fact(
                message("Number of the destruction record: {value}."),
                message("This is another destruction record than the one this was asked for."),
            ),
            "weapons": Fact(
                message("Weapons on its list: {value}."),
                message("When this was asked, {asked} weapons were on the list; now it is {now}."),
            ),
            "list": Fact(LIST_TOLD, LIST_CHANGED),
        },
        words={
            "": Words(
                message("Record the destruction {record}"),
                (
                    message(
                        "Every weapon on the list of the destruction record {record} is marked as destroyed. "
                        "Number of weapons: {weapons}."
                    ),
                    message("The weapons leave the stock. Their records and marks are kept, and a look-up finds them."),
                ),
            )
        },
    ),
    ApprovalKind.KEY_CHANGE: KindRule(
        may_request="keys.manage",
        may_approve="keys.manage",
        days=7,
        facts={
            "key": Fact(
                message("Fingerprint of the key: {value}."),
                message("This is another key than the one this was asked for."),
            ),
            "change": Fact("", message("This is another change than the one that was asked for.")),
            "state": Fact("", message("The key was changed after this was asked.")),
        },
        words={
            "activate": Words(
                message("Use the key {key}"),
                (message("This installation signs with the key {key} from that moment on."),),
            ),
            "retire": Words(
                message("Retire the key {key}"),
                (
                    message("This installation signs no more with the key {key}."),
                    message("What was signed with it before stays valid."),
                ),
            ),
            "seal_anew": Words(
                message("Change the key of sealed personal data"),
                (
                    message("A new key takes the place of the key {key}, and all sealed data are sealed anew with it."),
                    message("The old key stays in the keyring until the operator gives it up."),
                ),
            ),
            "revoke": Words(
                message("Revoke the key {key}"),
                (message("Whatever is signed with the key {key} is refused from that moment on."),),
            ),
        },
        varies_by="change",
    ),
    ApprovalKind.RETENTION_PURGE: KindRule(
        may_request="retention.manage",
        may_approve="persons.purge",
        days=30,
        facts={
            "persons": Fact(
                message("Persons on the list: {value}."),
                message("When this was asked, {asked} persons were on the list; now it is {now}."),
            ),
            "until": Fact(
                message("Their time of keeping ended on {value} or before."),
                message("The last day of keeping is no longer the one that was asked for."),
            ),
            "list": Fact(LIST_TOLD, LIST_CHANGED),
        },
        words={
            "": Words(
                message("Remove personal data whose time of keeping has ended"),
                (
                    message(
                        "The personal data of everybody on the list are removed and cannot be brought back. "
                        "Number of persons: {persons}."
                    ),
                    message("The records of the weapons stay, as the International Tracing Instrument asks."),
                ),
            )
        },
    ),
    # A pin overrides the trust list, so one person alone must not be able to put a stranger in a State's place.
    ApprovalKind.PARTNER_PIN: KindRule(
        may_request="exchange.manage",
        may_approve="exchange.manage",
        days=14,
        facts={
            "key": Fact("", message("This is another key than the one this was asked for.")),
            "state": Fact("", message("This is another State than the one this was asked for.")),
            "fingerprint": Fact(
                message("Fingerprint of the keys, to be compared on paper: {value}."),
                message("These are other keys than those this was asked for."),
            ),
            "address": Fact(
                message("Address of the installation: {value}."),
                message("The address is no longer the one that was asked for."),
            ),
            "standing": Fact("", message("The keys were taken or dropped after this was asked.")),
        },
        words={
            "": Words(
                message("Take the keys of {state} by hand"),
                (
                    message("Messages to {state} are sealed to these keys, and only what they sign is believed."),
                    message("What the trust list says about {state} does not count any more here."),
                ),
            )
        },
    ),
}
