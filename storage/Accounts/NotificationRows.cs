using System.Text.Json;
using System.Text.Json.Serialization;
using BalanceNotifications.Cadence;

namespace BalanceNotifications.Accounts;

/// <summary>Notifications as the one <c>jsonb</c> parameter of <see cref="JournalSql.WriteNotifications"/>.</summary>
internal static class NotificationRows
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Of(IEnumerable<Line<PlannedNotification>> told) => JsonSerializer.Serialize(
        told.Select(line =>
        {
            var n = line.Row;
            return new
            {
                line.Practice,
                AccountKey = line.Account,
                Account = line.Number,
                n.Id,
                n.StatementId,
                n.Batch,
                Profile = n.OnDemand is null ? n.Profile : (Guid?)null,
                ProfileRevision = n.OnDemand is null ? n.ProfileRevision : (int?)null,
                Rule = n.OnDemand is null ? n.Rule : null,
                Level = n.OnDemand is null ? n.Level : (int?)null,
                Channel = (int)n.Channel,
                Purpose = (int)n.Purpose,
                Status = (int)n.Status,
                n.Reason,
                Recipient = n.To,
                RecipientHash = n.ToHash,
                n.PlannedAt,
                DueAt = n.NextAt,
                n.SentAt,
                n.Attempts,
                n.ResentInDoubt,
                n.ProviderId,
                n.Segments,
                Template = n.OnDemand is { Words: not null } ? null : (Guid?)n.Template,
                TemplateRevision = n.OnDemand is { Words: not null } ? null : (int?)n.TemplateRevision,
                n.Language,
                n.Merge,
                n.Renderer,
                n.MessageHash,
                n.Sequence,
                n.DeliveredAt,
                n.ExpiresAfterHours,
                MinimumBalance = n.MinimumBalance.ToDecimal(),
                n.UselessFrom,
                n.Seconds,
                n.Test,
                n.Sender,
                Fallback = n.Fallback is { } place ? JsonSerializer.SerializeToElement(place, Database.Json) : (JsonElement?)null,
                OwnWords = n.OnDemand?.Words is { } words
                    ? JsonSerializer.SerializeToElement(words, Database.Json)
                    : (JsonElement?)null,
            };
        }),
        Json);
}
