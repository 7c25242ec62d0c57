"""What tests of the registry share."""

from tests.exchange.scenes import one_transaction

__all__ = ["one_transaction"]
