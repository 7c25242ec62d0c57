"""Lots, orders and books. What is done to a lot is an act: see `/acts`."""

from django.http import HttpRequest
from ninja import Query, Router

from socle.api import lot_shapes as shapes
from socle.api.access import permitted
from socle.api.parameters import Number, Page, Reading
from socle.api.shapes import ListOf
from socle.payments import queries
from socle.platform.access.types import Permission
from socle.registry.queries import person_id
from socle.registry.queries.merging import ids_of_person

_MOST_SHARED = 500

router = Router(tags=["Paiements aux bénéficiaires"])


@router.get(
    "/lots",
    operation_id="list_lots",
    summary="Les lots de paiement, du plus récent au plus ancien",
    description="Leurs étapes et totaux de contrôle sont dans chaque lot.",
    response=ListOf[shapes.Lot],
)
def list_lots(request: HttpRequest, page: Query[Page]) -> ListOf[shapes.Lot]:
    desk = permitted(request, Permission.READ_BENEFITS)
    found = queries.lots(before=page.cursor or None, limit=page.limit + 1)
    shown = found[: page.limit]
    return ListOf[shapes.Lot](
        items=[shapes.lot(each, desk.fund.currency) for each in shown],
        next=shown[-1].number if len(found) > len(shown) else None,
    )


@router.get(
    "/lots/{number}",
    operation_id="get_lot",
    summary="Un lot : son étape, ses totaux de contrôle, ce que ses ordres sont devenus",
    description="Chaque étape a été passée par une autre personne, avec les mêmes totaux.",
    response=shapes.Lot,
)
def get_lot(request: HttpRequest, number: Number) -> shapes.Lot:
    desk = permitted(request, Permission.READ_BENEFITS)
    return shapes.lot(queries.lot(number=number), desk.fund.currency)


@router.get(
    "/lots/{number}/shared-accounts",
    operation_id="list_shared_accounts",
    summary="Les comptes d'un lot qui paient plusieurs personnes",
    description="Ceux de plus de personnes d'abord, 500 au plus ; on n'en montre que la fin.",
    response=ListOf[shapes.SharedAccount],
)
def list_shared_accounts(request: HttpRequest, number: Number) -> ListOf[shapes.SharedAccount]:
    desk = permitted(request, Permission.READ_BENEFITS)
    queries.lot(number=number)
    found = queries.shared_accounts(lot_number=number, limit=_MOST_SHARED)
    return ListOf[shapes.SharedAccount](
        items=[shapes.shared_account(each, desk.fund.currency) for each in found], next=None
    )


@router.get(
    "/orders/{number}",
    operation_id="get_order",
    summary="Un ordre de paiement, et tout ce qui lui est arrivé",
    description="Le compte payé n'est montré que par sa fin.",
    response=shapes.Order,
)
def get_order(request: HttpRequest, number: Number) -> shapes.Order:
    desk = permitted(request, Permission.READ_BENEFITS)
    return shapes.order(queries.order(number=number), desk.fund.currency)


class PersonOrderPage(Reading, Page):
    """Which orders of a person."""


@router.get(
    "/persons/{number}/orders",
    operation_id="list_person_orders",
    summary="Ce qui a été payé à une personne, ou doit l'être",
    description=(
        "Les ordres à payer jusqu'au jour `on`, du plus récent au plus ancien, et ce qu'ils sont "
        "devenus, tel que la caisse le savait à `known_at`. Les événements sont dans chaque ordre."
    ),
    response=ListOf[shapes.Order],
)
def list_person_orders(
    request: HttpRequest, number: Number, asked: Query[PersonOrderPage]
) -> ListOf[shapes.Order]:
    desk = permitted(request, Permission.READ_BENEFITS)
    country = desk.fund.country
    known_at = asked.instant(country)
    found = queries.orders_of_payees(
        person_ids=ids_of_person(person_id=person_id(number), known_at=known_at),
        on=asked.day(country),
        known_at=known_at,
        before=asked.cursor or "",
        limit=asked.limit + 1,
    )
    shown = found[: asked.limit]
    return ListOf[shapes.Order](
        items=[shapes.order(each, desk.fund.currency) for each in shown],
        next=shown[-1].number if len(found) > len(shown) else None,
    )


@router.get(
    "/books",
    operation_id="get_books",
    summary="La balance générale par compte et branche, jusqu'à un jour",
    description="Jusqu'au jour `on`, telle que la caisse la connaissait à `known_at`.",
    response=ListOf[shapes.Book],
)
def get_books(request: HttpRequest, asked: Query[Reading]) -> ListOf[shapes.Book]:
    desk = permitted(request, Permission.READ_BENEFITS)
    country = desk.fund.country
    found = queries.books(on=asked.day(country), known_at=asked.instant(country))
    return ListOf[shapes.Book](
        items=[shapes.book(each, desk.fund.currency) for each in found], next=None
    )
