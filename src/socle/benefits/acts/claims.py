"""The benefits part of the catalogue of acts: claims, decisions, awards, appeals."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import appeals, awards, claims, decisions, revisions
from socle.benefits.queries.calculations import benefits_of, facts_of
from socle.benefits.queries.facts import derivable
from socle.benefits.queries.injuries import has_injuries
from socle.benefits.queries.medical import medical_benefits
from socle.benefits.queries.pieces import pieces_of
from socle.benefits.types import AppealKind, Channel, Outcome, Ruling
from socle.benefits.types.health import RATE
from socle.benefits.types.injuries import OF_INJURY, OF_ITS_DEATH
from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.pieces import Piece
from socle.platform.acts.types import TWO_YEARS, ActType, Field, FieldKind, always, among
from socle.platform.sealing.types import DataClass
from socle.rules.benefits.facts import FACTS

_CLAIM = Field("claim", _("Numéro de la demande"), FieldKind.IDENTIFIER, max_length=40)
_AWARD = Field("award", _("Numéro du droit"), FieldKind.IDENTIFIER, max_length=40)
_GROUNDS = Field("grounds", _("Motifs"), max_length=1000)
SUSPENDED_FOR = ("life_proof_missing", "schooling_missing", "remarriage_doubt", "inquiry", "other")
ENDED_FOR = ("death", "remarriage", "age", "work", "other")


def _label(fund_country: str, name: str) -> str:
    here = country(fund_country)
    language = (get_language() or "fr").split("-")[0]
    return here.label("input", name, language)


_labelled = lazy(_label, str)


def _asked(fund: FundView, benefit: str) -> dict[str, Field]:
    """What a claim of a benefit may say: its choices, and facts that no file of the fund holds."""
    definition = country(fund.country).scheme(fund.scheme).benefits[benefit]
    found: dict[str, Field] = {}
    for each in definition.inputs:
        found[each.name] = Field(
            each.name,
            _labelled(fund.country, each.name),
            FieldKind.CHOICE,
            is_required=False,
            choices=among(*each.allowed),
        )
    for name in facts_of(fund, benefit):
        if name not in derivable() and name != RATE:
            found[name] = Field(
                name, _labelled(fund.country, name), is_required=False, max_length=20
            )
    return found


@cache
def _claim_fields(fund: FundView) -> tuple[Field, ...]:
    every: dict[str, Field] = {}
    for benefit in benefits_of(fund):
        every |= _asked(fund, benefit)
    return (
        Field("person", _("Numéro de l’assuré"), FieldKind.IDENTIFIER, max_length=30),
        Field("benefit", _("Prestation"), FieldKind.CHOICE, choices=benefits_of),
        Field(
            "event_on",
            _("Date de l’événement"),
            FieldKind.DATE,
            hint=_("Le jour où le droit se juge : âge, décès, arrêt, naissance"),
            ahead_days=TWO_YEARS,
        ),
        *every.values(),
        Field(
            "channel",
            _("Reçue par"),
            FieldKind.CHOICE,
            is_required=False,
            choices=among(*Channel.typed()),
        ),
        _SEEN,
        Field(
            "filing",
            _("Demande en ligne"),
            FieldKind.IDENTIFIER,
            is_required=False,
            hint=_("Le numéro du récépissé donné par la page publique"),
            max_length=40,
        ),
        *([_INJURY] if has_injuries(fund) else []),
    )


_INJURY = Field(
    "injury",
    _("Accident du travail"),
    FieldKind.IDENTIFIER,
    is_required=False,
    hint=_("Son numéro au registre, si la demande en découle"),
    max_length=40,
)
_SEEN = Field(
    "seen",
    _("Pièces vues au guichet"),
    is_required=False,
    hint=_("Leurs codes, séparés par des virgules"),
    max_length=400,
)


def _narrow(fund: FundView, given: Mapping[str, str]) -> tuple[Field, ...]:
    """Of all that a claim may say, what its benefit reads."""
    benefit = given.get("benefit", "")
    every = _claim_fields(fund)
    asked = _asked(fund, benefit) if benefit in benefits_of(fund) else {}
    shared = {"person", "benefit", "event_on", "channel", "seen", "filing"}
    if benefit in OF_INJURY | OF_ITS_DEATH:
        shared.add("injury")
    return tuple(
        _seen_of(fund, benefit) if each is _SEEN and benefit in benefits_of(fund) else each
        for each in every
        if each.name in shared or each.name in asked
    )


def _seen_of(fund: FundView, benefit: str) -> Field:
    """The field of pieces seen, with the codes of a benefit's own and what each is."""
    codes = ", ".join(f"{each.code} ({each.label})" for each in pieces_of(fund, benefit))
    return replace(_SEEN, hint=f"{_SEEN.hint} : {codes}")


def _facts(fund: FundView) -> tuple[str, ...]:
    """What may be told of some claim: any fact or choice; the medical opinion has its own act."""
    chosen = {
        each.name: None
        for benefit in benefits_of(fund)
        for each in country(fund.country).scheme(fund.scheme).benefits[benefit].inputs
    }
    return tuple(each for each in (*chosen, *sorted(FACTS)) if each != RATE)


def _is_medical(fund: FundView) -> bool:
    return bool(medical_benefits(fund))


class _ForBenefits:
    """A piece is asked where the claim is of a benefit whose list has it."""

    def __init__(self, benefits: frozenset[str]) -> None:
        self.benefits = benefits

    def __call__(self, fields: Mapping[str, object]) -> bool:
        return str(fields.get("benefit")) in self.benefits


