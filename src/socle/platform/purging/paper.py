"""The report of what is kept, as a paper, and the words of what may be purged."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from socle.countries.clock import legal_day
from socle.platform.access.types import FundView
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter, Listing
from socle.platform.protection.queries import activities
from socle.platform.purging.types import ActivityHeld, DataKept, DataKind, PeriodStanding, PurgeView

KINDS: dict[str, str | Promise] = {
    DataKind.DROPPED_DRAFTS: gettext_lazy("Actes et demandes en ligne abandonnés"),
    DataKind.UNUSED_FILES: gettext_lazy("Fichiers remis que rien ne cite"),
    DataKind.GIVEN_UP_NOTICES: gettext_lazy("Avis aux partenaires, abandonnés"),
    DataKind.IMPORT_REJECTS: gettext_lazy("Lignes rejetées et fichiers refusés des reprises"),
    DataKind.FORM_DRAFTS: gettext_lazy("Déclarations tapées à l’écran"),
}
STANDINGS: dict[str, str | Promise] = {
    PeriodStanding.LAW_TEXT: gettext_lazy("Texte de loi, tel que la caisse l’a lu"),
    PeriodStanding.FUND_DECISION: gettext_lazy("Décision de la caisse"),
    PeriodStanding.NOT_FOUND: gettext_lazy("Durée non trouvée : tout est gardé"),
}


def keeping_report(
    *,
    fund: FundView,
    act: str,
    on: date,
    kept: Sequence[DataKept],
    held: Sequence[ActivityHeld],
    purged: Sequence[PurgeView],
) -> Letter:
    """What is kept, what is past its period and what was purged, in the language that is active."""
    listings = [
        Listing(
            _("Ce qui peut être purgé, par un acte de deux personnes"),
            (_("Données"), _("Durée"), _("Lignes"), _("À purger"), _("Restent")),
            tuple(_kind(each) for each in kept),
        ),
        Listing(
            _("Ce qui n’est jamais purgé"),
            (_("Traitement"), _("Lignes, et depuis quand"), _("Pourquoi")),
            tuple(_activities(held, fund)),
        ),
    ]
    if purged:
        head = (_("Données"), _("Plus ancien que le"), _("Lignes"), _("Acte"))
        rows = tuple(_purge(each, fund) for each in purged)
        listings.append(Listing(_("Purges ordonnées"), head, rows))
    return Letter(
        language=get_language() or "fr",
        fund=as_written(fund.name),
        title=_("Rapport de conservation des données"),
        subtitle=f"{left_to_right(act)} · {day_words(on)}",
        to="",
        body=(
            _("Aucun texte lu ne fixe de durée. Sans décision de la caisse, tout est gardé."),
            _("Les comptes sont ceux du jour ; ceux d’une purge sont vérifiés quand elle passe."),
        ),
        listings=tuple(listings),
        close=(),
        foot=left_to_right(act),
    )


def _kind(each: DataKept) -> tuple[str, ...]:
    period = each.period
    if period.months is None:
        said = str(STANDINGS[PeriodStanding.NOT_FOUND])
    else:
        said = f"{left_to_right(str(period.months))} {_('mois')} · {as_written(period.source)}"
    counts = (str(count) for count in (each.rows, each.past, each.held))
    return (str(KINDS[period.kind]), said, *map(left_to_right, counts))


def _activities(held: Iterable[ActivityHeld], fund: FundView) -> Iterable[tuple[str, ...]]:
    said = {each.code: each for each in activities()}
    language = (get_language() or "fr")[:2]
    for each in held:
        rows = left_to_right(f"{'≥ ' if each.is_more else ''}{each.rows}")
        words = said[each.code]
        since = f"{rows} · {_day(each.oldest, fund)}" if each.oldest else rows
        yield (words.title[language], since, words.stays[language])


def _purge(each: PurgeView, fund: FundView) -> tuple[str, ...]:
    rows = left_to_right(f"{each.taken} / {each.rows}")
    return (str(KINDS[each.kind]), _day(each.before, fund), rows, left_to_right(each.act))


def _day(at: datetime | None, fund: FundView) -> str:
    return left_to_right(f"{legal_day(at, fund.country):%d/%m/%Y}") if at else "–"
