"""Run by `salwa demo` in a process of its own: people with second factors, and a year of their entries.

Passwords and secrets are printed by the demo on purpose; this module refuses homes that are not demos.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from salwa.settings.start import open_installation

PEOPLE = {
    "national": (
        "registrar", "tracing_officer", "stock_officer", "supervisor", "auditor", "administrator",
        "second_administrator",
    ),
    "secretariat": ("auditor", "administrator", "second_administrator"),
}  # fmt: skip
PASSWORD = "solace-for-the-night-shift"  # noqa: S105 - a demo's, printed on the screen
# Two administrators, so that roles can be asked for and approved. They come last: from then on roles need both of them.
SECOND = "second_"


def main() -> None:
    """Add one person per role, and a second administrator, to the installation in argv[1], and write demo.json.

    argv[2] is the profile of the installation.
    """
    place, profile = Path(sys.argv[1]), sys.argv[2]
    open_installation(place)
    from salwa.domain.accounts import Role  # slow start
    from salwa.services.accounts.actions import add_person, operator, set_up_second_factor  # slow start

    made, people = [], {}
    for name in PEOPLE[profile]:
        email = f"{name}@{place.name}.example"
        person = add_person(
            acting_user=operator(),
            email=email,
            full_name=name.replace("_", " ").capitalize(),
            password=PASSWORD,
            organisation=f"Demo of {place.name.capitalize()}",
            roles=[Role(name.removeprefix(SECOND))],
            lasting_password=True,
        )
        people[name] = person
        secret = set_up_second_factor(person)
        made.append({"role": name, "email": email, "password": PASSWORD, "secret": secret})
    if profile == "national":
        from salwa.commands.demo_year import live_a_year  # slow start

        live_a_year(people, place.name)
    (place / "demo.json").write_text(json.dumps(made, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
