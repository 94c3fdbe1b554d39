"""Questions to the experts about weapons that nobody could identify."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from salwa.services.seizures.permissions import check_may_advise
from salwa.services.seizures.questions import answer_question, list_questions, open_question
from salwa.web.frame.access import signed_in
from salwa.web.frame.acting import try_to
from salwa.web.tracing.forms import AnswerForm


@signed_in
def questions(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first, and what was answered lately."""
    return render(request, "tracing/questions.html", {"lines": list_questions(acting_user=request.user)})


@signed_in
def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question, with room for the answer while it waits for one."""
    check_may_advise(request.user)
    form = AnswerForm(request.POST or None)
    tried = try_to(
        form,
        lambda: answer_question(acting_user=request.user, question=number, answer=form.cleaned_data["answer"]),
    )
    if tried.done:
        messages.success(request, gettext("Your answer stands on the page of the seizure."))
        return redirect("questions")
    line = open_question(acting_user=request.user, question=number)
    context = {"form": form, "one": line, "refusal": tried.refusal}
    return render(request, "tracing/question.html", context, status=422 if form.errors or tried.refusal else 200)
