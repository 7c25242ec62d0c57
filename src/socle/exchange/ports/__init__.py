"""Sources by the fact that they hold: how each is asked, and its answers in the shapes of the house."""
