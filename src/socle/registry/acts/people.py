"""The catalogue’s acts on persons (domain research §17)."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from socle.countries.numbering import BY_HAND
from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.fields import require_come
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.registry.acts.entries import NUMBER, registration
from socle.registry.acts.work import HIRING
from socle.registry.operations import deaths, doubts_on_people, numbers, people, registrations
from socle.registry.operations.families_unions import undo_death
from socle.registry.queries.numbers import number_scheme
from socle.registry.types.nationalities import NATIONALITIES

_FAMILY_NAME = Field(
    "family_name",
    _("Nom"),
    hint=_("Qui n’a qu’un seul nom : écrivez-le ici"),
    max_length=100,
)
_GIVEN_NAMES = Field("given_names", _("Prénoms"), is_required=False, max_length=100)
_ARABIC = (
    Field("arabic_family_name", _("Nom en arabe"), is_required=False, max_length=100),
    Field("arabic_given_names", _("Prénoms en arabe"), is_required=False, max_length=100),
)
_BIRTH = (
    Field(
        "birth_on",
        _("Date de naissance"),
        FieldKind.DATE,
        is_required=False,
        ahead_days=None,
    ),
    Field(
        "birth_precision",
        _("Précision de la naissance"),
        FieldKind.CHOICE,
        is_required=False,
        hint=_("« Vers 1960 » : écrivez 01/01/1960 et choisissez l’année seulement"),
        choices=among("day", "month", "year"),
    ),
    Field("sex", _("Sexe"), FieldKind.CHOICE, is_required=False, choices=among("female", "male")),
    Field(
        "national_id",
        _("Pièce d’identité nationale"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=30,
    ),
)
_ORIGIN = (
    Field("birth_place", _("Lieu de naissance"), is_required=False, max_length=100),
    Field(
        "nationality",
        _("Nationalité"),
        FieldKind.CHOICE,
        is_required=False,
        choices=among(*NATIONALITIES),
    ),
    Field(
        "father_name",
        _("Nom du père"),
        is_required=False,
        hint=_("Tel que déclaré"),
        max_length=120,
    ),
    Field(
        "mother_name",
        _("Nom de la mère"),
        is_required=False,
        hint=_("Tel que déclaré"),
        max_length=120,
    ),
)
_CIVIL_STATUS = (_FAMILY_NAME, _GIVEN_NAMES, *_ARABIC, *_BIRTH, *_ORIGIN)
_ERASABLE = (
    *("given_names", "birth_on", "sex", "national_id"),
    *("birth_place", "nationality", "father_name", "mother_name"),
)
_EMPLOYER = Field(
    "employer",
    _("Numéro d’employeur"),
    FieldKind.IDENTIFIER,
    is_required=False,
    hint=_("L’employeur qui embauche à la date d’effet"),
    max_length=30,
)
_NAME = (
    Field(
        "name_kind",
        _("Nature du nom"),
        FieldKind.CHOICE,
        choices=among("marriage", "usual", "birth"),
    ),
    Field("script", _("Écriture"), FieldKind.CHOICE, choices=among("latin", "arabic")),
)


def _number(fund: FundView) -> Field:
    """The number: typed where the fund makes its numbers elsewhere, else left to Socle."""
    if number_scheme(fund=fund) == BY_HAND:
        hint = _("Cette caisse donne ses numéros elle-même : écrivez celui qu’elle a donné")
        return Field("number", _("Numéro"), FieldKind.IDENTIFIER, hint=hint, max_length=30)
    return Field(
        "number",
        _("Numéro"),
        FieldKind.IDENTIFIER,
        is_required=False,
        hint=_("Laissez vide : Socle donne le numéro suivant, avec sa clé"),
        max_length=30,
    )


def _registering(fund: FundView) -> tuple[Field, ...]:
    # The name first: the number is most often left to Socle.
    return (*_CIVIL_STATUS, _number(fund))


def _preregistering(fund: FundView) -> tuple[Field, ...]:
    number = _number(fund)
    return (*_CIVIL_STATUS, _EMPLOYER, *HIRING, *((number,) if number.is_required else ()))


def _sent_by_a_body(fund: FundView) -> tuple[Field, ...]:
    body = Field("body", _("Organisme qui l’envoie"), max_length=120)
    return (body, *_CIVIL_STATUS, _number(fund))


def _schemes(fund: FundView) -> tuple[str, ...]:
    return country(fund.country).insured_numbers.choices


def _unasked(field: Field) -> Field:
    """The field of a correction: what is left empty stays as it is."""
    return replace(field, is_required=False, hint="")


ACTS = (
    replace(
        registration(
            "register_person",
            _("Immatriculer une personne"),
            "person",
            _registering,
            people.register_person,
            opens_file=True,
            doubts=doubts_on_people.doubts_on_registration,
        ),
        controls=people.require_possible,
    ),
    # The employer announces whom it hires; the fund sees the papers later.
    ActType(
        code="preregister_person",
        label=_("Pré-immatriculer une personne"),
        subject_kind="person",
        permission=Permission.PREREGISTER,
        fields=_preregistering,
        perform=registrations.preregister_person,
        opens_file=True,
        doubts=doubts_on_people.doubts_on_registration,
        controls=people.require_possible,
    ),
    replace(
        registration(
            "register_for_body",
            _("Immatriculer pour un autre organisme"),
            "person",
            _sent_by_a_body,
            registrations.register_for_body,
            opens_file=True,
            doubts=doubts_on_people.doubts_on_registration,
        ),
        controls=people.require_possible,
    ),
    replace(
        registration(
            "confirm_registration",
            _("Confirmer une pré-immatriculation"),
            "person",
            always(NUMBER),
            registrations.confirm_registration,
            doubts=doubts_on_people.doubts_on_confirmation,
        ),
        controls=require_come,
        ahead_days=None,
    ),
    replace(
        registration(
            "activate_registration",
            _("Activer une immatriculation"),
            "person",
            always(NUMBER),
            registrations.activate_registration,
        ),
        controls=require_come,
        ahead_days=None,
    ),
    # A corrected civil status can open or close rights: two people see it.
    replace(
        registration(
            "correct_civil_status",
            _("Corriger l’état civil"),
            "person",
            always(
                NUMBER,
                *(_unasked(each) for each in _CIVIL_STATUS),
                Field(
                    "erased",
                    _("Donnée à effacer"),
                    FieldKind.CHOICE,
                    is_required=False,
                    hint=_("Ce que vous laissez vide ci-dessus reste tel quel"),
                    choices=among(*_ERASABLE),
                ),
            ),
            people.correct_civil_status,
            needs_four_eyes=True,
            doubts=doubts_on_people.doubts_on_correction,
        ),
        controls=people.require_possible,
    ),
    registration(
        "record_name",
        _("Inscrire un autre nom"),
        "person",
        always(NUMBER, *_NAME, _FAMILY_NAME, _GIVEN_NAMES),
        people.record_name,
        needs_four_eyes=True,
    ),
    registration(
        "withdraw_name",
        _("Retirer un nom"),
        "person",
        always(NUMBER, *_NAME),
        people.withdraw_name,
        needs_four_eyes=True,
    ),
    # A death ends rights and opens others: two people see it, and the paper.
    replace(
        registration(
            "declare_death",
            _("Enregistrer un décès"),
            "person",
            always(NUMBER),
            deaths.declare_death,
            needs_four_eyes=True,
        ),
        controls=deaths.require_dead_by,
        ahead_days=None,
        undo=undo_death,
    ),
    registration(
        "set_numbering",
        _("Régler la numérotation des assurés"),
        "fund",
        always(
            Field("scheme", _("Schéma de numérotation"), FieldKind.CHOICE, choices=_schemes),
        ),
        numbers.set_numbering,
        needs_four_eyes=True,
    ),
)
