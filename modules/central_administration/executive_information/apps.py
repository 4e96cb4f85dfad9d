from django.apps import AppConfig


class ExecutiveInformationConfig(AppConfig):
    name = "modules.central_administration.executive_information"
    label = "executive_information"
    verbose_name = "ระบบสารสนเทศผู้บริหาร"

    def ready(self) -> None:
        from modules.central_administration.executive_information import (  # noqa: F401  (register themselves)
            boards,
            homes,
            judging,
            remembering,
            seeding,
        )
