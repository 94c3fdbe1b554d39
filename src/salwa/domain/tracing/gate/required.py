"""What ITI 17 and 15 require of a request (these block), and what of the form is left open."""

from __future__ import annotations

from collections.abc import Iterator

from salwa.domain.languages import Sentence, message
from salwa.domain.tracing.gate.remarks import Asked, Remark
from salwa.domain.tracing.vocabulary import IntendedUse, Priority, Restriction

# A shorter text says nothing: "-", "ok", "n/a".
SAYS_SOMETHING = 4


def without_limb(asked: Asked) -> Iterator[Remark]:
    """ITI 17(a): why the weapon is held to be illicit."""
    if not asked.contents.illicit:
        yield Remark(
            "limb_missing",
            True,
            "illicit",
            Sentence(message("The request does not say why the weapon is illicit.")),
            Sentence(message("Tick at least one of the five reasons and write the law or the embargo beside it.")),
            "ITI 6, 17(a)",
        )


def without_justification(asked: Asked) -> Iterator[Remark]:
    """ITI 17(a): the legal justification of each reason."""
    for one in asked.contents.illicit:
        if not _says(one.justification):
            yield Remark(
                "justification_missing",
                True,
                "illicit",
                Sentence(message("Reason {limb} has no legal justification."), {"limb": f"6({one.limb})"}),
                Sentence(message("Name the law and the article, the embargo or the missing licence it rests on.")),
                "ITI 17(a)",
            )


def without_circumstances(asked: Asked) -> Iterator[Remark]:
    """ITI 17(a): as far as possible the circumstances in which the weapon was found."""
    if not _says(asked.contents.circumstances):
        yield Remark(
            "circumstances_missing",
            False,
            "circumstances",
            Sentence(message("Nothing is said about the circumstances in which the weapon was found.")),
            Sentence(message("Write two or three sentences: how it came to light, with what else, in whose hands.")),
            "ITI 17(a)",
        )


def without_marks(asked: Asked) -> Iterator[Remark]:
    """ITI 17(b): the marks, or that none can be read. A mark may be given as erased, illegible or not there."""
    if not asked.contents.marks and not _says(asked.contents.weapon.description):
        yield Remark(
            "marks_missing",
            True,
            "marks",
            Sentence(message("The request gives no mark of the weapon.")),
            Sentence(
                message(
                    "Enter every mark as it is read. If none can be read, enter the serial number as "
                    "erased, illegible or "
                    "not there, or say so in the description."
                )
            ),
            "ITI 17(b)",
        )


def without_type(asked: Asked) -> Iterator[Remark]:
    """ITI 17(b): the type, or what can be seen of it."""
    one = asked.contents.weapon
    if _open(one.type_code, one.type_text, asked.typed[3].silent) and not _says(one.description):
        yield Remark(
            "type_missing",
            True,
            "type",
            Sentence(message("The type of the weapon is not given.")),
            Sentence(
                message("Choose the type; the identification key helps. If it cannot be told, describe what is seen.")
            ),
            "ITI 17(b)",
        )


def without_calibre(asked: Asked) -> Iterator[Remark]:
    """ITI 17(b): the calibre, or why it is not known."""
    one = asked.contents.weapon
    if _open(one.calibre_code, one.calibre_text, asked.typed[2].silent) and not _says(one.description):
        yield Remark(
            "calibre_missing",
            True,
            "calibre",
            Sentence(message("The calibre is not given.")),
            Sentence(
                message(
                    "Read it off the barrel or the slide, or measure it. If neither works, say why in the description."
                )
            ),
            "ITI 17(b)",
        )


def without_use(asked: Asked) -> Iterator[Remark]:
    """ITI 17(c): the intended use, in words where it is another one."""
    purposes = asked.contents.purposes
    if not purposes:
        yield Remark(
            "use_missing",
            True,
            "use",
            Sentence(message("The request does not say what the information will be used for.")),
            Sentence(message("Tick the intended use, for example the criminal investigation.")),
            "ITI 17(c)",
        )
    elif set(purposes) == {IntendedUse.OTHER} and not _says(asked.contents.use_text):
        yield Remark(
            "use_not_said",
            True,
            "use",
            Sentence(message("The intended use is “other”, and nothing says which.")),
            Sentence(message("Write in a sentence what the information will be used for.")),
            "ITI 17(c)",
        )


