"""What makes a PDF/A-3a of a page that is PDF/UA-1 as well: one file passes both. Knows nothing of Django.

ISO 19005-3 wants every schema of the metadata described that it does not know itself, and the one of PDF/UA
(ISO 14289-1, section 5) is such a one; the metadata stay uncompressed.
"""

import json
from datetime import datetime
from functools import partial
from typing import Any

from weasyprint import Attachment

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ACCESSIBLE = f"""<rdf:Description xmlns:rdf="{RDF}" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""\
 pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="{RDF}" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" rdf:about=""\
 xmpMM:DocumentID="uuid:%s"/>
<rdf:Description xmlns:rdf="{RDF}" rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the document conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
#: How an object ends that is a stream.
_STREAM_END = b"\nendstream\nendobj"


def _write_line(pdf: Any, content: bytes, output: Any) -> None:
    """Write an object and close every stream with both signs of a line's end.

    Compressed bytes may end with a carriage return; a single line feed behind it would read as one end of line, and
    the stream as one byte too short (ISO 19005-3, 6.1.7.1).
    """
    if content.endswith(_STREAM_END):
        content = content.removesuffix(_STREAM_END) + b"\r" + _STREAM_END
    type(pdf).write_line(pdf, content, output)


def archive_options(about: bytes, attached: bytes) -> dict[str, Any]:
    """Return the engine's options for an archived document: variant, attachment, last touch.

    `about` is the JSON of an `Archive`; its moment is the attachment's date, so that the bytes repeat themselves.
    """
    said = json.loads(about)
    moment = datetime.fromisoformat(said["at"])
    figures = Attachment(
        string=attached,
        name=said["name"],
        description=said["description"],
        created=moment,
        modified=moment,
        relationship="Data",
    )

    def finish(_document: Any, pdf: Any) -> None:
        metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
        metadata.compress = False
        metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", (_ACCESSIBLE % said["document"]).encode())]

        pdf.write_line = partial(_write_line, pdf)

    return {"pdf_variant": "pdf/a-3a", "attachments": [figures], "finisher": finish}
