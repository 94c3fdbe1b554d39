"""Why a line of an exchange file is set aside: what is wrong with it and what to do, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salwa.domain.languages import Sentence, message

MEND = message("Mend the line, and import the file again; what is here already is recognised and not doubled.")
# Reason -> (what happened, what to do).
FAULTS: dict[str, tuple[str, str]] = {
    "not_json": (message("The line is not a JSON object: {fault}."), MEND),
    "unknown_kind": (message("Lines of the kind {value} are not known in version 1 of the format."), MEND),
    "missing": (message("The field {field} is missing."), MEND),
    "unknown_field": (message("The field {field} is not known for lines of this kind."), MEND),
    "wrong_type": (message("The field {field} must be {expected}."), MEND),
    "not_allowed": (message("The field {field} holds {value}, which is not one of its values."), MEND),
    "wrong_form": (message("The field {field} holds {value}, which has not the form it must have."), MEND),
    "too_long": (message("The field {field} is longer than {most}."), MEND),
    "too_small": (message("The field {field} is smaller than {least}."), MEND),
    "too_large": (message("The field {field} is larger than {most}."), MEND),
    "broken_text": (message("The field {field} holds signs that are no text."), MEND),
    "refers_to_unknown": (
        message("The field {field} refers to {value}, which is neither in the register nor earlier in the file."),
        message("Put the line it refers to before it, or import the file that holds it first."),
    ),
    "differs": (
        message("The register holds the same record with other content: {fields}. Nothing was overwritten."),
        message("Compare the two; correct the one in the register if it is wrong."),
    ),
    "of_another": (
        message("The identifier {value} belongs to another record of the register."),
        message("Give the line an identifier of its own."),
    ),
    "person_with_name": (
        message("A holder who is a person carries a name or address; these belong into a sealed line."),
        message("Leave name and address out, or send them in a line of the kind person."),
    ),
    "picture_missing": (
        message("The picture {value} does not lie beside the file."),
        message("Give the folder of the pictures with --pictures, and import again."),
    ),
    "picture_unsafe": (
        message("The picture {value} is not what its fingerprint says, or is no plain JPEG picture."),
        message("Take the picture from its source again."),
    ),
    "persons_stay_sealed": (
        message("The line holds sealed data of a person."),
        message("Import with --with-persons and the passphrase to take them in."),
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against a line, with the values of its sentence."""

    reason: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def what(self) -> Sentence:
        """What is wrong."""
        return Sentence(FAULTS[self.reason][0], self.values)

    @property
    def to_do(self) -> Sentence:
        """What to do about it."""
        return Sentence(FAULTS[self.reason][1])
