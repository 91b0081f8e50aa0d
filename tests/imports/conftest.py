from tests.api.conftest import api
from tests.cases.conftest import signed_in

__all__ = ["api", "signed_in"]
