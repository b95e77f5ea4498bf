package ark.cli.session;

import ark.cli.flag.BareFlag;
import ark.cli.flag.FlagReader;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How files are fetched from an object store.
public final class TransferFlags {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description =
                    "How long to wait for the server's answer, and for the next byte."
                            + " Default: 1m")
    private String timeout = "";

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description =
                    "PEM certificates of authorities to trust, for the object store. Default:"
                            + " the configured ones, or the location's.")
    private String cacert = "";

    @Option(
            names = "--insecure-skip-tls-verify",
            arity = "0..1",
            preprocessor = BareFlag.class,
            description =
                    "Accept any certificate of the object store. Others may then read and"
                            + " change what is transferred.")
    private String insecure = "";

    /// What the flags say, checked.
    public record Settings(Duration timeout, boolean insecure, String cacert) {
        /// Downloads as the flags want them.
        ///
        /// @param locationCertificates PEM certificates of the backup's location; "" for none
        public Downloads downloads(Session session, String locationCertificates) {
            String file = cacert.isEmpty() ? session.choices().caCertificate() : cacert;
            Trust trust =
                    Trust.of(insecure, session.surroundings().folder(), file)
                            .orElse(locationCertificates);
            return new Downloads(
                    session, new Transfer(trust, session.surroundings().environment()), timeout);
        }
    }

    /// Problems go to `flags`.
    public Settings read(FlagReader flags) {
        Duration limit =
                flags.duration("--timeout", timeout)
                        .filter(d -> !d.isZero())
                        .orElse(DEFAULT_TIMEOUT);
        return new Settings(limit, flags.on("--insecure-skip-tls-verify", insecure), cacert);
    }
}
