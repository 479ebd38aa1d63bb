package dev.freshet.engine.flink;

import java.net.URL;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Stands for the job that this application had submitted to a job manager that is gone. Flink keeps
 * such a job until the program submits one of the same name again, and then goes on with the one it
 * kept; where it has none, it begins to prepare the graph, which this one does not let it.
 */
final class RecoveredGraph extends StreamGraph {
  private static final long serialVersionUID = 1L;

  RecoveredGraph(String jobName) {
    super(
        new Configuration(),
        new ExecutionConfig(),
        new CheckpointConfig(),
        SavepointRestoreSettings.none());
    setJobName(jobName);
  }

  /** There is no job to go on with. */
  static final class Absent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Absent() {
      super("This application had no job", null, false, false);
    }
  }

  @Override
  public void addJars(List<URL> jars) {
    throw new Absent();
  }
}
