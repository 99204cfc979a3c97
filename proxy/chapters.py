"""Writes chapters of sentences and tables, as Markdown or as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part: what it is called, sentences, and a table with its head."""

    title: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: Rows = ()


def markdown(title: str, chapters: Sequence[Chapter]) -> str:
    return f"# {title}\n\n" + "\n".join(map(_markdown, chapters))


def _markdown(chapter: Chapter) -> str:
    lines = [f"## {chapter.title}", "", *(f"- {line}" for line in chapter.lines)]
    if chapter.rows:
        lines += [*([""] if chapter.lines else []), _row(chapter.head), "|" + "---|" * len(chapter.head)]
        lines += [_row(row) for row in chapter.rows]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def page(title: str, chapters: Sequence[Chapter]) -> str:
    """Return an HTML page that needs nothing else."""
    head, body = escape(title), "".join(map(_html, chapters))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{head}</title></head>'
        f"<body><h1>{head}</h1>{body}</body></html>\n"
    )


def _html(chapter: Chapter) -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in chapter.lines)
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in chapter.head)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in chapter.rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    return f"<h2>{escape(chapter.title)}</h2>{f'<ul>{lines}</ul>' if lines else ''}{table}"
