"""Six-monthly test messages: is the address still read? When a contact last answered is for States only."""

from __future__ import annotations

from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from salwa.domain.languages import LANGUAGES, Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.rows import contact_of, newest_version
from salwa.services.languages import spoken
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import Contact, ContactTest

SUBJECT = message("Test message to the national point of contact ({state})")
BODY = message(
    "This is the six-monthly test message of the directory of national points of contact. Please answer it: the answer "
    "shows that this address is read. If another office has taken over, please say so."
)
ENDED = message("This point of contact was ended; no test message is sent to it.")
WAITING = message("The test message of {day} was not answered yet.")
RECORD_FIRST = message("Record its answer, or correct the contact, before sending another on the same day.")
NOT_SENT = message("No test message was sent to this contact.")
SEND_FIRST = message("Send one first.")
BEFORE = message("An answer cannot be older than the test message of {day}, nor lie in the future.")
GIVE_DAY = message("Give the day on which the answer came.")


def send_test(*, acting_user: User, contact_id: int) -> int:
    """Send a test message to the role address and record it; returns its number.

    The letter goes out when the record is safe: a record without a letter is put right by sending another.
    """
    check_may_manage_directory(acting_user)
    now = timezone.now()
    with transaction.atomic():
        contact = contact_of(contact_id, lock=True)
        if contact.ended_at is not None:
            raise Conflict("contact_ended", Sentence(ENDED))
        last = contact.tests.order_by("sent_at").last()
        if last is not None and last.answered_on is None and timezone.localdate(last.sent_at) == timezone.localdate():
            day = timezone.localdate(last.sent_at).isoformat()
            raise Conflict("test_waiting", Sentence(WAITING, {"day": day}), remedy=Sentence(RECORD_FIRST))
        newest = newest_version(contact)
        test = ContactTest.objects.create(contact=contact, address=newest.email, sent_at=now, sent_by=acting_user)
        _audit(acting_user, "directory.test_sent", contact, test)
        state, languages, address = contact.state, list(newest.languages), newest.email
        transaction.on_commit(lambda: _send(address, state, languages))
    return test.pk


def record_test_answer(*, acting_user: User, contact_id: int, day: date) -> None:
    """Record on which day the newest test message was answered. Raises `Refusal` (`no_test`, `bad_day`)."""
    check_may_manage_directory(acting_user)
    with transaction.atomic():
        contact = contact_of(contact_id, lock=True)
        test = contact.tests.filter(answered_on=None).order_by("sent_at").last()
        if test is None:
            raise Conflict("no_test", Sentence(NOT_SENT), remedy=Sentence(SEND_FIRST))
        sent = timezone.localdate(test.sent_at)
        if not sent <= day <= timezone.localdate():
            raise Refusal(
                "bad_day",
                Sentence(BEFORE, {"day": sent.isoformat()}),
                remedy=Sentence(GIVE_DAY),
                where={"field": "day"},
            )
        test.answered_on, test.recorded_at, test.recorded_by = day, timezone.now(), acting_user
        test.save(update_fields=["answered_on", "recorded_at", "recorded_by"])
        _audit(acting_user, "directory.test_answered", contact, test)


def _send(address: str, state: str, languages: list[str]) -> None:
    """The letter in the first of the contact's languages that is one of the six, else in English."""
    six = {one.code for one in LANGUAGES}
    code = next((one for one in languages if one in six), "en")
    with override("zh-hans" if code == "zh" else code):
        subject = spoken(Sentence(SUBJECT, {"state": state}))
        send_mail(subject, spoken(Sentence(BODY)) + "\n", None, [address], fail_silently=True)


def _audit(user: User, action: str, contact: Contact, test: ContactTest) -> None:
    write_entry(
        acting_user=user, action=action, object_kind="contact", object_id=contact.pk,
        details={"state": contact.state, "test": test.pk},
    )  # fmt: skip
