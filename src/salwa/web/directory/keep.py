"""Keeping the directory: entering contacts, handing over, test messages, publishing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from salwa.services.directory import contacts, declarations, publishing, queries, trials
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.public import public_key
from salwa.web.directory.forms import (
    AnswerForm,
    ChangedContactForm,
    DeclarationForm,
    NewContactForm,
    ReasonForm,
    SourceForm,
    known_details,
)
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to

# More than the largest declaration or key: what is longer is refused by its length.
MOST_READ = 100_000


@signed_in
def kept(request: HttpRequest) -> HttpResponse:
    """All contacts, those that need somebody first to be seen, and the editions published."""
    only, ended = "overdue" in request.GET, "ended" in request.GET
    context = {
        "lines": queries.kept_contacts(acting_user=request.user, overdue=only, ended=ended),
        "overdue": len(queries.kept_contacts(acting_user=request.user, overdue=True)),
        "only": only,
        "ended": ended,
        "editions": queries.published_editions(acting_user=request.user),
        "unpublished": queries.unpublished_changes(acting_user=request.user),
        "key": public_key(),
    }
    return render(request, "directory/kept.html", context)


@signed_in
def new_contact(request: HttpRequest) -> HttpResponse:
    """The form; POST enters and leads to the new contact."""
    check_may_manage_directory(request.user)
    form = NewContactForm(request.POST if request.method == "POST" else None)
    tried = try_to(
        form,
        lambda: contacts.enter_contact(
            acting_user=request.user, state=form.cleaned_data["state"], kind=form.cleaned_data["kind"],
            details=form.details(), source=form.cleaned_data["source"], document=form.cleaned_data["document"],
        ),
    )  # fmt: skip
    if tried.done:
        messages.success(request, gettext("The contact was entered. It is published with the next edition."))
        return redirect("kept_contact", tried.value)
    status = 422 if form.errors or tried.refusal else 200
    return render(request, "directory/new.html", {"form": form, "refusal": tried.refusal}, status=status)


@signed_in
def kept_contact(request: HttpRequest, number: int) -> HttpResponse:
    """One contact with its history and what can be done."""
    return _page(request, number)


@signed_in
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Handing over to another office, or new details of the same."""
    page = queries.contact_page(acting_user=request.user, contact_id=number)
    initial = known_details(page.line.details) | {"version": page.line.version}
    form = ChangedContactForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> int:
        known = form.cleaned_data
        done = contacts.hand_over if known["act"] == "handed_over" else contacts.correct_contact
        return done(
            acting_user=request.user, contact_id=number, version=known["version"], details=form.details(),
            source=known["source"], document=known["document"],
        )  # fmt: skip

    tried = try_to(form, act)
    if tried.done:
        messages.success(request, gettext("The contact was changed; what it said before stays readable."))
        return redirect("kept_contact", number)
    status = 422 if form.errors or tried.refusal else 200
    context = {"form": form, "refusal": tried.refusal, "line": page.line}
    return render(request, "directory/change.html", context, status=status)


@require_POST
@signed_in
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """The State confirmed the details as they are."""
    check_may_manage_directory(request.user)
    form = SourceForm(request.POST)
    tried = try_to(
        form, lambda: contacts.confirm_contact(acting_user=request.user, contact_id=number, **form.cleaned_data)
    )
    if tried.done:
        messages.success(request, gettext("The contact was confirmed."))
        return redirect("kept_contact", number)
    return _page(request, number, refusal=tried.refusal, confirm_form=form)


@require_POST
@signed_in
def end(request: HttpRequest, number: int) -> HttpResponse:
    """The State no longer has this contact."""
    check_may_manage_directory(request.user)
    form = ReasonForm(request.POST)
    tried = try_to(form, lambda: contacts.end_contact(acting_user=request.user, contact_id=number, **form.cleaned_data))
    if tried.done:
        messages.success(request, gettext("The contact was ended. It leaves the directory with the next edition."))
        return redirect("kept_contact", number)
    return _page(request, number, refusal=tried.refusal, end_form=form)


@require_POST
@signed_in
def send_test(request: HttpRequest, number: int) -> HttpResponse:
    """Send the test message."""
    trials.send_test(acting_user=request.user, contact_id=number)
    messages.success(request, gettext("The test message was sent."))
    return redirect("kept_contact", number)


@require_POST
@signed_in
def answered(request: HttpRequest, number: int) -> HttpResponse:
    """The test message was answered."""
    check_may_manage_directory(request.user)
    form = AnswerForm(request.POST)
    tried = try_to(
        form, lambda: trials.record_test_answer(acting_user=request.user, contact_id=number, **form.cleaned_data)
    )
    if tried.done:
        messages.success(request, gettext("The answer was recorded."))
        return redirect("kept_contact", number)
    return _page(request, number, refusal=tried.refusal, answer_form=form)


@signed_in
def take(request: HttpRequest) -> HttpResponse:
    """Take what a State declared itself; a new key of the State is pinned first."""
    check_may_manage_directory(request.user)
    sent = request.method == "POST"
    form = DeclarationForm(request.POST if sent else None, request.FILES if sent else None)

    def act() -> declarations.TakenContact:
        known = form.cleaned_data
        return declarations.take_declaration(
            acting_user=request.user,
            signed=known["file"].read(MOST_READ),
            key_file=known["key"].read(MOST_READ) if known["key"] is not None else b"",
            fingerprint=known["fingerprint"],
        )

    tried = try_to(form, act)
    if tried.done:
        messages.success(request, gettext("The declaration was taken. It is published with the next edition."))
        return redirect("kept_contact", tried.value.contact)
    status = 422 if form.errors or tried.refusal else 200
    return render(request, "directory/take.html", {"form": form, "refusal": tried.refusal}, status=status)


@require_POST
@signed_in
def publish(request: HttpRequest) -> HttpResponse:
    """Sign the next edition."""
    published = publishing.publish_edition(acting_user=request.user)
    done = gettext("Edition %(number)s was signed and published.") % {"number": published.number}
    messages.success(request, done)
    return redirect("kept_contacts")


@require_POST
@signed_in
def states_edition(request: HttpRequest, number: int) -> HttpResponse:
    """The edition for States, to be handed to their points of contact."""
    content = publishing.fetch_states_edition(acting_user=request.user, number=number)
    headers = {"Content-Disposition": f'attachment; filename="directory-{number}-for-states.jws"'}
    return HttpResponse(content, content_type="application/jose", headers=headers)


def _page(request: HttpRequest, number: int, **more: object) -> HttpResponse:
    page = queries.contact_page(acting_user=request.user, contact_id=number)
    forms = {"confirm_form": SourceForm(), "end_form": ReasonForm(), "answer_form": AnswerForm()}
    context = {"page": page, "line": page.line, **forms, **more}
    return render(request, "directory/contact.html", context, status=422 if more else 200)
