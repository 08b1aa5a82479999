from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "asa.accounts"
    label = "accounts"
    verbose_name = "Konten und Rechte"

    def ready(self) -> None:
        from asa import checks
        from asa.accounts import sign_in_log

        sign_in_log.connect()
        checks.register_all()
