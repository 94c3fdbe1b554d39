"""Forms for people and roles."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from salwa.domain.accounts import Role
from salwa.web.frame.words import ROLES

CHOICES = [(role.value, ROLES[role]) for role in Role]


class PersonForm(forms.Form):
    """A new person."""

    full_name = forms.CharField(label=_("Full name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The person signs in with it."), max_length=254)
    organisation = forms.CharField(
        label=_("Organisation"), help_text=_("For example: Criminal police, firearms unit."), max_length=200
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Give only what the work needs."),
    )
    reason = forms.CharField(
        label=_("Why does the person need these roles?"),
        help_text=_("The administrator who approves them reads it."),
        max_length=500,
    )


class RoleForm(forms.Form):
    """One more role for a person."""

    organisation = forms.CharField(label=_("Organisation"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=CHOICES)
    reason = forms.CharField(label=_("Why does the person need it?"), max_length=500)
