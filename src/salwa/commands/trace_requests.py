"""`salwa trace request`, `send`, `show`, `inbox`, `look`, `answer`, `release`, `export`: requests between States."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put, put_json, say
from salwa.domain.tracing import AnswerKind, Channel

if TYPE_CHECKING:
    from salwa.domain.tracing import AnswerContents
    from salwa.services.tracing_requests.queries import IncomingPage, OutgoingPage, StepShown

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Token = Annotated[
    Path | None, typer.Option(help="File with the token of the person who acts; without it the command line acts.")
]
Number = Annotated[int, typer.Argument(min=1, help="Number of the request.")]
LARGEST = 2_000_000


def add_to(app: typer.Typer) -> None:
    """Add these commands to the group."""
    for command in (request, send, show, inbox, look, answer, release, export):
        app.command()(command)


def request(
    case: Annotated[str, typer.Argument(help="Number of the case, for example XRT-2026-000012.")],
    to: Annotated[str, typer.Option(help="Three-letter code of the State that is asked.")],
    channel: Annotated[Channel, typer.Option(help="How it travels.")] = Channel.INSTALLATION,
    why: Annotated[str, typer.Option(help="Why this State is asked; without it, as suggested.")] = "",
    follows: Annotated[int | None, typer.Option(min=1, help="Own request whose answer led here.")] = None,
    complete: Annotated[
        Path | None, typer.Option(help="JSON with what a person adds: use, undertaking, wanted, priority, contact ...")
    ] = None,
    token_file: Token = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Draft a request of a case to one State, and say what the completeness gate thinks of it.

    Example: salwa trace request XRT-2026-000012 --to XAL --complete use.json --home ./register --json

    Exit codes: 0 drafted, 1 refused, 2 bad input or no installation there.
    """
    added = _read(complete) if complete else {}
    open_home(home)
    from salwa.services.tracing_requests.checking import remarks_for  # slow start
    from salwa.services.tracing_requests.composing import draft_request, merge_into_draft  # slow start
    from salwa.services.tracing_requests.queries import case_numbered  # slow start

    user = _acting(token_file)
    case_id = case_numbered(acting_user=user, number=case)
    number = draft_request(
        acting_user=user, case_id=case_id, to_state=to.upper(), channel=channel, why=why,
        follows=follows,
    )  # fmt: skip
    version = merge_into_draft(acting_user=user, request_id=number, added=added)
    remarks = remarks_for(acting_user=user, request_id=number)
    shown = {
        "request": number, "version": version,
        "remarks": [
            {"code": one.code, "blocks": one.blocks, "field": one.field, "sentence": one.sentence.english(),
             "cure": one.cure.english()}
            for one in remarks
        ],
    }  # fmt: skip
    if as_json:
        put_json(shown)
        return
    put(f"request\t{number}")
    for one in remarks:
        put(f"{'blocks' if one.blocks else 'remark'}\t{one.code}\t{one.sentence.english()} {one.cure.english()}")


