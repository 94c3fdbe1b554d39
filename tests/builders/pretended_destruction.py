"""A capability that joins the approvals by one line of the table, as a real one does; its list is made up."""

from salwa.domain.approvals import ApprovalKind
from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.storage.accounts.models import User

# What a test changes: how many weapons stand on the list, whether carrying out fails, and what was carried out.
weapons = {"on the list": 3}
failures: list[str] = []
done: list[Decision] = []


def ask(user: User, record: str = "D-7") -> int:
    """A stock officer asks for the destruction to be recorded."""
    return request_approval(
        acting_user=user,
        kind=ApprovalKind.DESTRUCTION,
        object_id=record,
        payload=facts({"record": record}),
        reason="melted",
        unit=unit_for_new_records(user, "destruction.request"),
    )


def facts(asked):
    """The facts as they stand now."""
    return {"record": asked["record"], "weapons": weapons["on the list"], "list": "ab"}


def carry_out(decision: Decision) -> None:
    """Remember that it was done, and then fail if the test says so."""
    done.append(decision)
    if failures:
        raise Refusal("pretended", Sentence(failures[0]))


EXECUTOR = Executor(facts_now=facts, names=lambda asked: {}, carry_out=carry_out)
