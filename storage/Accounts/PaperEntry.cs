using System.Globalization;
using System.Text.RegularExpressions;

namespace BalanceNotifications.Accounts;

/// <param name="AmountDue">What is left to pay of the statement, as its account last told.</param>
/// <param name="AcknowledgedAt">When it was taken over; null while it waits.</param>
/// <param name="AcknowledgedBy">A key's name; null while it waits.</param>
public sealed record PaperEntry(
    PaperKey Key, string Account, string StatementId, PaperReason Reason, Money AmountDue,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy);

/// <summary>The order of the list, newest first, and where a page of it ends.</summary>
/// <param name="Since">When it was put on the list.</param>
/// <param name="Id">Of this listing.</param>
public sealed record PaperKey(DateTimeOffset Since, Guid Id)
{
    public static bool TryParse(string text, out PaperKey? key)
    {
        var parts = text.Split('/', 2);
        key = parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks && Guid.TryParse(parts[1], out var id)
                ? new(new DateTimeOffset(ticks, TimeSpan.Zero), id)
                : null;
        return key is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Since.UtcTicks}/{Id}");
}

/// <summary>What one reading of the list could see: nothing that was committed behind it is acknowledged with it.</summary>
/// <param name="Snapshot">PostgreSQL's.</param>
/// <param name="At">By the database's clock.</param>
public sealed partial record PaperReading(string Snapshot, DateTimeOffset At)
{
    public static bool TryParse(string text, out PaperReading? reading)
    {
        var parts = text.Split('/', 2);
        reading = parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks && Form().IsMatch(parts[1])
                ? new(parts[1], new DateTimeOffset(ticks, TimeSpan.Zero))
                : null;
        return reading is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}/{Snapshot}");

    [GeneratedRegex(@"^[1-9][0-9]{0,17}:[1-9][0-9]{0,17}:([0-9]{1,18}(,[0-9]{1,18})*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
