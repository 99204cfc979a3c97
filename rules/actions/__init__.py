"""The words of `do` and `otherwise`: one file, one word; each speaks only in the eight ops."""
