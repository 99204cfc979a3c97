"""Where the journal is kept: day files of this machine, or a stream of Redis that several machines share."""
