"""Cut Fira Sans into the small files that pages and PDFs load.

Run with the folder that holds `FiraSans-Regular.ttf` and `FiraSans-SemiBold.ttf`:

    python -m asa.design.subset_fonts <folder>

Pages load only the ranges they show (`unicode-range` in `asa.css`); PDFs get one plain TrueType file per weight.
Needs fontTools and brotli, which are development dependencies.
"""

import sys
from pathlib import Path

from fontTools import subset

WEIGHTS = {"Regular": "400", "SemiBold": "600"}
RANGES = {
    "latin": "U+0020-007E,U+00A0-00FF,U+0152-0153,U+1E9E,U+2009-200B,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,"
    "U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2190-2193,U+2212,U+2260,U+2264-2265",
    "latin-ext": "U+0100-0151,U+0154-024F,U+02B0-02FF,U+0300-0338,U+1E00-1E9D,U+1E9F-1EFF,U+20A0-20AB,"
    "U+20AD-20BF,U+2116,U+2122",
    "cyrillic": "U+0400-052F",
    "greek": "U+0370-03FF,U+1F00-1FFF",
}
FEATURES = ["kern", "liga", "tnum", "lnum", "mark", "mkmk", "ccmp", "locl", "calt"]
TARGET = Path(__file__).resolve().parents[2] / "static" / "fonts"


def cut(source: Path, target: Path, unicodes: str, flavor: str | None) -> None:
    """Write the glyphs of the given ranges to a file of their own."""
    options = subset.Options(flavor=flavor, layout_features=FEATURES, hinting=flavor is None, notdef_outline=True)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(unicodes.replace("U+", "")))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main(folder: Path) -> None:
    """Write all files for web and PDF."""
    (TARGET / "pdf").mkdir(parents=True, exist_ok=True)
    for style, weight in WEIGHTS.items():
        source = folder / f"FiraSans-{style}.ttf"
        for name, unicodes in RANGES.items():
            cut(source, TARGET / f"fira-sans-{name}-{weight}.woff2", unicodes, "woff2")
        cut(source, TARGET / "pdf" / f"FiraSans-{style}.ttf", ",".join(RANGES.values()), None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
