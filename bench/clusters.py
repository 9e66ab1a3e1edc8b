"""The PostgreSQL that portal and peer share while they are measured."""

import psycopg

from tests.rig.postgresql import Cluster


def create_database(cluster: Cluster, name: str) -> None:
    """An empty database that compiles no queries: at this size that only costs."""
    with _connection(cluster) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        connection.execute(f"ALTER DATABASE {name} SET jit = off")


def process_of(cluster: Cluster) -> int:
    """The parent of all its processes."""
    with _connection(cluster) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    return int(row[0].split()[0])


def _connection(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(host=cluster.socket, user="postgres", dbname="postgres", autocommit=True)
