"""The words of `where` and `who`: one file, one word."""
