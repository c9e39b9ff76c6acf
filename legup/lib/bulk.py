"""Many rows at once, faster than one model instance per row."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """*count* ids that no other row of *model* has or will get; to be used in the same transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            first = (cursor.fetchone() or [0])[0] + 1
            return range(first, first + count)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], names: Sequence[str], rows: Any) -> None:
    """Rows of *model*; fields that are not named get their default.

    Shape: *names* are field names, foreign keys with ``_id``; dates, instants and JSON as `as_date`, `as_instant` and `as_json` give them.
    """
    fields = [_field(model, name.removesuffix("_id")) for name in names]
    rest = [f for f in model._meta.concrete_fields if f not in fields and not f.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in (*fields, *rest))
    values = ", ".join(["%s"] * len(fields) + [_literal(f.get_default()) for f in rest])
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({values})", rows)  # noqa: S608 names of our own tables


def update(model: type[models.Model], name: str, rows: Any) -> None:
    """One field of many rows. Shape: (value, id) pairs, values as for `insert`."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {quote(_field(model, name).column)} = %s WHERE id = %s", rows)  # noqa: S608


def as_instant(value):
    """An aware instant as a row holds it."""
    return connection.ops.adapt_datetimefield_value(value)


def as_date(value):
    """A date as a row holds it."""
    return connection.ops.adapt_datefield_value(value)


def as_json(value) -> str:
    """A JSON value as a row holds it."""
    return json.dumps(value, ensure_ascii=False)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _literal(default) -> str:
    """A default as it stands in the statement."""
    if default is None:
        return "NULL"
    if default == "" or default == {}:
        return "'{}'" if default == {} else "''"
    raise ValueError(f"The default {default!r} has to be given by the caller.")
