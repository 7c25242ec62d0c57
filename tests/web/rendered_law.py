"""The public calculators and the law of a country: their answers need no samples."""

from collections.abc import Callable

from django.http import HttpResponse

from socle.web import calculate, law

WAGE = "?scheme=cnps&month=2026-07&wage=800000&risk_group=A"
DELAY = "?scheme=cnps&kind=late_payment&amount=100000&due=15/02/2025&paid=20/08/2025"
PENSION = "?scheme=cnps&benefit=old_age&on=01/03/2026&age_years=60&insurance_months=264"
CHILDREN = "?scheme=cnss&benefit=family_allowance&on=20/03/2026&children_born="
Get = Callable[..., Callable[[], HttpResponse]]


def pages(get: Get) -> dict[str, Callable[[], HttpResponse]]:
    of_wage, of_benefit = calculate.of_wage, calculate.of_benefit
    at = "/calculate/cm/"
    return {
        "calculate": get(calculate.index, "/calculate", None),
        "calculate-wage": get(of_wage, at, None, code="cm"),
        "calculate-wage-done": get(of_wage, at + WAGE, None, code="cm"),
        "calculate-wage-wrong": get(of_wage, f"{at}?month=x&wage=1,5", None, code="cm"),
        "calculate-wage-unknown": get(
            of_wage, f"{at}?month=1950-01&wage=1&risk_group=A", None, code="cm"
        ),
        "calculate-delay": get(calculate.of_delay, f"{at}penalty{DELAY}", None, code="cm"),
        "calculate-pension": get(
            of_benefit, f"{at}pension{PENSION}&average_wage=312000", None, code="cm"
        ),
        "calculate-pension-refused": get(
            of_benefit, f"{at}pension{PENSION}&average_wage=0&activity=continuing", None, code="cm"
        ),
        "calculate-children": get(
            of_benefit,
            f"/calculate/ma/pension{CHILDREN}15/03/2014%0A16/05/2009 étudie%0A1/1/1980 handicapé",
            None,
            code="ma",
        ),
        "calculate-children-wrong": get(
            of_benefit, f"/calculate/ma/pension{CHILDREN}hier", None, code="ma"
        ),
        "law": get(law.index, "/law", None),
        "law-in-force": get(law.in_force_on, "/law/cm", None, code="cm"),
        "law-in-force-wrong": get(law.in_force_on, "/law/cm?on=demain", None, code="cm"),
        "law-changes": get(
            law.changed, "/law/cm/changes?from=01/01/2016&to=01/01/2017", None, code="cm"
        ),
    }
