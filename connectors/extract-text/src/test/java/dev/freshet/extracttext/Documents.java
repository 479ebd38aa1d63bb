package dev.freshet.extracttext;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Documents made for tests. */
final class Documents {
  private static final String TYPES =
      "<?xml version='1.0' encoding='UTF-8'?><Types"
          + " xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default"
          + " Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
          + "<Override PartName='/word/document.xml' ContentType='application/"
          + "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
  private static final String RELATIONS =
      "<?xml version='1.0' encoding='UTF-8'?><Relationships"
          + " xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship"
          + " Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
          + "officeDocument' Target='word/document.xml'/></Relationships>";

  private Documents() {}

  static byte[] pdf(String password, String... pages) throws IOException {
    try (PDDocument document = new PDDocument()) {
      for (String text : pages) {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
          content.newLineAtOffset(50, 700);
          content.showText(text);
          content.endText();
        }
      }
      document.getDocumentInformation().setTitle("Of pages");
      if (!password.isEmpty()) {
        document.protect(new StandardProtectionPolicy("owner", password, new AccessPermission()));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    }
  }

  static byte[] docx(List<String> paragraphs) throws IOException {
    StringBuilder body = new StringBuilder();
    paragraphs.forEach(
        text -> body.append("<w:p><w:r><w:t>").append(text).append("</w:t></w:r></w:p>"));
    return docx("", body.toString());
  }

  /**
   * @param before what stands before the root of {@code document.xml}
   */
  static byte[] docx(String before, String body) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("[Content_Types].xml", TYPES);
    parts.put("_rels/.rels", RELATIONS);
    parts.put(
        "word/document.xml",
        "<?xml version='1.0' encoding='UTF-8'?>"
            + before
            + "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
            + "<w:body>"
            + body
            + "</w:body></w:document>");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }
}