def _claim_pieces(fund: FundView) -> tuple[Piece, ...]:
    """Every piece of every benefit; none stops a claim, which counts from the day it is made."""
    asked: dict[str, set[str]] = {}
    found: dict[str, Piece] = {}
    for benefit in benefits_of(fund):
        for each in pieces_of(fund, benefit):
            asked.setdefault(each.code, set()).add(benefit)
            found.setdefault(each.code, each)
    return tuple(
        replace(each, is_required=False, when=_ForBenefits(frozenset(asked[code])))
        for code, each in found.items()
    )


def _any_piece(fund: FundView) -> tuple[Piece, ...]:
    return tuple(replace(each, when=None) for each in _claim_pieces(fund))


ACTS: tuple[ActType, ...] = (
    ActType(
        code="file_claim",
        label=_("Recevoir une demande de prestation"),
        subject_kind="person",
        permission=Permission.FILE_CLAIM,
        fields=_claim_fields,
        perform=claims.file_claim,
        narrow=_narrow,
        pieces=_claim_pieces,
        undo=claims.undo_claim,
    ),
    ActType(
        code="add_claim_pieces",
        label=_("Ajouter des pièces à une demande"),
        subject_kind="person",
        permission=Permission.FILE_CLAIM,
        fields=always(_CLAIM, _SEEN),
        perform=claims.add_claim_pieces,
        pieces=_any_piece,
    ),
    ActType(
        code="tell_claim_fact",
        label=_("Dire un élément d’une demande"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _CLAIM,
            Field("fact", _("Élément"), FieldKind.CHOICE, choices=_facts),
            Field("value", _("Valeur"), max_length=40),
        ),
        perform=claims.tell_claim_fact,
        doubts=claims.told_otherwise,
    ),
    ActType(
        code="advise_claim",
        label=_("Donner l’avis du médecin-conseil"),
        subject_kind="person",
        permission=Permission.ADVISE_MEDICALLY,
        fields=always(
            _CLAIM,
            Field(RATE, _("Taux d’incapacité, en pour cent"), max_length=3),
            Field("since", _("Incapacité depuis le"), FieldKind.DATE, is_required=False),
            Field("until", _("Incapacité jusqu’au"), FieldKind.DATE, is_required=False),
            Field("review_on", _("À revoir le"), FieldKind.DATE, is_required=False),
        ),
        perform=claims.advise_claim,
        is_offered=_is_medical,
        sealed=dict.fromkeys((RATE, "since", "until", "review_on"), DataClass.HEALTH),
    ),
    # What the fund gives or denies is seen by two people.
    ActType(
        code="decide_claim",
        label=_("Décider d’une demande"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _CLAIM,
            Field(
                "outcome",
                _("Décision"),
                FieldKind.CHOICE,
                choices=among(*(each.value for each in Outcome)),
            ),
            Field(
                "ground",
                _("Motif du refus"),
                is_required=False,
                hint=_("Si le calcul donne un droit"),
                max_length=500,
            ),
            Field(
                "judged",
                _("Condition appréciée à la main"),
                is_required=False,
                hint=_("Si un texte de la loi n’a pas été lu : comment la condition a été jugée"),
                max_length=500,
            ),
            Field(
                "payees",
                _("Attributaires"),
                is_required=False,
                hint=_("Si d’autres que les bénéficiaires : « numéro=numéro », avec des virgules"),
                max_length=400,
            ),
        ),
        perform=decisions.decide_claim,
        needs_four_eyes=True,
    ),
    ActType(
        code="revise_award",
        label=_("Réviser un droit"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(_AWARD),
        perform=revisions.revise_award,
        needs_four_eyes=True,
    ),
    ActType(
        code="suspend_award",
        label=_("Suspendre un droit"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _AWARD,
            Field("reason", _("Motif"), FieldKind.CHOICE, choices=among(*SUSPENDED_FOR)),
        ),
        perform=awards.suspend_award,
    ),
    ActType(
        code="lift_suspension",
        label=_("Lever une suspension"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(_AWARD),
        perform=awards.lift_suspension,
    ),
    ActType(
        code="end_award",
        label=_("Mettre fin à un droit"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _AWARD, Field("reason", _("Motif"), FieldKind.CHOICE, choices=among(*ENDED_FOR))
        ),
        perform=awards.end_award,
    ),
    ActType(
        code="change_payee",
        label=_("Changer d’attributaire"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _AWARD,
            Field("payee", _("Numéro de l’attributaire"), FieldKind.IDENTIFIER, max_length=30),
        ),
        perform=awards.change_payee,
        needs_four_eyes=True,
    ),
    ActType(
        code="file_appeal",
        label=_("Recevoir un recours"),
        subject_kind="person",
        permission=Permission.FILE_CLAIM,
        fields=always(
            _CLAIM,
            Field(
                "kind",
                _("Voie"),
                FieldKind.CHOICE,
                choices=among(*(each.value for each in AppealKind)),
            ),
            _GROUNDS,
        ),
        perform=appeals.file_appeal,
    ),
    ActType(
        code="decide_appeal",
        label=_("Répondre à un recours"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            Field("appeal", _("Numéro du recours"), FieldKind.IDENTIFIER, max_length=40),
            Field(
                "outcome",
                _("Réponse"),
                FieldKind.CHOICE,
                choices=among(*(each.value for each in Ruling)),
            ),
            _GROUNDS,
        ),
        perform=appeals.decide_appeal,
        needs_four_eyes=True,
    ),
)
