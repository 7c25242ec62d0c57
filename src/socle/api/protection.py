"""The register of processing: what is kept of people, why, who reads it. It speaks of nobody."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from socle.api.access import desk_of
from socle.api.problems import language
from socle.platform.access.types import PERMISSIONS
from socle.platform.protection.queries import activities, laws
from socle.platform.protection.types import Activity

router = Router(tags=["Protection des données"])
DataClassName = Literal["public", "personal", "identity", "bank", "health"]


class ClassedTable(Schema):
    """Une table, et la catégorie de chaque colonne : la plus forte qu'elle peut contenir."""

    module: str
    table: str
    columns: dict[str, DataClassName]


class ProcessingActivity(Schema):
    """Un traitement : pourquoi la caisse garde quoi, de qui, qui lit."""

    code: str
    title: str
    why: str
    whose: str
    kept: str = Field(description="Combien de temps.")
    classes: list[DataClassName]
    readers: list[str] = Field(description="Les rôles.")
    tables: list[ClassedTable]


class DataLaw(Schema):
    """Un texte sur les données personnelles, tel qu'il a été lu, et ce qui n'y a pas été trouvé."""

    country: str
    name: str
    asks: str
    missing: str
    status: str
    source: str


class ProcessingRegister(Schema):
    """Le registre des traitements."""

    activities: list[ProcessingActivity]
    laws: list[DataLaw]


@router.get(
    "/data-protection",
    operation_id="get_processing_register",
    summary="Le registre des traitements",
    description="Le même pour toutes les caisses : il ne parle de personne.",
    response=ProcessingRegister,
)
def get_processing_register(request: HttpRequest) -> ProcessingRegister:
    desk_of(request)
    said = language()
    return ProcessingRegister(
        activities=[_activity(each, said) for each in activities()],
        laws=[
            DataLaw(
                country=each.country,
                name=each.name[said],
                asks=each.asks[said],
                missing=each.missing[said],
                status=each.status,
                source=each.source,
            )
            for each in laws()
        ],
    )


def _activity(each: Activity, said: str) -> ProcessingActivity:
    return ProcessingActivity(
        code=each.code,
        title=each.title[said],
        why=each.why[said],
        whose=each.whose[said],
        kept=each.kept[said],
        classes=[of.value for of in each.classes],
        readers=[role.value for role, held in PERMISSIONS.items() if held & each.readers],
        tables=[
            ClassedTable(
                module=table.module,
                table=table.table,
                columns={column: of.value for column, of in table.columns.items()},
            )
            for table in each.tables
        ],
    )
