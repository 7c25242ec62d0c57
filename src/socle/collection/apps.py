from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "socle.collection"

    def ready(self) -> None:
        from socle.collection import acts, facts
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        tables.add(facts.ALLOCATION_ORDER)
