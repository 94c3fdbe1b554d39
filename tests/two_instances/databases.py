"""Databases beside the one that the tests were given."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg


def of_server(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def by_unix_socket(server: str) -> str:
    """The same database by the server's Unix socket, which every network namespace reaches; empty: there is none."""
    with psycopg.connect(server, autocommit=True) as there:
        folders = there.execute("SHOW unix_socket_directories").fetchone()
        port = there.execute("SHOW port").fetchone()
    if not folders or not port:
        return ""
    for folder in (one.strip() for one in folders[0].split(",") if one.strip()):
        with closing(socket.socket(socket.AF_UNIX)) as trying:
            if trying.connect_ex(f"{Path(folder) / f'.s.PGSQL.{port[0]}'}") == 0:
                parts = urlsplit(server)
                who = parts.netloc.rpartition("@")[0]
                query = f"host={quote(folder)}&port={port[0]}"
                return urlunsplit(parts._replace(netloc=f"{who}@" if who else "", query=query))
    return ""


def new_database(server: str, name: str, like: str = "template1") -> str:
    """Make it, in place of an old one, as a copy of another; returns its address."""
    drop(server, name)
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return of_server(server, name)


def drop(server: str, name: str) -> None:
    """Remove it, whoever still reads it."""
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
