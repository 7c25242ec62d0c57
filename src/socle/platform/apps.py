from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "socle.platform"
    label = "platform"
