"""A program with a token, and how it asks."""

import json
from dataclasses import dataclass

import pytest
from django.test import Client

from salwa.domain.accounts import Role
from salwa.services.accounts.tokens import make_token
from tests.builders.people import a_person


@dataclass
class Program:
    """A client that carries a token; answers as (status, headers, plain value)."""

    token: str
    client: Client

    def get(self, path, **headers):
        return self.answer(self.client.get(f"/api/v1{path}", headers=self.headers(headers)))

    def post(self, path, body, content_type="application/json", **headers):
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.answer(
            self.client.post(f"/api/v1{path}", data, content_type=content_type, headers=self.headers(headers))
        )

    def headers(self, more):
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return signed | {name.replace("_", "-"): value for name, value in more.items()}

    @staticmethod
    def answer(response):
        return response.status_code, response.headers, json.loads(response.content) if response.content else None


def a_program(*roles):
    person = a_person(*roles)
    token = make_token(acting_user=person, email=person.email, name="test").token
    return Program(token, Client(raise_request_exception=True))


@pytest.fixture
def program(db):
    """A program of a person with the rights of a registrar, a tracing officer and a supervisor."""
    return a_program(Role.REGISTRAR, Role.TRACING_OFFICER, Role.SUPERVISOR)
