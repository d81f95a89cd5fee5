"""Rows go in by the driver or by SQLAlchemy, and faults look the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.exc import IntegrityError, OperationalError

from server.store.rows import Rows

TABLE = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("offset", Integer, nullable=False, unique=True),
    Column("body", String, nullable=False),
)
THINGS = Rows(TABLE, ("offset", "body"))


@pytest.fixture
def connection() -> Iterator[Connection]:
    with create_engine("sqlite://").connect() as connection:
        TABLE.create(connection)
        connection.commit()
        yield connection


def test_rows_are_there_after_the_commit_and_gone_after_a_rollback(connection: Connection) -> None:
    with connection.begin():
        THINGS.insert(connection, [{"offset": 1, "body": "Ñandú"}, {"offset": 2, "body": "two"}])
    with pytest.raises(RuntimeError), connection.begin():
        THINGS.insert(connection, [{"offset": 3, "body": "three"}])
        raise RuntimeError
    assert connection.execute(select(TABLE.c.offset, TABLE.c.body)).all() == [(1, "Ñandú"), (2, "two")]


def test_row_that_is_there_already_is_an_integrity_error_and_nothing_of_its_transaction_stays(
    connection: Connection,
) -> None:
    with connection.begin():
        THINGS.insert(connection, [{"offset": 2, "body": "two"}])
    with pytest.raises(IntegrityError), connection.begin():
        THINGS.insert(connection, [{"offset": 1, "body": "one"}, {"offset": 2, "body": "again"}])
    assert connection.execute(select(TABLE.c.body)).scalars().all() == ["two"]


def test_fault_of_the_driver_is_sqlalchemys(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("DROP TABLE things")
    with pytest.raises(OperationalError, match="no such table"):
        THINGS.insert(connection, [{"offset": 1, "body": "one"}])
