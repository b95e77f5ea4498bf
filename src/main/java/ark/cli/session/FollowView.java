package ark.cli.session;

import ark.item.Item;

/// How following something looks.
interface FollowView {
    void begin();

    /// The object as it was last seen; called several times a second.
    void seen(Item item);

    /// It is no longer followed; what comes next begins a line.
    void stop();

    /// The object in its final phase.
    void end(Item item);
}