def send(
    number: Number,
    despite: Annotated[str, typer.Option(help="Why it is sent although remarks remain.")] = "",
    token_file: Token = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Send a draft: it is sealed for the other State and put into the outbox.

    Example: salwa trace send 3 --despite "All marks as read." --home ./register --json

    Exit codes: 0 sent, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.tracing_requests.queries import open_outgoing  # slow start
    from salwa.services.tracing_requests.sending import send_request  # slow start

    user = _acting(token_file)
    version = open_outgoing(acting_user=user, number=number).version
    message = send_request(acting_user=user, request_id=number, version=version, despite=despite)
    _told(as_json, {"request": number, "message": message})


def show(number: Number, token_file: Token = None, home: Home = None, as_json: AsJson = False) -> None:
    """Show one's own request: its state, its steps, the answer.

    Example: salwa trace show 3 --home ./register --json

    Exit codes: 0 shown, 1 no such request, 2 no installation there.
    """
    open_home(home)
    from salwa.services.tracing_requests.queries import open_outgoing  # slow start

    _told(as_json, _outgoing(open_outgoing(acting_user=_acting(token_file), number=number)))


def inbox(
    number: Annotated[int | None, typer.Argument(min=1, help="Show this one.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Closed requests as well.")] = False,
    token_file: Token = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List requests of other States, newest first; or show one with all it says.

    Example: salwa trace inbox --home ./register --json

    Exit codes: 0 listed, 1 no such request, 2 no installation there.
    """
    open_home(home)
    from salwa.services.tracing_requests.queries import incoming_list, open_incoming  # slow start

    user = _acting(token_file)
    if number is not None:
        _told(as_json, _incoming(open_incoming(acting_user=user, number=number)))
        return
    rows = [
        {"request": one.number, "uid": one.uid, "from": one.from_state, "state": str(one.state),
         "received": one.received_at.isoformat(timespec="seconds"), "urgent": one.urgent,
         "answer_due": one.answer.due.isoformat(timespec="seconds") if one.answer.due else None,
         "draft_waits": one.draft_waits}
        for one in incoming_list(acting_user=user, only_open=not everything)
    ]  # fmt: skip
    if as_json:
        put_json(rows)
        return
    for row in rows:
        put("\t".join(str(value) for value in row.values()))


def look(number: Number, token_file: Token = None, home: Home = None, as_json: AsJson = False) -> None:
    """Look the weapon of another State's request up in the own register; counted and logged as every look-up.

    Example: salwa trace look 2 --home ./register --json

    Exit codes: 0 looked up, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.tracing_answers.suggesting import candidates_for  # slow start

    found = candidates_for(acting_user=_acting(token_file), incoming_id=number)
    shown = {
        "verdict": found.verdict.value,
        "candidates": [
            {"weapon": one.weapon, "class": one.verdict.value, "probability": min(round(one.probability, 4), 0.9999)}
            for one in found.candidates
        ],
    }
    _told(as_json, shown)


def answer(
    number: Number,
    record: Annotated[int | None, typer.Option(min=1, help="Record of the own register it is about.")] = None,
    kind: Annotated[AnswerKind, typer.Option(help="Kind of answer.")] = AnswerKind.FULL,
    file: Annotated[
        Path | None, typer.Option(help="JSON of the answer as in docs/protocol; without it the register's statements.")
    ] = None,
    token_file: Token = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Draft the answer to another State's request; a second person releases it.

    Example: salwa trace answer 2 --record 4711 --home ./register --json

    Exit codes: 0 drafted, 1 refused, 2 bad input or no installation there.
    """
    told = _read(file) if file else None
    open_home(home)
    from salwa.services.tracing_answers.drafting import choose_record, draft_answer  # slow start
    from salwa.services.tracing_answers.suggesting import registered_for, statements_for  # slow start

    user = _acting(token_file)
    if record is not None:
        choose_record(acting_user=user, incoming_id=number, weapon_id=record)
    if told is not None:
        made, evidence = _typed(told), ()
    else:
        found = statements_for(acting_user=user, incoming_id=number)
        made = _of_register(kind, found, registered_for(acting_user=user, incoming_id=number))
        evidence = tuple(one.evidence for one in found)
    draft = draft_answer(acting_user=user, incoming_id=number, answer=made, evidence=evidence)
    _told(as_json, {"request": number, "draft": draft, "version": 1, "statements": len(made.statements)})


def release(
    draft: Annotated[int, typer.Argument(min=1, help="Number of the draft.")],
    version: Annotated[int, typer.Option(min=1, help="Version that was looked at.")] = 1,
    token_file: Token = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Release an answer that somebody else drafted. Whoever drafted it is refused, the command line as well.

    Example: salwa trace release 1 --token-file supervisor.token --home ./register --json

    Exit codes: 0 released, 1 refused, 2 no installation there.
    """
    open_home(home)
    from salwa.services.tracing_answers.releasing import release_answer  # slow start

    message = release_answer(acting_user=_acting(token_file), draft_id=draft, version=version)
    _told(as_json, {"draft": draft, "message": message})


def export(
    number: Number,
    out: Annotated[Path, typer.Option(help="File to write.")],
    kind: Annotated[
        str, typer.Option(help="docx, pdf, json, evidence, sealed, iarms or us-trace; of an answer the first four.")
    ] = "docx",
    language: Annotated[
        str,
        typer.Option(
            help="Language: ar, zh, en, fr, ru or es; without it English, for an answer that of the other State."
        ),
    ] = "",
    answer: Annotated[
        bool, typer.Option("--answer", help="The released answer to this request, which another State sent on paper.")
    ] = False,
    token_file: Token = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write a paper of a request that was sent (document, data file, sealed message, table for another channel), or of
    an answer that was released (document, data file). `evidence`: all messages with receipts and trust lists as a zip.

    Example: salwa trace export 3 --kind pdf --language fr --out request.pdf --home ./register

    Exit codes: 0 written, 1 refused, 2 bad input or no installation there.
    """
    open_home(home)
    from salwa.services.tracing_answers.papers import answer_file  # slow start
    from salwa.services.tracing_requests.bundles import evidence_file  # slow start
    from salwa.services.tracing_requests.papers import request_file  # slow start

    user = _acting(token_file)
    if kind == "evidence":
        made = evidence_file(acting_user=user, number=number, incoming=answer)
    elif answer:
        made = answer_file(acting_user=user, incoming_id=number, kind=kind, language=language)
    else:
        made = request_file(acting_user=user, request_id=number, kind=kind, language=language or "en")
    out.write_bytes(made.content)
    if as_json:
        put_json({"file": str(out), "media_type": made.media_type, "bytes": len(made.content)})
    else:
        say(f"Wrote {out} ({len(made.content)} bytes).")


def _acting(token_file: Path | None) -> Any:
    """The person whose token the file holds, or the command line."""
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.accounts.tokens import person_of_token  # slow start

    if token_file is None:
        return operator()
    person = person_of_token(token_file.read_text(encoding="utf-8").strip())
    if person is None:
        raise typer.BadParameter(f"{token_file} holds no token that is in force.")
    return person


def _read(file: Path) -> dict[str, Any]:
    raw = file.read_bytes()[: LARGEST + 1]
    if len(raw) > LARGEST:
        raise typer.BadParameter(f"{file} is larger than {LARGEST} bytes.")
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise typer.BadParameter(f"{file} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise typer.BadParameter(f"{file} must hold one object.")
    return value


def _typed(told: dict[str, Any]) -> AnswerContents:
    from salwa.domain.tracing import answer_from_json  # slow start

    empty = {"reasons": [], "until": "", "statements": [], "text": "", "clarifies": "",
             "limits": {"restrictions": [], "text": ""}}  # fmt: skip
    try:
        return answer_from_json(empty | told)
    except (KeyError, TypeError, ValueError) as error:
        raise typer.BadParameter(f"The answer is not as docs/protocol describes it: {error}") from error


def _of_register(kind: AnswerKind, found: Any, registered: Any) -> AnswerContents:
    from salwa.domain.tracing import AnswerContents, AnswerKind  # slow start

    told = registered if kind in (AnswerKind.FULL, AnswerKind.RESTRICTED) else None
    return AnswerContents(kind, statements=tuple(one.statement for one in found), registered=told)


def _steps(steps: tuple[StepShown, ...]) -> list[dict[str, Any]]:
    return [
        {"step": str(one.step), "at": one.at.isoformat(timespec="seconds"), "by": one.by, "text": one.text}
        for one in steps
    ]


def _outgoing(page: OutgoingPage) -> dict[str, Any]:
    from salwa.domain.tracing import answer_to_json  # slow start

    return {
        "request": page.row.number, "uid": page.row.uid, "case": page.row.case_number, "to": page.row.to_state,
        "state": str(page.row.state), "channel": page.row.channel, "steps": _steps(page.steps),
        "answer": answer_to_json(page.answer) if page.answer else None,
    }  # fmt: skip


def _incoming(page: IncomingPage) -> dict[str, Any]:
    from salwa.domain.tracing import answer_to_json, request_to_json  # slow start

    return {
        "request": page.row.number, "uid": page.row.uid, "from": page.row.from_state, "state": str(page.row.state),
        "weapon": page.weapon, "contents": request_to_json(page.contents), "steps": _steps(page.steps),
        "drafts": [
            {"draft": one.number, "version": one.version, "open": one.open, "answer": answer_to_json(one.answer)}
            for one in page.drafts
        ],
    }  # fmt: skip


def _told(as_json: bool, shown: dict[str, Any]) -> None:
    if as_json:
        put_json(shown)
        return
    for name, value in shown.items():
        put(f"{name}\t{json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value}")
