from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    name = "socle.arrears"

    def ready(self) -> None:
        from socle.arrears import acts, facts
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        tables.add(*facts.TABLES)
