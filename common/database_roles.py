"""The application's role in the database, and one that only reads: what each may do of our tables.

The owner makes the tables and runs the migrations. The application (web, worker, clock) works as a role that owns
nothing: it reads and writes rows, and can neither change a table, nor empty it (TRUNCATE), nor switch a trigger off. So
the triggers that keep histories append-only hold against it too. `manage.py migrate` says all of this anew after each
run, so that no operator has to think of it; what a later migration makes is covered by default privileges at once.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg2.extensions import encrypt_password

# What the application may only read: it never migrates.
_READ_ONLY = ("django_migrations",)

# Tables and sequences of the current user in `public`, without those of extensions. `kept` are the tables whose rows a
# trigger keeps from being deleted, and those that they name by a foreign key (a case, who acted): the application has
# no right to delete there at all.
_OURS = """
WITH kept AS (
    SELECT t.tgrelid AS id FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE t.tgtype & 8 <> 0 AND NOT t.tgisinternal AND p.proname ~ 'refuse$'
)
SELECT c.relname, c.relkind = 'S',
       c.oid IN (SELECT id FROM kept UNION SELECT k.confrelid FROM pg_constraint k JOIN kept ON kept.id = k.conrelid)
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
   AND pg_has_role(c.relowner, 'USAGE')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1
"""
# Two migrations at once, of two databases of one server, may make the same role.
_MAKE = """
DO $$ BEGIN
    CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT;
    {then}
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
_STRONG = """
SELECT rolname FROM pg_roles
 WHERE rolname = ANY (%s) AND (rolsuper OR rolcreaterole OR rolcreatedb OR pg_has_role(rolname, current_user, 'MEMBER'))
"""


class RolesError(Exception):
    """The roles can't be made or bounded; the words say what to do."""


@dataclass(frozen=True)
class Roles:
    """The names, and passwords where they are to be set."""

    app: str
    reader: str
    app_password: str = ""
    reader_password: str = ""

    @classmethod
    def of_settings(cls) -> "Roles":
        return cls(**settings.DATABASE_ROLES)

    @property
    def passwords(self) -> dict[str, str]:
        return {self.app: self.app_password, self.reader: self.reader_password}


def keep_roles(roles: Roles) -> list[str]:
    """Make the roles that are missing where the current user may, set passwords, and grant; which are still missing.

    Run by the owner of the tables. Raises RolesError where one of them could do what the owner can.
    """
    with connection.cursor() as cursor:
        _make(cursor, roles)
        there = _there(cursor, roles)
        cursor.execute(_STRONG, [there])
        if strong := [name for (name,) in cursor.fetchall()]:
            raise RolesError(
                f"The role {strong[0]} may do what the owner of the tables can. Take its rights away, or name another."
            )
        for statement in _grants(cursor, roles, there):
            cursor.execute(statement)
    return [name for name in roles.passwords if name not in there]


def _make(cursor: Any, roles: Roles) -> None:
    cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        return
    reads = f"ALTER ROLE {_quoted(roles.reader)} SET default_transaction_read_only = on;"
    there = _there(cursor, roles)
    for name, password in roles.passwords.items():
        if name not in there:
            cursor.execute(_MAKE.format(role=_quoted(name), then=reads if name == roles.reader else ""))
        if password:  # as what the server keeps of it, so that no log of statements ever holds it
            kept = encrypt_password(password, name, connection.connection, "scram-sha-256")
            cursor.execute(f"ALTER ROLE {_quoted(name)} PASSWORD %s", [kept])


def _there(cursor: Any, roles: Roles) -> list[str]:
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(roles.passwords)])
    return [name for (name,) in cursor.fetchall()]


def _grants(cursor: Any, roles: Roles, there: list[str]) -> list[str]:
    cursor.execute(_OURS)
    found = cursor.fetchall()
    tables = [_quoted(name) for name, is_sequence, __ in found if not is_sequence]
    sequences = [_quoted(name) for name, is_sequence, __ in found if is_sequence]
    written = [_quoted(name) for name, is_sequence, __ in found if not is_sequence and name not in _READ_ONLY]
    deleted = [_quoted(name) for name, is_sequence, kept in found if not (is_sequence or kept or name in _READ_ONLY)]
    if not tables:
        return []
    statements = ["REVOKE CREATE ON SCHEMA public FROM PUBLIC"]
    if roles.app in there:
        statements += _of_app(_quoted(roles.app), tables, written, deleted, sequences)
    if roles.reader in there:
        statements += _of_reader(_quoted(roles.reader), tables, sequences)
    return statements


def _of_app(role: str, tables: list[str], written: list[str], deleted: list[str], sequences: list[str]) -> list[str]:
    return [
        *_of_place(role),
        f"REVOKE ALL ON TABLE {', '.join(tables)} FROM {role}",
        f"GRANT SELECT ON TABLE {', '.join(tables)} TO {role}",
        f"GRANT INSERT, UPDATE ON TABLE {', '.join(written)} TO {role}",
        f"GRANT DELETE ON TABLE {', '.join(deleted)} TO {role}",
        f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(sequences)} TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ]


def _of_reader(role: str, tables: list[str], sequences: list[str]) -> list[str]:
    return [
        *_of_place(role),
        f"REVOKE ALL ON TABLE {', '.join(tables)} FROM {role}",
        f"GRANT SELECT ON TABLE {', '.join(tables)} TO {role}",
        f"GRANT SELECT ON SEQUENCE {', '.join(sequences)} TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO {role}",
    ]


def _of_place(role: str) -> list[str]:
    database = _quoted(str(connection.settings_dict["NAME"]))
    return [
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
    ]


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


# Whether the current role could rewrite history: it owns the tables, or is above all rights.
WORKS_AS_OWNER = """
(SELECT rolsuper OR pg_has_role((SELECT relowner FROM pg_class WHERE oid = 'django_migrations'::regclass), 'USAGE')
   FROM pg_roles WHERE rolname = current_user)"""
