"""Letters about a work injury: that its declaration was received, and what was decided of it.

French: accusé de réception de la déclaration, notification de décision. They say nothing medical.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.benefits.conventions import remedies_of
from socle.benefits.queries.injuries import deadline_to_declare, injury
from socle.benefits.types.injuries import (
    DecidedOf,
    InjuryKind,
    InjuryLine,
    InjuryState,
    Recognition,
)
from socle.kernel.errors import NotKnown
from socle.platform.access.queries import current_fund
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter


def acknowledgement(*, number: str, is_to_employer: bool) -> Letter:
    """That the fund received the declaration of an injury, late or not, and what is wanting.

    Raises:
        NotKnown: there is no such injury.
    """
    found, fund = injury(number=number), current_fund()
    line = found.line
    said = [
        _("La caisse a reçu le %(day)s la déclaration de cet événement du %(happened)s.")
        % {"day": day_words(line.declared_on), "happened": day_words(line.happened_on)},
        _("Victime : %(name)s. Employeur : %(employer)s.")
        % {"name": as_written(line.person_name), "employer": as_written(line.employer_name)},
    ]
    law = deadline_to_declare(fund=fund, declared_by=line.declared_by, happened_on=line.happened_on)
    if line.is_late and line.due_on:
        said.append(
            _("Elle est arrivée après le dernier jour, le %(day)s. Elle est instruite quand même.")
            % {"day": day_words(line.due_on)}
        )
    if line.state is InjuryState.DECLARED:
        said.append(_("Il manque le certificat médical initial : apportez-le à la caisse."))
    said.append(_("La caisse vous dira par lettre si elle reconnaît l’origine professionnelle."))
    source = [_("Source : %(source)s") % {"source": as_written(law.source)}] if law else []
    return _letter(
        line,
        title=_("Accusé de réception d’une déclaration"),
        to=line.employer_name if is_to_employer else line.person_name,
        reference=line.employer_number if is_to_employer else line.person_number,
        body=tuple(said),
        close=tuple(source),
        act=found.act_number,
    )


def decision_on_injury(*, number: str) -> Letter:
    """The last decision on an injury with its grounds, and what may be done against it.

    Raises:
        NotKnown: there is no such injury, or nothing is decided of it.
    """
    found, fund = injury(number=number), current_fund()
    if not found.decisions:
        raise NotKnown("injuries.not_decided", injury=number[:40])
    line, decision = found.line, found.decisions[-1]
    answer = _answers()[decision.about, decision.outcome]
    said = (
        _("Vous avez déclaré un événement du %(happened)s, reçu le %(day)s.")
        % {"happened": day_words(line.happened_on), "day": day_words(line.declared_on)},
        answer,
        _("Motifs : %(ground)s") % {"ground": as_written(decision.ground)},
    )
    language = get_language() or "fr"
    remedies = remedies_of(fund.country, language)
    close = (
        (remedies[0], _("Source : %(source)s") % {"source": as_written(remedies[1])})
        if remedies
        else (_("Les voies et délais de recours n’ont été lus dans aucun texte : demandez-les."),)
    )
    return _letter(
        line,
        title=_("Décision %(number)s") % {"number": left_to_right(decision.number)},
        to=line.person_name,
        reference=line.person_number,
        body=said,
        close=close,
        act=decision.act_number,
    )


def _answers() -> dict[tuple[DecidedOf, Recognition], str]:
    yes, no = Recognition.RECOGNISED, Recognition.REFUSED
    return {
        (DecidedOf.CHARACTER, yes): _("La caisse en reconnaît l’origine professionnelle."),
        (DecidedOf.CHARACTER, no): _("La caisse n’en reconnaît pas l’origine professionnelle."),
        (DecidedOf.RELAPSE, yes): _("La caisse reconnaît la rechute."),
        (DecidedOf.RELAPSE, no): _("La caisse ne reconnaît pas la rechute."),
        (DecidedOf.DEATH, yes): _("La caisse reconnaît que le décès en est la suite."),
        (DecidedOf.DEATH, no): _("La caisse ne reconnaît pas que le décès en soit la suite."),
    }


def _letter(
    line: InjuryLine,
    *,
    title: str,
    to: str,
    reference: str,
    body: tuple[str, ...],
    close: tuple[str, ...],
    act: str,
) -> Letter:
    kinds = {
        InjuryKind.ACCIDENT: _("accident du travail"),
        InjuryKind.COMMUTING: _("accident de trajet"),
        InjuryKind.DISEASE: _("maladie professionnelle"),
    }
    parts = [as_written(to), *([left_to_right(reference)] if reference else [])]
    return Letter(
        language=get_language() or "fr",
        fund=current_fund().name,
        title=title,
        subtitle=f"{left_to_right(line.number)} · {kinds[line.kind]}",
        to=" · ".join(parts),
        body=body,
        listings=(),
        close=close,
        foot=_("Dossier %(injury)s, acte %(act)s")
        % {"injury": left_to_right(line.number), "act": left_to_right(act)},
    )
