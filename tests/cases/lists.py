"""What a list of cases shows, on its page and as a file."""

import csv
import io
from typing import Any

from django.test import Client


def numbers(client: Client, address: str) -> list[str]:
    """The numbers of the rows of a list's page."""
    return [row.case.number for row in client.get(address).context["rows"]]


def lines(answer: Any) -> list[dict[str, str]]:
    """The rows of a CSV file by the names of their columns."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
