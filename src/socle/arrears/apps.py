from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    name = "socle.arrears"

    def ready(self) -> None:
        from socle.arrears import acts, facts
        from socle.arrears.operations.closings import doubts_on_closing
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        for code in ("close_employer", "merge_employer"):
            catalogue.add_doubts(code, doubts_on_closing)
        tables.add(*facts.TABLES)
