"""The letter of a decision: what was asked, answered and why, line by line, and what may be done.

French: notification de décision. It is made anew each time from what the decision kept.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.benefits.conventions import remedies_of
from socle.benefits.queries.claims import claim as claim_of
from socle.benefits.queries.claims import whole_decision
from socle.benefits.types import ClaimView, DecisionView
from socle.countries.calculation import reason_in_words, step_label
from socle.countries.registry import Country, country
from socle.kernel.errors import NotKnown
from socle.kernel.money import Money
from socle.platform.access.queries import current_fund
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter, Listing


def decision_letter(
    *, number: str, is_whole: bool, of_awards: Collection[str] | None = None
) -> Letter:
    """The letter of the decision that stands on a claim, in the language of the reading.

    `is_whole`: with what it tells of health, where who makes it reads that. `of_awards`: what
    others receive by the same decision is left out, where one of those it pays reads it.

    Raises:
        NotKnown: there is no such claim, or nothing is decided of it.
    """
    found, fund = claim_of(number=number), current_fund()
    decision = found.last_decision
    if decision is None:
        raise NotKnown("benefits.not_decided", claim=number[:40])
    if of_awards is not None:
        read = tuple(each for each in found.awards if each.number in of_awards)
        found = replace(found, awards=read)
    if is_whole:
        decision = replace(decision, calculation=whole_decision(number=decision.number))
    here, language = country(fund.country), get_language() or "fr"
    return Letter(
        language=language,
        fund=fund.name,
        title=here.label("benefit", found.benefit, language),
        subtitle=f"{left_to_right(decision.number)} · {day_words(decision.decided_on)}",
        to=f"{as_written(found.person_name)} · {left_to_right(found.person_number)}",
        body=_body(here, found, decision, language),
        listings=_listings(here, found, decision, language),
        close=(*_close(fund.country, language), *sources_listed(here, decision)),
        foot=_("Demande %(claim)s, acte %(act)s")
        % {"claim": left_to_right(found.number), "act": left_to_right(decision.act_number)},
    )


def _body(
    here: Country, found: ClaimView, decision: DecisionView, language: str
) -> tuple[str, ...]:
    asked = _("Vous avez déposé cette demande le %(filed)s, pour un événement du %(event)s.")
    said = [asked % {"filed": day_words(found.filed_on), "event": day_words(found.event_on)}]
    if decision.amount:
        amount = left_to_right(Money(decision.amount, here.currency).text(language))
        per = here.label("periodicity", decision.calculation.periodicity, language)
        granted = _("La caisse l’accorde : %(amount)s, %(per)s.")
        said.append(granted % {"amount": amount, "per": per})
        if decision.calculation.reserved:
            said.append(_("Le calcul tient à votre santé : le médecin-conseil vous l’explique."))
        return tuple(said)
    said.append(_("La caisse la refuse, pour ces raisons :"))
    said += [reason_in_words(here, each, language) for each in decision.calculation.reasons]
    if decision.calculation.reserved:
        said.append(_("Une raison tient à votre santé : le médecin-conseil vous la dira."))
    return (*said, *([as_written(decision.ground)] if decision.ground else []))


def _listings(
    here: Country, found: ClaimView, decision: DecisionView, language: str
) -> tuple[Listing, ...]:
    terms = tuple(
        (
            as_written(award.beneficiary_name),
            span_words(term.since, term.until),
            left_to_right(Money(term.amount, here.currency).text(language)),
        )
        for award in found.awards
        for term in award.terms
    )
    listed = [
        Listing(_("Qui reçoit quoi"), (_("Bénéficiaire"), _("Période"), _("Montant")), terms),
        steps_listed(here, decision, language),
    ]
    return tuple(each for each in listed if each.rows)


def steps_listed(here: Country, decision: DecisionView, language: str) -> Listing:
    """The calculation of a decision, line by line, each with the number of its source."""
    cited = _cited(decision)
    steps = tuple(
        (
            step_label(here, each.label, language),
            left_to_right(here.label(each.label, each.text(language), language)),
            left_to_right(f"[{cited.index(each.source) + 1}]") if each.source else "",
        )
        for each in decision.calculation.steps
    )
    return Listing(_("Le calcul, ligne par ligne"), (_("Étape"), _("Valeur"), _("Source")), steps)


def span_words(since: date, until: date | None) -> str:
    """A period as letters write it: its first and last day, or its first alone."""
    first = left_to_right(f"{since:%d/%m/%Y}")
    if until is None:
        return _("à partir du %(day)s") % {"day": first}
    last = until - timedelta(days=1)
    return f"{first} → {left_to_right(f'{last:%d/%m/%Y}')}"


def _cited(decision: DecisionView) -> list[str]:
    """What the steps rest on, each once, in the order of the steps."""
    return list(dict.fromkeys(each.source for each in decision.calculation.steps if each.source))


def sources_listed(here: Country, decision: DecisionView) -> tuple[str, ...]:
    """The same in full, by the number that the steps give."""
    return tuple(
        f"{left_to_right(f'[{rank}]')} {as_written(here.parameters.in_full(each))}"
        for rank, each in enumerate(_cited(decision), 1)
    )


def _close(country_code: str, language: str) -> tuple[str, ...]:
    """What may be done against the decision, where a source says it; else that none was read."""
    said = remedies_of(country_code, language)
    if said is None:
        return (_("Les voies et délais de recours n’ont été lus dans aucun texte : demandez-les."),)
    return (said[0], _("Source : %(source)s") % {"source": as_written(said[1])})
