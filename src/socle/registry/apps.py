from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "socle.registry"

    def ready(self) -> None:
        from socle.platform.access import catalogue as access
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables
        from socle.registry import acts, facts, mandates

        catalogue.add(*acts.ACTS)
        tables.add(*facts.TABLES)
        access.add(mandates.employers_for)
