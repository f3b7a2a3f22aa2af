using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Templates;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>Notifications that have left their account's state, for a provider that has more to say of them.</summary>
public sealed class SentNotifications(NpgsqlDataSource database)
{
    // A state of an earlier version told no expiry.
    private const int DefaultExpiry = 24;

    // Served by the primary key of notification.
    private const string Find = """
        select statement_id, batch, profile_id, profile_revision, rule, level, channel, purpose, status, reason,
            recipient, planned_at, due_at, sent_at, delivered_at, attempts, resent_in_doubt, provider_id, segments,
            template_id, template_revision, language, merge::text, renderer, message_hash, sequence,
            own_words::text, expires_after_hours, minimum_balance, useless_from, seconds,
            fallback::text, test, sender, recipient_hash
        from notification
        where id = $1 and practice_id = $2 and account_key = $3
        """;

    // Served by the primary key of notification_trail.
    private const string Steps = """
        select sequence, at, status, reason, actor
        from notification_trail
        where notification_id = $1 and practice_id = $2
        order by sequence desc
        limit 2
        """;

    /// <summary>As history has it. Null when this account has no such notification.</summary>
    public async Task<PlannedNotification?> FindAsync(
        AccountKey account, Guid notification, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(Database.Value(notification));
        command.Parameters.Add(Database.Value(account.Practice));
        command.Parameters.Add(Database.Value(account.Hash));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader, notification) : null;
    }

    /// <summary>Its two newest steps, as far as history was told.</summary>
    public async Task<IReadOnlyList<TrailEntry>> FindStepsAsync(
        AccountKey account, Guid notification, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Steps);
        command.Parameters.Add(Database.Value(notification));
        command.Parameters.Add(Database.Value(account.Practice));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var steps = new List<TrailEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            steps.Add(new(
                notification, reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1),
                (NotificationStatus)reader.GetInt16(2), reader.Nullable<string>(3), reader.GetString(4)));
        }

        return steps;
    }

    private static PlannedNotification Read(NpgsqlDataReader reader, Guid id) => new()
    {
        Id = id,
        StatementId = reader.Nullable<string>(0) ?? "",
        Batch = reader.Nullable<Guid?>(1),
        Profile = reader.Nullable<Guid?>(2) ?? Guid.Empty,
        ProfileRevision = reader.Nullable<int?>(3) ?? 0,
        Rule = reader.Nullable<string>(4) ?? "",
        Level = reader.Nullable<short?>(5) ?? 0,
        Channel = (Channel)reader.GetInt16(6),
        Purpose = (NotificationPurpose)reader.GetInt16(7),
        Status = (NotificationStatus)reader.GetInt16(8),
        Reason = reader.Nullable<string>(9),
        To = reader.Nullable<string>(10),
        PlannedAt = reader.GetFieldValue<DateTimeOffset>(11),
        DueAt = reader.GetFieldValue<DateTimeOffset>(12),
        SentAt = reader.Nullable<DateTimeOffset?>(13),
        DeliveredAt = reader.Nullable<DateTimeOffset?>(14),
        Attempts = reader.GetInt16(15),
        ResentInDoubt = reader.GetInt16(16),
        ProviderId = reader.Nullable<string>(17),
        Segments = reader.Nullable<short?>(18),
        Template = reader.Nullable<Guid?>(19) ?? Guid.Empty,
        TemplateRevision = reader.Nullable<int?>(20) ?? 0,
        Language = reader.Nullable<string>(21),
        Merge = reader.Nullable<string>(22) is { } merge ? Database.FromJson<MergeValues>(merge) : null,
        Renderer = reader.Nullable<short?>(23),
        MessageHash = reader.Nullable<byte[]>(24),
        Sequence = reader.GetInt32(25),
        // Nothing of a cadence is without a profile, and only a person sends without a cadence.
        OnDemand = reader.IsDBNull(2)
            ? new(reader.Nullable<string>(26) is { } words ? Database.FromJson<MessageTemplate>(words) : null, false)
            : null,
        ExpiresAfterHours = reader.Nullable<short?>(27) ?? DefaultExpiry,
        MinimumBalance = Money.From(reader.Nullable<decimal?>(28) ?? 0),
        UselessFrom = reader.Nullable<DateTimeOffset?>(29),
        Seconds = reader.Nullable<int?>(30),
        Fallback = reader.Nullable<string>(31) is { } place ? Database.FromJson<FallbackPlace>(place) : null,
        Test = reader.GetBoolean(32),
        Sender = reader.Nullable<string>(33),
        ToHash = reader.Nullable<byte[]>(34),
    };
}
