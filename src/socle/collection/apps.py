from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "socle.collection"

    def ready(self) -> None:
        from socle.collection import facts
        from socle.platform.temporal import tables

        tables.add(facts.ALLOCATION_ORDER)
