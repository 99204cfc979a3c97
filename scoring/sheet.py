"""How a page that a command writes looks: one style for all of them, which asks for nothing from anywhere."""

STYLE = """
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 52em; margin: 2em auto; padding: 0 1em; color: #222 }
  table { border-collapse: collapse } td, th { padding: .2em .8em; text-align: right }
  th:first-child, td:first-child { text-align: left }
  tr + tr { border-top: 1px solid #ddd }
  svg { max-width: 100%; overflow: visible; margin: 1em 3em } figcaption { color: #555 }
  .up { fill: #2f7d4f } .down { fill: #b4513c }
"""
