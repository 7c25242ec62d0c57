"""Commands: parse the arguments, make one call, print. JSON on standard output alone."""
