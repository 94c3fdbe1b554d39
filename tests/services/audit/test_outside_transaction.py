"""An entry outside the transaction of its change is refused."""

import pytest

from salwa.services.audit.actions import write_entry


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction of the change"):
        write_entry(acting_user=None, action="weapons.found")
