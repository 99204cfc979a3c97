"""The commands of `devanture`, one file each; they may touch files and the screen."""
