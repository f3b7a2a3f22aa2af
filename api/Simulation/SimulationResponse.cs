using System.Text.Json;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Simulation;

/// <summary>Who would get what, when, and why not. Nothing was written and nothing sent.</summary>
/// <param name="Accounts">How many were played.</param>
/// <param name="UnknownAccounts">Numbers that the practice has no account for.</param>
/// <param name="From">The first day.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Statements">How many were posted.</param>
/// <param name="Unplanned">Statements that planned nothing, by why.</param>
/// <param name="Planned">Notifications, with those that the accounts had open before; <paramref name="ByStatus"/> adds up to it.</param>
/// <param name="ByReason">Those that carry a reason.</param>
/// <param name="ByChannel">All planned ones.</param>
/// <param name="Cost">Of what went out, in the practice's currency.</param>
/// <param name="PostageSaved">See <see cref="Notifications.PostageSaved"/>.</param>
/// <param name="More">How many notifications <paramref name="Items"/> leaves out.</param>
/// <param name="Rejected">Rows of a file that could not be read.</param>
public sealed record SimulationResponse(
    Guid Profile,
    int Revision,
    int Accounts,
    IReadOnlyList<string> UnknownAccounts,
    DateOnly From,
    int Days,
    double Seconds,
    int Statements,
    IReadOnlyDictionary<string, int> Unplanned,
    int Planned,
    IReadOnlyDictionary<string, int> ByStatus,
    IReadOnlyDictionary<string, int> ByReason,
    IReadOnlyDictionary<string, int> ByChannel,
    decimal Cost,
    decimal PostageSaved,
    IReadOnlyList<SimulatedResponse> Items,
    int More,
    IReadOnlyList<RejectedRow> Rejected)
{
    internal static SimulationResponse Sum(
        SimulationWanted wanted,
        Guid profile,
        int revision,
        IReadOnlyList<SimulatedChunk> chunks,
        PracticeCosts costs)
    {
        var counts = chunks.SelectMany(chunk => chunk.Counts).ToArray();
        var sent = counts.Where(count => count.Status is NotificationStatus.Sent).ToArray();
        var planned = counts.Sum(count => count.Count);
        var items = chunks.SelectMany(chunk => chunk.Items).Take(wanted.Items)
            .Select(item => SimulatedResponse.From(item)).ToArray();
        return new(
            profile,
            revision,
            chunks.Sum(chunk => chunk.Accounts),
            [.. chunks.SelectMany(chunk => chunk.Unknown)],
            wanted.From,
            wanted.Days,
            Seconds: 0,
            chunks.Sum(chunk => chunk.Statements),
            Sums(chunks.SelectMany(chunk => chunk.Unplanned), count => count.Why, count => count.Count),
            planned,
            Sums(counts, count => Name(count.Status), count => count.Count),
            Sums(counts.Where(count => count.Reason is not null), count => count.Reason!, count => count.Count),
            Sums(counts, count => Name(count.Channel), count => count.Count),
            decimal.Round(sent.Sum(count => CostOf(count, costs)), 2),
            Notifications.PostageSaved.Of(costs, sent.Select(count => (count.Channel, (long)count.Count))),
            items,
            planned - items.Length,
            []);
    }

    private static decimal CostOf(SimulatedCount count, PracticeCosts costs) => count.Channel switch
    {
        Channel.Email => count.Count * costs.Email,
        Channel.Text => count.Segments * costs.TextSegment,
        Channel.Voice => count.Count * costs.VoiceMinute,
    };

    private static SortedDictionary<string, int> Sums<T>(
        IEnumerable<T> items, Func<T, string> name, Func<T, int> count) => new(
        items.GroupBy(name, count).ToDictionary(group => group.Key, group => group.Sum()), StringComparer.Ordinal);

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>One notification as it stood at the end.</summary>
/// <param name="Label">What screens call its status.</param>
/// <param name="At">When it came to that; null when nothing has happened to it since the plan.</param>
public sealed record SimulatedResponse(
    string Account,
    string StatementId,
    string Rule,
    int Level,
    Channel Channel,
    NotificationPurpose Purpose,
    DateTimeOffset PlannedAt,
    NotificationStatus Status,
    string? Reason,
    string Label,
    DateTimeOffset? At,
    int? Segments)
{
    internal static SimulatedResponse From(SimulatedNotification simulated) => new(
        simulated.Account, simulated.StatementId, simulated.Rule, simulated.Level, simulated.Channel,
        simulated.Purpose, simulated.PlannedAt, simulated.Status, simulated.Reason,
        StatusLabel.Of(simulated.Status, simulated.Reason), simulated.At, simulated.Segments);
}

/// <param name="Row">Counted from 1, the header not counted.</param>
public sealed record RejectedRow(int Row, string Column, string? Value, string Reason);
