package dev.freshet.engine.flink;

import dev.freshet.engine.encoding.Fingerprint;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Which keys belong to a subtask. */
final class TaskKeys {
  private TaskKeys() {}

  static boolean isHere(Fingerprint id, TaskInfo task) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
            id, task.getMaxNumberOfParallelSubtasks(), task.getNumberOfParallelSubtasks())
        == task.getIndexOfThisSubtask();
  }
}
