package dev.freshet.qdrantserver;

import dev.freshet.api.Nullable;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gRPC server on loopback with Qdrant's official service definitions over collections in memory.
 * It is <b>not Qdrant</b>: it was written for these tests after the published definitions and
 * documentation, since no Qdrant server could be had for them. It answers every call that the
 * connector makes, among them those that fail, searches nothing, and keeps nothing on a disk. What
 * it does as the real one: points are replaced whole, vectors under cosine come back with length 1,
 * ids are listed in rising order, wrong sizes and unknown collections are refused.
 *
 * <p>Set {@code FRESHET_TEST_QDRANT=host:port} to run the contract against a real server.
 */
public final class MemoryQdrant implements AutoCloseable {
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER);

  private final ServerCredentials credentials;
  private final Map<String, MemoryCollection> collections = new ConcurrentHashMap<>();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile @Nullable String apiKey;
  private volatile boolean keepsMetadata = true;
  private final AtomicInteger refusals = new AtomicInteger();
  private final int port;
  private Server server;

  /**
   * How calls end.
   *
   * @param calls how many are still let through before
   * @param times how many still end so after that
   */
  private record Fault(Status status, @Nullable Metadata trailers, int[] calls, int[] times) {}

  public MemoryQdrant() throws IOException {
    this(InsecureServerCredentials.create());
  }

  private MemoryQdrant(ServerCredentials credentials) throws IOException {
    this.credentials = credentials;
    this.server = listen(0);
    this.port = server.getPort();
  }

  /** With TLS. */
  public static MemoryQdrant withTls(File certificates, File privateKey) throws IOException {
    return new MemoryQdrant(TlsServerCredentials.create(certificates, privateKey));
  }

  private Server listen(int at) throws IOException {
    return Grpc.newServerBuilderForPort(at, credentials)
        .addService(new MemoryCollections(this))
        .addService(new MemoryPoints(this))
        .addService(new Health())
        .intercept(new Gate())
        .maxInboundMessageSize(256 << 20)
        .build()
        .start();
  }

  public int port() {
    return port;
  }

  public String url() {
    return "http://localhost:" + port();
  }

  /** The collections that there are, to look at and to change behind a flow's back. */
  public Map<String, MemoryCollection> collections() {
    return collections;
  }

  /** Names of the calls that were let through, in their order. */
  public List<String> calls() {
    return calls;
  }

  /** How many calls were refused. */
  public int refusals() {
    return refusals.get();
  }

  /** Every call must carry this key from now on. */
  public void expectApiKey(@Nullable String key) {
    apiKey = key;
  }

  /** From now on as a server before 1.16. */
  public void keepNoMetadata() {
    keepsMetadata = false;
  }

  boolean keepsMetadata() {
    return keepsMetadata;
  }

  /** After so many calls of this name went through, the next ones end so. */
  public void fail(String call, int after, int times, Status status, @Nullable Metadata trailers) {
    faults.put(call, new Fault(status, trailers, new int[] {after}, new int[] {times}));
  }

  public void fail(String call, Status status) {
    fail(call, 0, Integer.MAX_VALUE, status, null);
  }

  public void heal() {
    faults.clear();
  }

  /** Cuts all connections; the collections stay. */
  public void goAway() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
  }

  /** Listens again where it did. */
  public void comeBack() throws IOException {
    server = listen(port);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Looks at each call before its service does. */
  private final class Gate implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String name = call.getMethodDescriptor().getBareMethodName();
      String wanted = apiKey;
      if (wanted != null && !wanted.equals(headers.get(API_KEY))) {
        Status refused =
            headers.containsKey(API_KEY)
                ? Status.PERMISSION_DENIED.withDescription(
                    "Invalid API key " + headers.get(API_KEY))
                : Status.UNAUTHENTICATED.withDescription(
                    "Must provide an API key or an Authorization bearer token");
        return refuse(call, refused, new Metadata());
      }
      Fault fault = faults.get(name);
      if (fault != null && isDue(fault)) {
        if (fault.status().getCode() == Status.Code.DEADLINE_EXCEEDED) {
          return new ServerCall.Listener<>() {};
        }
        Metadata trailers = fault.trailers();
        return refuse(call, fault.status(), trailers == null ? new Metadata() : trailers);
      }
      calls.add(String.valueOf(name));
      return next.startCall(call, headers);
    }

    private boolean isDue(Fault fault) {
      synchronized (fault) {
        return fault.calls()[0]-- <= 0 && fault.times()[0]-- > 0;
      }
    }

    private <Q, A> ServerCall.Listener<Q> refuse(
        ServerCall<Q, A> call, Status status, Metadata trailers) {
      refusals.incrementAndGet();
      call.close(status, trailers);
      return new ServerCall.Listener<>() {};
    }
  }

  private static final class Health extends QdrantGrpc.QdrantImplBase {
    @Override
    public void healthCheck(
        HealthCheckRequest request, io.grpc.stub.StreamObserver<HealthCheckReply> out) {
      out.onNext(HealthCheckReply.newBuilder().setTitle("in-memory").setVersion("1.15.4").build());
      out.onCompleted();
    }
  }
}
