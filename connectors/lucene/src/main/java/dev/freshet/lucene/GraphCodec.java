package dev.freshet.lucene;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own format with a graph as the spec says. Its limit of 1,024 dimensions is one of
 * writing alone, so that any Lucene 9.12 reads what is written here.
 */
final class GraphCodec extends Lucene912Codec {
  static final int MOST_DIMENSIONS = 4096;

  private final KnnVectorsFormat vectors;

  GraphCodec(LuceneIndex.Hnsw hnsw) {
    this.vectors = new Wide(new Lucene99HnswVectorsFormat(hnsw.connections(), hnsw.beamWidth()));
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return vectors;
  }

  private static final class Wide extends KnnVectorsFormat {
    private final KnnVectorsFormat format;

    Wide(KnnVectorsFormat format) {
      super(format.getName());
      this.format = format;
    }

    @Override
    public int getMaxDimensions(String field) {
      return MOST_DIMENSIONS;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return format.fieldsReader(state);
    }
  }
}
