"""The words that the language has reserved but does not speak yet; each is refused by name."""

LATER_CONDITIONS = frozenset(
    {
        "weather",
        "visitor.kind",
        "chose",
        "cart.abandoned",
        "score",
        "stage",
        "conversion",
        "need",
        "tag",
        "satisfaction",
        "email.known",
    }
)

LATER_ACTIONS = frozenset(
    {"banner", "popup", "progress", "shake", "choice", "ask", "help", "give_code", "tag", "webhook"}
)

LATER_KEYS = frozenset({"when", "holdout", "test", "capture", "goal"})

LATER_LIMITS = frozenset({"attention"})
