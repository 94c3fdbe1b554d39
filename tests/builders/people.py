"""People of an invented police force."""

from itertools import count

from salwa.domain.accounts import Role
from salwa.storage.accounts.models import Membership, Organisation, User

NUMBERS = count(1)


def a_person(*roles: Role, email: str | None = None, unit: str = "Police of Ruritania") -> User:
    """A person with these roles in one organisation."""
    user = User.objects.create_user(email or f"person{next(NUMBERS)}@police.example", "a long pass phrase")
    organisation, _ = Organisation.objects.get_or_create(name=unit)
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role.value)
    return user


def an_operator() -> User:
    """The command line of the installation."""
    from salwa.services.accounts.actions import make_operator

    return make_operator()


def with_a_code(user: User) -> str:
    """Give this person a time-based code, on an installation that has a keyring; returns its secret."""
    from salwa.services.accounts.actions import set_up_second_factor
    from salwa.services.keys.actions import ensure_keyring

    ensure_keyring(acting_user=an_operator())
    return set_up_second_factor(user)
