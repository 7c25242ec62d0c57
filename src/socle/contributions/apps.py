from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "socle.contributions"

    def ready(self) -> None:
        from socle.contributions import acts, due_dates, profiles, queue_acts
        from socle.platform.acts import catalogue
        from socle.platform.temporal import tables

        catalogue.add(*acts.ACTS, *queue_acts.ACTS)
        tables.add(profiles.MAPPING, due_dates.OWN_DAY)
