"""The queue of duplicates. Decided by the acts `declare_distinct`, `merge_persons` and
`settle_import_clash`.
"""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from socle.api.access import permitted
from socle.api.parameters import Page
from socle.api.partner_calls import reads_identity
from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.types import Permission
from socle.registry.queries.suspicions import suspicions
from socle.registry.types.details import mask
from socle.registry.types.linkage import Alike
from socle.registry.types.suspicions import Reading, Suspicion, SuspicionOrigin

router = Router(tags=["Registre"])


class SuspectedReading(Schema):
    """Un côté d'un soupçon : un dossier, ou une ligne d'un fichier."""

    number: str
    family_name: str
    given_names: str
    birth_on: date | None
    sex: str
    national_id: str
    father_name: str
    mother_name: str
    birth_place: str


class ComparedField(Schema):
    """Une donnée des deux côtés."""

    name: str
    one: str
    other: str
    agrees: bool | None = Field(description="null : un côté ne la dit pas.")


class WeighedField(Schema):
    """Ce qu'une donnée dit : chaque point double les chances d'une seule personne."""

    name: str
    alike: Alike
    points: int


class SuspectedPair(Schema):
    """Deux lectures qui sont peut-être d'une même personne."""

    number: str
    origin: SuspicionOrigin
    one: SuspectedReading
    other: SuspectedReading
    likeness: int = Field(description="En pour cent.")
    fields: list[ComparedField]
    prior_points: int | None = Field(
        description="Les points de deux dossiers pris au hasard ; null hors du rapprochement."
    )
    weighed: list[WeighedField] = Field(description="Du rapprochement par lots seulement.")
    raised_at: datetime
    import_number: str | None = Field(description="La reprise dont une ligne est gardée dehors.")
    line: int | None


class SuspectedPairs(Schema):
    """Une page de la file, dans l'ordre d'arrivée."""

    items: list[SuspectedPair]
    next: str | None


class QueuedPage(Page):
    """Ce qui est demandé de la file."""

    origin: SuspicionOrigin | None = Field(None, description="Ce qui a fait naître le soupçon.")


@router.get(
    "/duplicates",
    operation_id="list_suspected_pairs",
    summary="La file des doublons",
    description=(
        "Une ligne de fichier se règle par l'acte `settle_import_clash` ; deux dossiers, par "
        "`declare_distinct` ou `merge_persons`. Rien n'est jamais fusionné tout seul."
    ),
    response=SuspectedPairs,
)
def list_suspected_pairs(request: HttpRequest, page: Query[QueuedPage]) -> SuspectedPairs:
    desk = permitted(request, Permission.READ_PERSON)
    try:
        found = suspicions(limit=page.limit + 1, after=page.cursor or "", origin=page.origin)
    except NotKnown as unknown:
        raise Refused("api.cursor_invalid") from unknown
    shown = found[: page.limit]
    return SuspectedPairs(
        items=[_shown(each, with_identity=reads_identity(desk)) for each in shown],
        next=shown[-1].number if len(found) > len(shown) else None,
    )


def _shown(found: Suspicion, *, with_identity: bool) -> SuspectedPair:
    return SuspectedPair(
        number=found.number,
        origin=found.origin,
        one=_reading(found.one, with_identity=with_identity),
        other=_reading(found.other, with_identity=with_identity),
        likeness=found.likeness,
        fields=[
            ComparedField(
                name=each.name,
                one=_said(each.name, each.one, with_identity=with_identity),
                other=_said(each.name, each.other, with_identity=with_identity),
                agrees=each.agrees,
            )
            for each in found.fields
        ],
        prior_points=found.prior if found.weighed else None,
        weighed=[
            WeighedField(name=each.field, alike=each.alike, points=each.points)
            for each in found.weighed
        ],
        raised_at=found.raised_at,
        import_number=found.import_number or None,
        line=found.line,
    )


def _reading(side: Reading, *, with_identity: bool) -> SuspectedReading:
    return SuspectedReading(
        number=side.number,
        family_name=side.family_name,
        given_names=side.given_names,
        birth_on=side.birth_on,
        sex=side.sex,
        national_id=_said("national_id", side.national_id, with_identity=with_identity),
        father_name=side.father_name,
        mother_name=side.mother_name,
        birth_place=side.birth_place,
    )


def _said(name: str, value: str, *, with_identity: bool) -> str:
    """A datum of a side; of an identity number the end alone, for who does not need it."""
    return value if with_identity or name != "national_id" else mask(value)
