"""`python -m socle.platform.jobs`: the worker process that `socle serve` starts."""

import django

if __name__ == "__main__":
    django.setup()
    from socle.platform.jobs.worker import run

    run()
