"""The process that renders one PDF: HTML on standard input, PDF on standard output. Knows nothing of Django."""

import hashlib
import resource
import sys
from pathlib import Path

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "pdf"
BUNDLED = {
    "asset:FiraSans-Regular.ttf": (FONTS / "FiraSans-Regular.ttf", "font/ttf"),
    "asset:FiraSans-SemiBold.ttf": (FONTS / "FiraSans-SemiBold.ttf", "font/ttf"),
    "asset:stamp.svg": (Path(__file__).with_name("stamp.svg"), "image/svg+xml"),
}


class BundledOnly(URLFetcher):
    """Gives the bundled fonts and nothing else, whatever an author wrote into a field."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """Return the bundled file; anything else is refused without looking at it."""
        if url not in BUNDLED:
            raise ValueError("only bundled files are fetched")
        path, content_type = BUNDLED[url]
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})


def limit(mebibytes: int, seconds: int) -> None:
    """Bound memory and processor time of this process."""
    resource.setrlimit(resource.RLIMIT_DATA, (mebibytes << 20, mebibytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def render(html: bytes) -> bytes:
    """Return the PDF; its identifier comes from the content, so that the same page gives the same bytes."""
    document = HTML(string=html.decode(), base_url=None, url_fetcher=BundledOnly())
    return document.write_pdf(
        pdf_variant="pdf/ua-1",
        font_config=FontConfiguration(),
        pdf_identifier=hashlib.sha256(html).hexdigest()[:32].encode(),
    )


def main() -> int:
    """Render standard input; the exit code is 0 only if a PDF was written."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    try:
        sys.stdout.buffer.write(render(sys.stdin.buffer.read()))
    except (MemoryError, FatalURLFetchingError):
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
