from tests.login.conftest import shared_app

__all__ = ["shared_app"]
