"""What a paper of the ledger came from."""

from typing import NamedTuple


class Origin(NamedTuple):
    """A thing of a house above (a finding, a deduction): the kind and key under which it is known there, what it is
    called, and where its page is."""

    kind: str
    key: str
    title: str = ""
    url: str = ""
