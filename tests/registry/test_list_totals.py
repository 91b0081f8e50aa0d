"""A list says how many rows it has, and of very many that they are so many or more, without counting on."""

import re

import pytest
from django.test import Client

from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "said"), [(1000, "共 104 条"), (104, "共 104 条以上"), (50, "共 50 条以上")])
def test_the_list_of_a_register_counts_up_to_a_bound(
    abel: Client, city: City, monkeypatch: pytest.MonkeyPatch, most: int, said: str
) -> None:
    monkeypatch.setattr("registry.views.registers.COUNTED", most)
    for n in range(104 - len(city.grids)):
        make.unit_grid(f"310101001002{n:03}", city.community, make.square(5 + n, 5))
    words = re.search(r'pager-words">(.*?)</span>', abel.get("/city/unit-grids/").content.decode(), re.DOTALL)
    assert words is not None
    assert words[1].strip() == said
