"""Charts as vector pictures made on the server, the same for page and PDF.

Bars from zero with their values beside them, told apart by pattern as well as colour. Attributes only, because inline
styles are blocked by the content security policy. The headline of the chart says its message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

LABEL_HEIGHT = 20
BAR_HEIGHT = 16
GAP = 14


@dataclass(frozen=True)
class Size:
    """How wide a chart is drawn, and how large its words are."""

    name: str
    width: int
    label: int
    value: int
    #: Right of the longest bar, for its value; more where a value is longer.
    room: int

    def room_for(self, texts: Iterable[str]) -> int:
        """Return what the longest value takes, at most two thirds of the chart."""
        longest = max((len(text) for text in texts), default=0) * self.value * 11 // 20 + LABEL_HEIGHT
        return min(max(self.room, longest), self.width * 2 // 3)


WIDE = Size("wide", 640, 13, 12, 150)
#: For a phone: the wide one shrunk to its width could not be read.
NARROW = Size("narrow", 320, 15, 14, 60)


@dataclass(frozen=True)
class Bar:
    """One bar, or a pair with the hatched one of `before`; the texts are written beside them. None draws no bar.

    A chart in which no bar has a `before_text` has no second row.
    """

    label: str
    value: int | None
    text: str
    before: int | None = None
    before_text: str = ""


def bar_chart(message: str, bars: Sequence[Bar], size: Size = WIDE) -> SafeString:
    """Return the SVG of horizontal bars. `message` becomes its title for screen readers and PDF tags."""
    room = size.room_for(text for bar in bars for text in (bar.text, bar.before_text))
    longest = max([0, *[b.value or 0 for b in bars], *[b.before or 0 for b in bars]])
    has_pairs = any(bar.before_text for bar in bars)
    row_height = LABEL_HEIGHT + BAR_HEIGHT * (1 + has_pairs) + GAP

    def width(value: int | None) -> int:
        return round(max(value or 0, 0) / longest * (size.width - room)) if longest else 0

    rows = []
    for index, bar in enumerate(bars):
        top = index * row_height
        rows.append(
            {
                "bar": bar,
                "label_y": top + 14,
                "now_y": top + LABEL_HEIGHT,
                "now_text_y": top + LABEL_HEIGHT + 12,
                "now_width": width(bar.value),
                "now_text_x": width(bar.value) + 8,
                "before_y": top + LABEL_HEIGHT + BAR_HEIGHT,
                "before_text_y": top + LABEL_HEIGHT + BAR_HEIGHT + 12,
                "before_width": width(bar.before),
                "before_text_x": width(bar.before) + 8,
            }
        )
    return render_to_string(
        "reports/_bar_chart.svg",
        {
            "message": message,
            "rows": rows,
            "size": size,
            "width": size.width,
            "height": len(bars) * row_height,
            "bar": BAR_HEIGHT,
            "has_pairs": has_pairs,
            # An identifier stands once on a page, which may have several charts; the same chart keeps its own.
            "pattern": f"vorher-{crc32(message.encode()):x}{'' if size == WIDE else '-narrow'}",
        },
    )
