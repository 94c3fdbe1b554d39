"""The contract of the interface: every answer has its number, every error is a documented problem document."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from salwa.api.problems import DETAILS, MEDIA_TYPE, TITLES, FieldError, Problem, Refused, of_outage, of_refusal, problem
from salwa.api.strictness import StrictParser, check_request
from salwa.domain.refusals import Refusal
from salwa.services.installation.availability import forget_connections, outage_of

log = logging.getLogger("salwa.api")
NUMBER_HEADER = "X-Request-Id"
_NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = ("get", "post")
# What any address may answer, and what only those with a body may.
ALWAYS = (400, 401, 403, 404, 405, 409, 422, 429, 503, 507)
WITH_BODY = (413, 415)
# Answered by the server before Salwa sees the request.
TOO_LONG = {
    "description": "The address is longer than the server reads (8,190 bytes).",
    "content": {"text/html": {"schema": {"type": "string"}}},
}


class PlainJSON(JSONRenderer):
    """JSON in UTF-8 without escapes: marks stay readable in every script."""

    json_dumps_params: ClassVar[dict[str, Any]] = {"ensure_ascii": False}


class SalwaAPI(NinjaAPI):
    """django-ninja with one strict parser, one error contract and answers that carry their request's number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=StrictParser(), renderer=PlainJSON(), docs_url=None, **options)
        for kind, handler in _HANDLERS.items():
            self.add_exception_handler(kind, handler)

    @property
    def urls(self) -> Any:
        """All addresses, each under the contract, and one for everything else below the interface."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            pattern.callback = contracted(pattern.callback)
        return [*patterns, re_path(r"", contracted(_nothing_here))], app, namespace

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Called after sign-in and before any value is read: the place for checks of the request as a whole."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        check_request(request, self._query_names.get(str(name), frozenset()))
        return super().create_temporal_response(request)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function: short and stable."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **where: Any) -> Any:
        """The OpenAPI 3.1 document with the error contract written into every operation."""
        document = super().get_openapi_schema(**where)
        components = document.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = _problem_schema(components["schemas"])
        components["headers"] = {"RequestId": {"description": "Number of this request.", "schema": {"type": "string"}}}
        components["responses"] = {f"Problem{status}": _documented(status) for status in TITLES if status != 500}
        for path in document["paths"].values():
            for method in METHODS:
                if method in path:
                    _document_errors(path[method])
        return document

    @cached_property
    def _query_names(self) -> dict[str, frozenset[str]]:
        paths = self.get_openapi_schema()["paths"].values()
        return {
            operation["operationId"]: frozenset(one["name"] for one in operation["parameters"] if one["in"] == "query")
            for path in paths
            for operation in path.values()
        }


def contracted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with a number for every request, and with every error as a problem document."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given = request.headers.get(NUMBER_HEADER, "")
        number = given if _NUMBER.fullmatch(given) else secrets.token_hex(8)
        request.correlation = number  # type: ignore[attr-defined]
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = problem(request, 404)
        if response.status_code >= 400 and response.headers.get("Content-Type", "") != MEDIA_TYPE:
            kept = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
            status = response.status_code if response.status_code in TITLES else 400
            response = problem(request, status, kept)
        response.headers[NUMBER_HEADER] = number
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie signs anybody in here
    return answer


def _nothing_here(request: HttpRequest) -> HttpResponse:
    raise Http404


def _on_refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, error.status, code=error.code, errors=_plain(error.errors or []))


def _on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    found = [
        FieldError(field=".".join(str(part) for part in one["loc"])[:200], message=str(one["msg"])[:300])
        for one in error.errors[:50]
    ]
    return problem(request, 422, errors=_plain(found))


def _on_http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, error.status_code if error.status_code in TITLES else 400)


def _on_wrong_token(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, 401)


def _on_fault(request: HttpRequest, error: Any) -> HttpResponse:
    number = getattr(request, "correlation", "")
    outage = outage_of(error)
    if outage is not None:
        log.error("outage %s (%s): %s", number, outage.code, type(error).__name__)
        forget_connections()
        return of_outage(request, outage)
    # The kind of the error and where it arose, never its words: they may quote a mark or a person.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("fault %s: %s at %s", number, type(error).__name__, where)
    return problem(request, 500)


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Exception: _on_fault,
    Refusal: of_refusal,
    Refused: _on_refused,
    ValidationError: _on_invalid,
    HttpError: _on_http_error,
    AuthenticationError: _on_wrong_token,
    RequestDataTooBig: lambda request, error: problem(request, 413),
    UnreadablePostError: lambda request, error: problem(request, 400),
    Http404: lambda request, error: problem(request, 404),
}


def _plain(errors: list[FieldError]) -> list[dict[str, str]]:
    return [one.model_dump() for one in errors]


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    return schema


def _documented(status: int) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
    if status in (429, 503, 507):
        headers["Retry-After"] = {
            "description": "Seconds until there is a new allowance." if status == 429 else "Seconds to wait.",
            "schema": {"type": "integer"},
        }
    if status == 405:
        headers["Allow"] = {"description": "Methods this address takes.", "schema": {"type": "string"}}
    return {
        "description": f"{TITLES[status]} {DETAILS[status]}",
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _document_errors(operation: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        # An empty default means "left out"; published, it would contradict the rules of the value itself.
        if parameter["schema"].get("default") == "":
            del parameter["schema"]["default"]
    statuses = ALWAYS + (WITH_BODY if "requestBody" in operation else ())
    for answer in operation["responses"].values():
        answer.setdefault("headers", {})["X-Request-Id"] = {"$ref": "#/components/headers/RequestId"}
    for status in statuses:
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    operation["responses"].setdefault("414", TOO_LONG)
