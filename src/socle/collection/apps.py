from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "socle.collection"

    def ready(self) -> None:
        from socle.collection import acts, facts
        from socle.platform.acts import catalogue, guarded
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        # Money that leaves or changes its owner, and who may tell of payments.
        guarded.add("refund_credit", "transfer_credit", "return_payment", "register_partner")
        tables.add(facts.ALLOCATION_ORDER)
