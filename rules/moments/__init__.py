"""The words of `when`: one file, one word; each says what the browser waits for, and which events end the waiting."""
