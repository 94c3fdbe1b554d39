"""Run by `salwa demo` in a process of its own: the people of one demo installation, with second factors.

Passwords and secrets are printed by the demo on purpose; this module refuses homes that are not demos.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from salwa.settings.start import open_installation

PEOPLE = {
    "national": ("registrar", "tracing_officer", "stock_officer", "supervisor", "auditor", "administrator"),
    "secretariat": ("administrator", "auditor"),
}
PASSWORD = "solace-for-the-night-shift"  # noqa: S105 - a demo's, printed on the screen


def main() -> None:
    """Add one person per role to the installation in argv[1] (profile in argv[2]) and write demo.json."""
    place, profile = Path(sys.argv[1]), sys.argv[2]
    open_installation(place)
    from salwa.domain.accounts import Role  # slow start
    from salwa.services.accounts.actions import add_person, operator, set_up_second_factor  # slow start

    made = []
    for role in PEOPLE[profile]:
        email = f"{role}@{place.name}.example"
        person = add_person(
            acting_user=operator(),
            email=email,
            full_name=role.replace("_", " ").capitalize(),
            password=PASSWORD,
            organisation=f"Demo of {place.name.capitalize()}",
            roles=[Role(role)],
        )
        secret = set_up_second_factor(person)
        made.append({"role": role, "email": email, "password": PASSWORD, "secret": secret})
    (place / "demo.json").write_text(json.dumps(made, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
