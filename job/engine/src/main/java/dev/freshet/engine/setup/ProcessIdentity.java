package dev.freshet.engine.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Which process this is, so that another one can tell whether it still runs.
 *
 * @param host for messages
 * @param place where its number means something: on Linux the boot of the machine and the process
 *     namespace, because containers and cloned machines share host names; elsewhere the host
 * @param started when it started, compared for equality only, because the number of an ended
 *     process is given to another one. On Linux the kernel's own count: what {@link ProcessHandle}
 *     says there moves when the clock is set
 */
record ProcessIdentity(String host, String place, long pid, String started) {
  private static final Path PROC = Path.of("/proc");
  private static final boolean LINUX = Files.exists(PROC.resolve("self/stat"));
  private static final String NOT_RUNNING = "";
  private static final String CLUSTER = "Flink cluster";
  private static final List<String> GONE = List.of("X");

  /** What can be said of a process from here. */
  enum Life {
    RUNS,
    ENDED,
    /**
     * It runs elsewhere, or where the processes of others are hidden; or it was stopped by a signal
     * and may never go on.
     */
    UNKNOWN
  }

  /** The field of /proc/PID/stat that says when the process started, counted after its name. */
  private static final int START_TIME = 19;

  static ProcessIdentity current() throws IOException {
    long pid = ProcessHandle.current().pid();
    String host =
        LINUX
            ? Files.readString(PROC.resolve("sys/kernel/hostname")).trim()
            : InetAddress.getLocalHost().getHostName();
    return new ProcessIdentity(host, LINUX ? placeOnLinux() : host, pid, started(pid));
  }

  /** One that goes on in a cluster, wherever that moves it: nobody can see it end. */
  ProcessIdentity onCluster() {
    return new ProcessIdentity(host, CLUSTER, pid, started);
  }

  Life life(ProcessIdentity observer) throws IOException {
    if (!place.equals(observer.place) || place.equals(CLUSTER) || !seesOthers()) {
      return Life.UNKNOWN;
    }
    if (!started.equals(started(pid))) {
      return Life.ENDED;
    }
    return isStopped() ? Life.UNKNOWN : Life.RUNS;
  }

  private boolean isStopped() throws IOException {
    return LINUX && fieldsOnLinux(PROC.resolve(pid + "/stat")).get(0).equals("T");
  }

  private static String started(long pid) throws IOException {
    return LINUX
        ? startedOnLinux(PROC.resolve(pid + "/stat"))
        : ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .flatMap(process -> process.info().startInstant())
            .map(Instant::toString)
            .orElse(NOT_RUNNING);
  }

  private static String startedOnLinux(Path stat) throws IOException {
    List<String> fields = fieldsOnLinux(stat);
    boolean ended = fields.get(0).equals("Z") || fields.get(0).equals("X");
    return ended ? NOT_RUNNING : fields.get(START_TIME);
  }

  /** What follows the name, beginning with the state; X is that of a process that is gone. */
  private static List<String> fieldsOnLinux(Path stat) throws IOException {
    try {
      String line = Files.readString(stat);
      return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
    } catch (NoSuchFileException gone) {
      return GONE;
    } catch (IOException e) {
      if (Files.notExists(stat)) {
        return GONE;
      }
      throw e;
    }
  }

  /** False where the processes of other users are hidden. */
  private static boolean seesOthers() {
    return !LINUX || Files.exists(PROC.resolve("1/stat"));
  }

  private static String placeOnLinux() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).trim()
        + " "
        + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
  }
}
