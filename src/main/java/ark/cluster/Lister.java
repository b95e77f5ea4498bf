package ark.cluster;

import ark.cluster.ClusterException.Reason;
import ark.cluster.ClusterException.Refusal;
import ark.item.InvalidJsonException;

/// Reads a list page by page.
///
/// A page that breaks off is asked for again, and what the sink has of it is skipped, where the
/// server must give the same page again: at an exact revision, and behind a continue token.
/// Otherwise, and when a token has expired, the list begins anew.
final class Lister {
    /// A list that long takes hours; a server that expires tokens faster than we read is ill.
    private static final int BEGINNINGS = 4;

    private final ApiServer server;
    private final Retries retries;
    private final ClusterSettings settings;

    Lister(ApiServer server, Retries retries, ClusterSettings settings) {
        this.server = server;
        this.retries = retries;
        this.settings = settings;
    }

    /// @param fieldSelector empty for none
    ListResult list(ListRequest request, String fieldSelector, ItemSink sink) {
        for (int beginning = 1; ; beginning++) {
            sink.begin();
            try {
                return new Pass(request, fieldSelector, sink).run();
            } catch (StartOver e) {
                if (beginning == BEGINNINGS) {
                    throw e.cause;
                }
            }
        }
    }

    /// The list must begin anew.
    private static final class StartOver extends RuntimeException {
        private final ClusterException cause;

        StartOver(ClusterException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /// One reading of the list from its first page to its last.
    private final class Pass {
        private final ListRequest request;
        private final String fieldSelector;
        private final ItemSink sink;
        private final String doing;
        private final String wanted;

        private String revision = "";
        private String token = "";
        private long items;

        /// Of the page that is being read.
        private long delivered;

        private ItemHead last = new ItemHead("", "", "", false, java.util.Map.of());

        Pass(ListRequest request, String fieldSelector, ItemSink sink) {
            this.request = request;
            this.fieldSelector = fieldSelector;
            this.sink = sink;
            String namespace = request.namespace();
            doing =
                    "listing "
                            + request.type().resource()
                            + (namespace.isEmpty() ? "" : " in " + namespace);
            wanted =
                    switch (request.revision()) {
                        case Revision.Latest() -> "";
                        case Revision.Exact(String resourceVersion) -> resourceVersion;
                    };
        }

        ListResult run() {
            boolean exact = !wanted.isEmpty();
            do {
                ItemSplitter.Envelope page = page();
                revision = revision.isEmpty() ? page.resourceVersion() : revision;
                exact &= page.resourceVersion().equals(wanted);
                items += page.items();
                token = page.continueToken();
            } while (!token.isEmpty());
            return new ListResult(revision, items, exact);
        }

        private ItemSplitter.Envelope page() {
            delivered = 0;
            Call call = Call.get(path(), doing);
            try {
                return retries.run(call, _ -> onePage(call));
            } catch (ClusterException e) {
                if (e.reason() == Reason.EXPIRED && !token.isEmpty()) {
                    throw new StartOver(e);
                }
                throw e;
            }
        }

        private String path() {
            boolean first = token.isEmpty();
            boolean exactly = first && !wanted.isEmpty();
            return ApiPath.collection(request.type(), request.namespace())
                    + ApiPath.query(
                            "limit",
                            Integer.toString(settings.pageItems()),
                            "labelSelector",
                            request.labelSelector(),
                            "fieldSelector",
                            fieldSelector,
                            "continue",
                            token,
                            "resourceVersion",
                            exactly ? wanted : "",
                            "resourceVersionMatch",
                            exactly ? "Exact" : "");
        }

        private ItemSplitter.Envelope onePage(Call call) {
            if (delivered > 0 && token.isEmpty() && wanted.isEmpty()) {
                throw startOver("the first page broke off");
            }
            try {
                return server.send(call, body -> splitter(body).split(new Rest()));
            } catch (InvalidJsonException | ByteWindow.TooLargeException e) {
                throw new ClusterException(
                        Reason.REFUSED,
                        doing,
                        Refusal.silent(String.valueOf(e.getMessage()), false),
                        e);
            }
        }

        private ItemSplitter splitter(java.io.InputStream body) {
            return new ItemSplitter(body, request.type(), settings.maxItemBytes());
        }

        private StartOver startOver(String why) {
            return new StartOver(
                    new ClusterException(
                            Reason.UNREACHABLE, doing, Refusal.silent(why, false), null));
        }

        /// Hands on what the sink does not have yet.
        private final class Rest implements ItemSplitter.Found {
            private final long had = delivered;
            private long seen;

            @Override
            public void item(ItemHead head, byte[] buffer, int offset, int length) {
                seen++;
                if (seen > had) {
                    delivered = seen;
                    last = head;
                    sink.item(head, buffer, offset, length);
                } else if (seen == had && !same(head, last)) {
                    throw startOver("a page changed while it was read");
                }
            }

            private boolean same(ItemHead one, ItemHead other) {
                return one.uid().equals(other.uid())
                        && one.name().equals(other.name())
                        && one.namespace().equals(other.namespace());
            }
        }
    }
}
