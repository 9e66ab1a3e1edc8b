"""Backups: a copy of everything, taken while the portal runs, and put back elsewhere.

    manifest.json         when, from which version, how many rows in each table
    tables/<name>.ndjson  one JSON array a row, in the order of the columns in the manifest
    files/ab/cdef…        uploads and mails as they came, named by what is in them
    SHA256SUMS            of all the above: `sha256sum -c SHA256SUMS` checks a backup anywhere

The same for SQLite and PostgreSQL, so a backup of one can be restored into the other.
"""
