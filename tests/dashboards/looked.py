"""What the overview says to somebody over some days, without its page."""

from accounts.models import User
from dashboards.presenters.figures import figures, numbers, steps
from dashboards.presenters.rows import Cell, Line, lines
from dashboards.queries.overview import Table, ask
from evaluations.periods import Period
from grids.models import Level


def city(user: User, period: Period) -> dict[str, Cell]:
    """Each number of the figures by its name; rates by their parts."""
    asked = ask(user, period, [Table.CITY], Level.STREET)[Table.CITY]
    found = {name: Cell(number.value, number.url) for name, number in numbers(asked).items()}
    for figure in figures(asked):
        if figure.rate is None:
            found[figure.definition.key] = Cell(int(figure.value or 0), figure.url)
    return found


def funnel(user: User, period: Period) -> list[Cell]:
    asked = ask(user, period, [Table.CITY], Level.STREET)[Table.CITY]
    return [Cell(step["number"].value, step["number"].url) for step in steps(asked)]


def rows(user: User, period: Period, table: Table) -> list[Line]:
    return lines(ask(user, period, [table], Level.STREET)[table], lambda code: "")
