"""What tells of a person's and of an employer's file: the tables that its history walks."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from socle.platform.access.queries import names_of_users
from socle.platform.temporal.types import FileTable
from socle.registry import facts
from socle.registry.models import Person
from socle.registry.queries.employers import names_of
from socle.registry.types.cards import card_number


def _persons(ids: Collection[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "number"))


def _employers(ids: Collection[int]) -> dict[int, str]:
    return {
        key: f"{number} {name}".strip()
        for key, (number, name) in names_of(employer_ids=ids).items()
    }


def _users(ids: Collection[int]) -> dict[int, str]:
    return {key: name for key, (_login, name) in names_of_users(ids=ids).items()}


def _cards(ids: Collection[int]) -> dict[int, str]:
    return {key: card_number(key) for key in ids}


_ACCOUNT = frozenset({"account"})
OF_PERSON = (
    FileTable(
        facts.CIVIL_STATUS,
        "person_id",
        _("État civil"),
        masked=frozenset({"national_id"}),
    ),
    FileTable(facts.NAME, "person_id", _("Autres noms")),
    FileTable(facts.ORIGIN, "person_id", _("Origine")),
    FileTable(facts.REGISTRATION, "person_id", _("Immatriculation")),
    FileTable(facts.DEATH, "person_id", _("Décès")),
    FileTable(facts.EMPLOYMENT, "person_id", _("Emplois"), names={"employer_id": _employers}),
    FileTable(facts.CARD_STATE, "person_id", _("Carte d’assuré"), names={"card_id": _cards}),
    FileTable(facts.PERSON_CONTACT, "person_id", _("Coordonnées")),
    FileTable(facts.PERSON_ACCOUNT, "person_id", _("Compte de paiement"), masked=_ACCOUNT),
)
OF_EMPLOYER = (
    FileTable(facts.PROFILE, "employer_id", _("Identité")),
    FileTable(facts.CLASSIFICATION, "employer_id", _("Classement")),
    FileTable(facts.NATURE, "employer_id", _("Nature de l’affilié"), names={"person_id": _persons}),
    FileTable(facts.IDENTIFIER, "employer_id", _("Identifiants légaux")),
    FileTable(facts.CONTACT, "employer_id", _("Coordonnées")),
    FileTable(facts.EMPLOYER_AGENCY, "employer_id", _("Agence de rattachement")),
    FileTable(facts.EMPLOYER_ACCOUNT, "employer_id", _("Compte de paiement"), masked=_ACCOUNT),
    FileTable(facts.PARENT, "employer_id", _("Société mère"), names={"parent_id": _employers}),
    FileTable(facts.SUCCESSION, "employer_id", _("Fusion"), names={"successor_id": _employers}),
    FileTable(
        facts.REPRESENTATIVE,
        "employer_id",
        _("Représentants"),
        masked=frozenset({"national_id"}),
    ),
    FileTable(facts.ESTABLISHMENT, "employer_id", _("Établissements")),
    FileTable(facts.PLACE, "employer_id", _("Adresses des établissements")),
    FileTable(facts.MANDATE, "employer_id", _("Mandats"), names={"user_id": _users}),
    FileTable(
        facts.EMPLOYMENT, "employer_id", _("Salariés"), names={"person_id": _persons}, is_long=True
    ),
)
