from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "socle.platform"
    label = "platform"

    def ready(self) -> None:
        from socle.platform.acts import catalogue
        from socle.platform.partners import acts
        from socle.platform.partners.tables import TABLES
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        tables.add(*TABLES)
