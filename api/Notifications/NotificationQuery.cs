using System.Text.Json;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Security;

namespace BalanceNotifications.Notifications;

/// <summary>The filters of lists and summaries, taken with <c>[AsParameters]</c>; one left out leaves all in.</summary>
/// <param name="Status">May be repeated.</param>
/// <param name="Errors"><c>true</c> means every status that is an error, with those of <paramref name="Status"/>.</param>
/// <param name="From">Earliest planned instant, inclusive: RFC 3339 with an offset.</param>
/// <param name="To">Planned instant at which it ends, exclusive.</param>
internal sealed record NotificationQuery(
    string[]? Status,
    string? Errors,
    string? Channel,
    string? Profile,
    string? Batch,
    string? Account,
    string? From,
    string? To)
{
    public NotificationFilter Read(FieldChecks checks, CallerPractice caller)
    {
        var statuses = (Status ?? []).Select(text => Name<NotificationStatus>(text, "status", checks))
            .OfType<NotificationStatus>();
        return new(
            [.. Flag(checks) ? NotificationFilter.Errors.Union(statuses) : statuses],
            Name<Channel>(Channel, "channel", checks),
            Id(Profile, "profile", checks),
            Id(Batch, "batch", checks),
            Account is null ? null : AccountGrains.KeyOf(caller, Account).Hash,
            Instant(From, "from", checks),
            Instant(To, "to", checks));
    }

    private bool Flag(FieldChecks checks)
    {
        if (Errors is not (null or "true" or "false"))
        {
            checks.Add("errors", "Is true or false.");
        }

        return Errors is "true";
    }

    // As JSON spells it: enumerations are read from their names only.
    private static T? Name<T>(string? text, string field, FieldChecks checks)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        checks.Add(field, "Is not known here.");
        return null;
    }

    private static Guid? Id(string? text, string field, FieldChecks checks)
    {
        if (Guid.TryParse(text, out var id))
        {
            return id;
        }

        if (text is not null)
        {
            checks.Add(field, "Is not an id.");
        }

        return null;
    }

    private static DateTimeOffset? Instant(string? text, string field, FieldChecks checks)
    {
        if (text is null)
        {
            return null;
        }

        if (InstantText.TryRead(text, out var instant))
        {
            return instant;
        }

        checks.Add(field, "Is an instant with its offset, such as 2026-11-23T15:00:00Z; a plus is written %2B.");
        return null;
    }
}
