"""Runs Patroni without the floor it sets to a lease: an experiment, and for tests in a hurry.

Copied beside a site's settings and run by Patroni's own Python. The guard matters: Patroni starts
PostgreSQL by spawning itself, which reads this file again.
"""

if __name__ == "__main__":
    from patroni.__main__ import main  # type: ignore[import-not-found]
    from patroni.config import Config  # type: ignore[import-not-found]

    Config._validate_and_adjust_timeouts = lambda _self, _told: None
    main()
