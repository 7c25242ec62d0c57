from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    name = "socle.arrears"

    def ready(self) -> None:
        from socle.arrears import acts, facts
        from socle.arrears.operations.closings import doubts_on_closing, doubts_on_suspension
        from socle.platform.acts import catalogue, guarded
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS)
        guarded.add("remit_penalties")  # money that the fund gives up
        for code in ("close_employer", "merge_employer"):
            catalogue.add_doubts(code, doubts_on_closing)
        catalogue.add_doubts("suspend_employer", doubts_on_suspension)
        tables.add(*facts.TABLES)
