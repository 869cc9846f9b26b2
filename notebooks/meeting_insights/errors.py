"""What a user can mend."""


class UserError(Exception):
    """Says the problem, the reason and the remedy, as the commands do."""

    def __init__(self, problem: str, reason: str, remedy: str):
        super().__init__(f"{problem}\n  why: {reason}\n  do:  {remedy}")
