package ark.cli.install;

import ark.cli.flag.FlagReader;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Optional;

/// Amounts of Kubernetes, `500m` and `1Gi`, compared.
final class Quantities {
    private Quantities() {}

    /// Notes what is no amount, and a request beyond its limit; zero is none.
    static void check(FlagReader flags, String what, String request, String limit) {
        Optional<BigDecimal> least = amount(flags, what, request);
        Optional<BigDecimal> most = amount(flags, what, limit);
        if (least.isPresent()
                && most.isPresent()
                && most.get().signum() > 0
                && least.get().compareTo(most.get()) > 0) {
            flags.problem(
                    "%s request \"%s\" must be less than or equal to %s limit \"%s\""
                            .formatted(what, request, what, limit));
        }
    }

    private static Optional<BigDecimal> amount(FlagReader flags, String what, String text) {
        try {
            BigDecimal amount = Quantity.getAmountInBytes(new Quantity(text));
            if (amount.signum() >= 0) {
                return Optional.of(amount);
            }
        } catch (ArithmeticException | IllegalArgumentException e) {
            // told below
        }
        flags.problem(what + ": not a quantity such as 500m or 1Gi: " + text);
        return Optional.empty();
    }
}
