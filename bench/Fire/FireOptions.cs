using System.Globalization;

namespace BalanceNotifications.Bench.Fire;

/// <summary>One run: so many due at one instant, on an engine, by a way out.</summary>
/// <param name="Engine">AdoNet, Paced, or Worker for the one without Orleans.</param>
/// <param name="Smtp">To the mail sink; false for a channel that takes everything and sends nothing.</param>
/// <param name="Accounts">Of the one large practice.</param>
/// <param name="Small">Small practices beside it, ten accounts each.</param>
/// <param name="Idle">Reminders that stand far ahead while the others are fired.</param>
internal sealed record FireOptions(string Engine, bool Smtp, int Accounts, int Small = 0, long Idle = 0)
{
    public const int AccountsOfSmall = 10;

    /// <summary>The engine that is none.</summary>
    public const string Worker = "Worker";

    /// <summary>Fired before the others, so that no run pays for starting up: for ten seconds at least.</summary>
    public int WarmUp { get; init; } = 1000;

    /// <summary>How long before the others: the warm-up must have ended by then.</summary>
    public TimeSpan WarmUpAhead => TimeSpan.FromSeconds(15 + (WarmUp / WarmUpPace));

    private double WarmUpPace => Engine is "Paced" or Worker ? 500 : 50;

    /// <summary>Settings of the silo over those of the product.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <param name="settings">Of the run, small= and idle=; any other is one of the silo.</param>
    public static FireOptions Parse(string engine, string send, string count, IEnumerable<string> settings)
    {
        var pairs = settings.Select(setting => setting.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        long Take(string name) =>
            pairs.Remove(name, out var value) ? long.Parse(value, CultureInfo.InvariantCulture) : 0;
        return new(
            engine, send == "smtp", int.Parse(count, CultureInfo.InvariantCulture), (int)Take("small"), Take("idle"))
        {
            WarmUp = Take("warm") is > 0 and var warm ? (int)warm : 1000,
            Settings = pairs.ToDictionary(pair => pair.Key, string? (pair) => pair.Value),
        };
    }
}
