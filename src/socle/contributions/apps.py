from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "socle.contributions"

    def ready(self) -> None:
        from socle.contributions import acts
        from socle.platform.acts import catalogue

        catalogue.add(*acts.ACTS)
