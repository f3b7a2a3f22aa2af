namespace BalanceNotifications.Bench.Fire;

/// <summary>One run: so many due at one instant, on an engine, by a way out.</summary>
/// <param name="Engine">AdoNet or Paced.</param>
/// <param name="Smtp">To the mail sink; false for a channel that takes everything and sends nothing.</param>
/// <param name="Accounts">Of the one large practice.</param>
/// <param name="Small">Small practices beside it, ten accounts each.</param>
/// <param name="Idle">Reminders that stand far ahead while the others are fired.</param>
internal sealed record FireOptions(string Engine, bool Smtp, int Accounts, int Small = 0, long Idle = 0)
{
    public const int AccountsOfSmall = 10;

    /// <summary>Fired shortly before, so that no run pays for starting up.</summary>
    public int WarmUp { get; init; } = 1000;

    /// <summary>Settings of the silo over those of the product.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}
