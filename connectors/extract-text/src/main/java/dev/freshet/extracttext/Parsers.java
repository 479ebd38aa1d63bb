package dev.freshet.extracttext;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.tika.detect.CompositeDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.microsoft.POIFSContainerDetector;
import org.apache.tika.detect.zip.DefaultZipContainerDetector;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.apache.tika.parser.txt.TXTParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** The parsers of Tika that are used, and no others that the class path may have. Thread safe. */
final class Parsers {
  private static final Detector DETECTOR =
      new CompositeDetector(
          List.of(
              new POIFSContainerDetector(),
              new DefaultZipContainerDetector(),
              MimeTypes.getDefaultMimeTypes()));
  private static final AutoDetectParser PARSER =
      new AutoDetectParser(
          DETECTOR,
          new PDFParser(),
          new JSoupParser(),
          new OOXMLParser(),
          new OfficeParser(),
          new RTFParser(),
          new TXTParser());

  private Parsers() {}

  static void parse(InputStream bytes, ContentHandler handler, Metadata metadata)
      throws IOException, SAXException, TikaException {
    try (TikaInputStream in = TikaInputStream.get(bytes)) {
      PARSER.parse(in, handler, metadata, context());
    }
  }

  /** Whether there is a parser for this media type. */
  static boolean reads(String type) {
    MediaType found = MediaType.parse(type);
    return found != null && PARSER.getParsers().containsKey(found.getBaseType());
  }

  private static ParseContext context() {
    ParseContext context = new ParseContext();
    context.set(EmbeddedDocumentExtractor.class, new NothingEmbedded());
    PDFParserConfig pdf = new PDFParserConfig();
    pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
    pdf.setExtractInlineImages(false);
    pdf.setExtractAcroFormContent(true);
    context.set(PDFParserConfig.class, pdf);
    OfficeParserConfig office = new OfficeParserConfig();
    office.setExtractMacros(false);
    office.setUseSAXDocxExtractor(true);
    office.setUseSAXPptxExtractor(true);
    context.set(OfficeParserConfig.class, office);
    return context;
  }

  private static final class NothingEmbedded implements EmbeddedDocumentExtractor {
    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
      return false;
    }

    @Override
    public void parseEmbedded(
        InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
  }
}
