"""Who is this? Events are folded into a visitor, and a visitor gives numbers.

Nothing here touches a wire, a file or a clock: the same code folds events when serving, training and replaying.
"""
