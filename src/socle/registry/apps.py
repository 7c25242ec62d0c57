from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "socle.registry"

    def ready(self) -> None:
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables
        from socle.registry import acts, facts

        catalogue.add(*acts.ACTS)
        tables.add(*facts.TABLES)
