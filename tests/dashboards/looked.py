"""What the overview says to somebody over some days, without its page."""

from accounts.models import User
from dashboards.presenters.figures import Figure, figures, numbers
from dashboards.presenters.figures import steps as funnel_of
from dashboards.presenters.rows import Cell, Line, lines, names_in
from dashboards.queries.days import Step, steps_of
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
    return [Cell(step["number"].value, step["number"].url) for step in funnel_of(asked)]


def rows(user: User, period: Period, table: Table) -> list[Line]:
    found = ask(user, period, [table], Level.STREET)
    [names] = names_in(found).values()
    return lines(found[table], names, lambda code: "")


def steps(user: User, period: Period) -> list[Step]:
    asked = ask(user, period, [Table.DAYS], Level.STREET)[Table.DAYS]
    return steps_of(asked.question.days, asked.found.now)


def figures_of(user: User, period: Period) -> list[Figure]:
    """The large figures."""
    return figures(ask(user, period, [Table.CITY], Level.STREET)[Table.CITY])
