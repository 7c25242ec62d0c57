from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "socle.coverage"
