"""Make an installation ready for the exchange and print who it is: python -m tests.two_instances.prepare HOME"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Tables, keyring, keys of the exchange."""
    from salwa.settings.start import open_installation

    open_installation(Path(sys.argv[1]))
    from django.core.management import call_command

    from salwa.services.accounts.actions import operator
    from salwa.services.exchange.node import make_own_keys
    from salwa.services.exchange.queries import identity
    from salwa.services.installation.actions import prepare_database
    from salwa.storage.tables import bring_to_today

    if "--tables" in sys.argv:
        bring_to_today()
        return
    prepare_database()
    call_command("collectstatic", interactive=False, verbosity=0)
    make_own_keys(acting_user=operator())
    me = identity()
    print(json.dumps({"state": me.state, "fingerprint": me.fingerprint, "keys": me.keys}))


if __name__ == "__main__":
    main()
