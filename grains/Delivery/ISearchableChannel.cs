using BalanceNotifications.Accounts;

namespace BalanceNotifications.Delivery;

/// <summary>A way out that can be asked what it has taken. Texts and calls can; e-mail cannot.</summary>
internal interface ISearchableChannel : IDeliveryChannel
{
    /// <summary>
    /// Looks at the provider for an attempt that has no answer. Answers with a finding for everything a provider or
    /// network can do, within 10 seconds. Asking changes nothing.
    /// </summary>
    Task<Finding> FindAsync(LostAttempt lost, CancellationToken cancellationToken);

    /// <summary>Asks the provider what became of what it took, within 10 seconds. Asking changes nothing.</summary>
    /// <param name="provider">The account, as settings name it.</param>
    /// <param name="providerId">The provider's own id of it.</param>
    Task<Finding> LookUpAsync(string provider, string providerId, CancellationToken cancellationToken);
}

/// <summary>What is known of an attempt whose answer was lost.</summary>
/// <param name="To">The whole address it went to.</param>
/// <param name="Sender">As <see cref="Practices.PhoneSender.Key"/> had it at the attempt.</param>
/// <param name="StartedAt">When its intent was written; nothing was asked of the provider before.</param>
/// <param name="LinkHash">Of the token in its body; null when the message holds none.</param>
/// <param name="EarlierId">The provider's id of an attempt before it; null when none was taken.</param>
internal sealed record LostAttempt(
    string To, string Sender, DateTimeOffset StartedAt, byte[]? LinkHash, string? EarlierId);

/// <summary>What a provider knows of a lost attempt.</summary>
internal abstract record Finding
{
    private Finding()
    {
    }

    /// <summary>It was taken, and this is what became of it.</summary>
    /// <param name="Reason">The provider's code; null for good news.</param>
    internal sealed record Found(string ProviderId, ReportedFate Fate, string? Reason, int? Segments) : Finding
    {
        /// <summary>How long a call took; null for texts, and where it is not known.</summary>
        public int? Seconds { get; init; }

        /// <summary>When the provider last learned something of it; null where it does not say.</summary>
        public DateTimeOffset? At { get; init; }
    }

    /// <summary>The provider never took it.</summary>
    internal sealed record Absent : Finding;

    /// <summary>Something is there that may be it, or may not.</summary>
    internal sealed record Unclear : Finding;

    /// <summary>The provider could not be asked.</summary>
    internal sealed record Unavailable : Finding;
}
