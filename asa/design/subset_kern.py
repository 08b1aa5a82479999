"""Reduce KERN's style sheet to its tokens and components.

Run with the path of the published `dist/kern.css`; the result goes to standard output:

    python -m asa.design.subset_kern package/dist/kern.css > static/kern/kern.min.css

Utility and grid classes, the state header line (`kern-kopfzeile`) and icons nobody uses make up most of the sheet.
Pages lay themselves out with `asa-` classes, so these rules are left out; every kept rule stays as published, the
chosen dark theme on screens only.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2  # type: ignore[import-untyped]

COMPONENTS = frozenset(
    """accordion alert badge body btn btn-wrapper card dark description-list description-list-item dialog divider error
    fieldset form-check form-input heading-display heading-large heading-medium heading-small heading-x-large hgroup
    hint input-group label layer level-0 level-1 level-2 light link list loader number preline progress sr-only
    subline summary summary-group table table-responsive task-list task-list-group title""".split()  # noqa: SIM905
)
ICONS = frozenset(
    """add arrow-back arrow-forward arrow-down arrow-up calendar-today check checklist chevron-left chevron-right
    close danger delete download edit help home info logout mail more-vert open-in-new search success visibility
    visibility-off warning""".split()  # noqa: SIM905
)
DARK = ["[data-kern-theme=dark]", ".kern-dark"]
CLASS = re.compile(r"\.kern-([a-z0-9]+(?:-[a-z0-9]+)*)((?:__|--)[a-z0-9_-]+)?")


def is_kept(selector: str) -> bool:
    """Tell whether a selector names only components and icons that are kept."""
    return all(keeps_class(base, part) for base, part in CLASS.findall(selector))


def keeps_class(base: str, part: str) -> bool:
    """Tell whether the class `kern-<base><part>` belongs to a kept component or icon."""
    if base == "icon":
        name = part.removeprefix("--")
        return not part or name in ICONS or name in {"small", "default", "large", "x-large"}
    return base in COMPONENTS


def split_selectors(prelude: list) -> list[str]:
    """Split a selector list at its top-level commas."""
    groups: list[list] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    return [tinycss2.serialize(group).strip() for group in groups]


def reduced(rules: Iterable) -> Iterator[str]:
    """Yield the kept rules as text; media queries are reduced recursively and left out when empty."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in split_selectors(rule.prelude) if is_kept(s)]
            if selectors:
                kept = ",".join(selectors) + "{" + declarations(rule.content) + "}"
                # Whoever works in the dark prints on white: paper follows the media query for light.
                yield f"@media screen{{{kept}}}" if selectors == DARK else kept
        elif rule.type == "at-rule" and rule.at_keyword in {"media", "supports"}:
            inner = "".join(reduced(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)))
            if inner:
                yield f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}{{{inner}}}"
        elif rule.type == "at-rule" and rule.at_keyword == "keyframes":
            yield rule.serialize()


def declarations(content: list) -> str:
    """Serialize a block on one line; masks with a prefix double the icons' weight and are left out."""
    items = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        item.serialize().replace(": ", ":", 1) for item in items if getattr(item, "lower_name", "") != "-webkit-mask"
    )


def reduce_sheet(css: str) -> str:
    """Return the reduced sheet with a note on its origin, as the licence asks for changed copies."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    note = "/* KERN UX native 2.7.2, EUPL-1.2; reduced by asa/design/subset_kern.py: no utilities, grid, some icons. */"
    return "\n".join(['@charset "UTF-8";', note, *reduced(rules)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reduce_sheet(Path(sys.argv[1]).read_text(encoding="utf-8")))