def without_undertaking(asked: Asked) -> Iterator[Remark]:
    """ITI 15: confidentiality, or now the reason why it cannot be kept."""
    if not asked.contents.confidentiality and not _says(asked.contents.cannot_because):
        yield Remark(
            "undertaking_missing",
            True,
            "undertaking",
            Sentence(message("Confidentiality is neither undertaken nor is it said why it cannot be kept.")),
            Sentence(message("Give the undertaking, or write the law that stands against it; it must be said now.")),
            "ITI 15",
        )


def without_restrictions(asked: Asked) -> Iterator[Remark]:
    """ITI 15: the three limits on use, or now the reason why one cannot be kept."""
    one = asked.contents
    lacking = [limit for limit in Restriction if limit not in one.restrictions]
    if one.confidentiality and lacking and not _says(one.cannot_because):
        yield Remark(
            "restrictions_without_reason",
            True,
            "undertaking",
            Sentence(
                message("{count} of the three limits on use are not accepted, and no reason is given."),
                {"count": len(lacking)},
            ),
            Sentence(message("Accept the limits, or write now which law stands against them.")),
            "ITI 15",
        )


def urgent_without_reason(asked: Asked) -> Iterator[Remark]:
    """An urgent request that gives no reason is soon treated like any other."""
    if asked.contents.priority is Priority.URGENT and not _says(asked.contents.urgent_because):
        yield Remark(
            "urgent_without_reason",
            False,
            "priority",
            Sentence(message("The request is urgent, and nothing says why.")),
            Sentence(
                message("Write the reason (a court date, a person in custody, a shipment on its way) or take routine.")
            ),
            "ITI 18",
        )


def without_contact(asked: Asked) -> Iterator[Remark]:
    """Whom the answering State may ask back."""
    one = asked.contents.contact
    if not (one.email.strip() or one.telephone.strip() or one.office.strip()):
        yield Remark(
            "contact_missing",
            False,
            "contact",
            Sentence(message("No office is named that the other State could ask back.")),
            Sentence(message("Enter the office with an e-mail address or a telephone number, best those of a role.")),
            "ITI 21, 25",
        )


def nothing_wanted(asked: Asked) -> Iterator[Remark]:
    """A request that asks for nothing in particular is answered with little."""
    if not asked.contents.wanted:
        yield Remark(
            "wanted_missing",
            False,
            "wanted",
            Sentence(message("The request does not say what the other State is asked to look for.")),
            Sentence(message("Tick what is wanted: manufacture, first transfer, last lawful record, loss or theft.")),
            "ITI 17, 20",
        )


def without_picture(asked: Asked) -> Iterator[Remark]:
    """A single mark and no picture: one misread character ends the trace."""
    readable = [one for one in asked.contents.marks if one.state in ("present", "partial")]
    if len(readable) == 1 and not asked.contents.pictures:
        yield Remark(
            "picture_wanted",
            False,
            "pictures",
            Sentence(message("The request rests on one mark, and no picture shows it.")),
            Sentence(
                message(
                    "Add a picture of the mark, and look for others: under the barrel, on the slide, inside the grip."
                )
            ),
            "MOSAIC 05.31",
        )


def _says(text: str) -> bool:
    return len([sign for sign in text if sign.isalnum()]) >= SAYS_SOMETHING or any(
        "㐀" <= sign <= "鿿" for sign in text
    )


def _open(code: str, text: str, silent: bool) -> bool:
    return not code and (not text.strip() or silent)


RULES = (
    without_limb,
    without_justification,
    without_circumstances,
    without_marks,
    without_type,
    without_calibre,
    without_use,
    without_undertaking,
    without_restrictions,
    urgent_without_reason,
    without_contact,
    nothing_wanted,
    without_picture,
)
