"""Sources by the fact that they hold: how each is asked, its answers in the shapes of the house."""
