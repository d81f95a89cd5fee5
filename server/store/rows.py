"""Inserts rows the short way: on SQLite straight through its driver. Input: a table, its columns, and a connection.

A room commits once for each frame that it writes. There SQLAlchemy's way of one statement costs as much as SQLite itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError, OperationalError


class Rows:
    """How rows of one table are inserted. `columns` are those that every row has."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self._statement = insert(table)
        dialect = sqlite.dialect(paramstyle="named")
        self._sql = str(self._statement.compile(dialect=dialect, column_keys=list(columns)))

    def insert(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows in the connection's transaction. Raises SQLAlchemyError, of which IntegrityError is one."""
        driver = connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            connection.execute(self._statement, rows)
            return
        try:
            driver.executemany(self._sql, rows)
        except sqlite3.IntegrityError as error:
            raise IntegrityError(self._sql, None, error) from error
        except sqlite3.Error as error:
            raise OperationalError(self._sql, None, error) from error
