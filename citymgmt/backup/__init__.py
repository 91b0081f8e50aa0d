"""A city as a folder that can be put away: its database and the files that its rows name, of one moment.

    backup.json      what it is: moment, version, migrations, sums of the others; written last, so that it says "whole"
    database.dump    what pg_dump writes of one snapshot
    files.tsv        SHA-256, size and name of each file, a line each
    media/…          the files

While it is made, `begun.json` says what is there already, and `wanted.tsv` which files the snapshot names.
"""
