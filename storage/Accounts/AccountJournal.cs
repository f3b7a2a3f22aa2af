using System.Text.Json;
using BalanceNotifications.Cadence;
using BalanceNotifications.Links;
using Npgsql;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Writes what accounts tell: notifications with trail and counts, ledger, audit, and the read row. One call is one
/// round trip and one transaction, and telling the same page again changes nothing.
/// </summary>
public sealed class AccountJournal(NpgsqlDataSource database)
{
    // Serialises two activations of one account, so that the counts below see what the other wrote.
    private const string Lock = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

    // A row is only replaced by a higher sequence, and only a replaced row moves the counts.
    private const string WriteNotifications = """
        with told as (
            select * from jsonb_to_recordset($4) as t(
                id uuid, statement_id text, batch uuid, profile uuid, profile_revision integer, rule text,
                level smallint, channel smallint, purpose smallint, status smallint, reason text, recipient text,
                planned_at timestamptz, due_at timestamptz, sent_at timestamptz, attempts smallint,
                resent_in_doubt smallint, provider_id text, segments smallint, template uuid,
                template_revision integer, language text, merge jsonb, renderer smallint, message_hash text,
                sequence integer, own_words jsonb, delivered_at timestamptz, expires_after_hours smallint,
                minimum_balance numeric, useless_from timestamptz, seconds integer, fallback jsonb,
                test boolean)
        ),
        before as (
            select n.id, n.practice_id, n.planned_at, n.channel, n.profile_id, n.batch, n.status,
                bn_call_minutes(n.channel, n.status, n.seconds) as minutes
            from notification n join told on told.id = n.id
        ),
        written as (
            insert into notification as n (
                id, practice_id, account_key, account, statement_id, batch, profile_id, profile_revision, rule, level,
                channel, purpose, status, reason, recipient, planned_at, due_at, sent_at, attempts, resent_in_doubt,
                provider_id, segments, template_id, template_revision, language, merge, renderer, message_hash,
                sequence, own_words, delivered_at, expires_after_hours, minimum_balance, useless_from, seconds,
                fallback, test)
            select id, $1, $2, $3, statement_id, batch, profile, profile_revision, rule, level, channel, purpose,
                status, reason, recipient, planned_at, due_at, sent_at, attempts, resent_in_doubt, provider_id,
                segments, template, template_revision, language, merge, renderer, decode(message_hash, 'base64'),
                sequence, own_words, delivered_at, expires_after_hours, minimum_balance, useless_from, seconds,
                fallback, test
            from told
            on conflict (id) do update set
                status = excluded.status, reason = excluded.reason, recipient = excluded.recipient,
                due_at = excluded.due_at, sent_at = excluded.sent_at, attempts = excluded.attempts,
                resent_in_doubt = excluded.resent_in_doubt, provider_id = excluded.provider_id,
                profile_revision = excluded.profile_revision, level = excluded.level, purpose = excluded.purpose,
                segments = excluded.segments, template_id = excluded.template_id,
                template_revision = excluded.template_revision, language = excluded.language, merge = excluded.merge,
                renderer = excluded.renderer, message_hash = excluded.message_hash, sequence = excluded.sequence,
                delivered_at = excluded.delivered_at, expires_after_hours = excluded.expires_after_hours,
                minimum_balance = excluded.minimum_balance, useless_from = excluded.useless_from,
                seconds = excluded.seconds, fallback = excluded.fallback, test = excluded.test
            where n.sequence < excluded.sequence
            returning n.id, n.practice_id, n.planned_at, n.channel, n.profile_id, n.batch, n.status,
                bn_call_minutes(n.channel, n.status, n.seconds) as minutes
        )
        insert into notification_delta (practice_id, day, channel, profile_id, batch, status, change, minutes)
        select practice_id, (planned_at at time zone 'UTC')::date, channel, profile_id, batch, status, sum(change),
            sum(minutes)
        from (
            select w.practice_id, w.planned_at, w.channel, w.profile_id, w.batch, w.status, 1 as change, w.minutes
            from written w
            union all
            select b.practice_id, b.planned_at, b.channel, b.profile_id, b.batch, b.status, -1, -b.minutes
            from before b join written w on w.id = b.id
        ) changes
        group by 1, 2, 3, 4, 5, 6
        having sum(change) <> 0 or sum(minutes) <> 0
        """;

    private const string WriteTrail = """
        insert into notification_trail (notification_id, sequence, practice_id, at, status, reason, actor)
        select t.notification, t.sequence, $1, t.at, t.status, t.reason, t.actor
        from jsonb_to_recordset($2) as t(
            notification uuid, sequence integer, at timestamptz, status smallint, reason text, actor text)
        on conflict do nothing
        """;

    // Told again it changes nothing, and lifts no revocation; an attempt later on lengthens the link's life.
    private const string WriteLinks = """
        insert into link as l (practice_id, notification_id, purpose, token_hash, account_key, expires_at)
        select $1, t.notification, t.purpose, decode(t.token_hash, 'base64'), $2, t.expires_at
        from jsonb_to_recordset($3) as t(
            notification uuid, purpose smallint, token_hash text, expires_at timestamptz)
        on conflict (practice_id, notification_id, purpose, token_hash)
            do update set expires_at = excluded.expires_at where l.expires_at < excluded.expires_at
        """;

    private const string WriteLedger = """
        insert into ledger (practice_id, account_key, kind, id, body_hash, answer)
        select $1, $2, l.kind, l.id, l.body_hash, l.answer
        from jsonb_to_recordset($3) as l(kind smallint, id text, body_hash text, answer jsonb)
        on conflict do nothing
        """;

    private const string WriteAudit = """
        insert into audit (practice_id, id, at, actor, action, subject, detail)
        select $1, a.id, a.at, a.actor, a.action, a.subject, a.detail
        from jsonb_to_recordset($2) as a(
            id uuid, at timestamptz, actor text, action text, subject text, detail jsonb)
        on conflict do nothing
        """;

    // Both instants only ever rise, so the order in which accounts tell makes no difference. One row an address, in one
    // order, or two accounts that share addresses could wait for each other.
    private const string WriteSuppressions = """
        insert into suppression as s (practice_id, channel, address_hash, at, source, wording, lifted_at)
        select $1, t.channel, decode(t.address_hash, 'base64'), max(t.at),
            (array_agg(t.source order by t.at desc nulls last))[1],
            (array_agg(t.wording order by t.at desc nulls last))[1],
            max(t.lifted_at)
        from jsonb_to_recordset($2) as t(
            channel smallint, address_hash text, at timestamptz, lifted_at timestamptz, source text, wording text)
        group by t.channel, t.address_hash
        order by t.channel, t.address_hash
        on conflict (practice_id, channel, address_hash) do update set
            source = case when s.at is null or excluded.at > s.at then excluded.source else s.source end,
            wording = case when s.at is null or excluded.at > s.at then excluded.wording else s.wording end,
            at = greatest(s.at, excluded.at),
            lifted_at = greatest(s.lifted_at, excluded.lifted_at)
        """;

    private const string WriteRow = """
        insert into account as a (
            practice_id, account_key, number, first_name, last_name, email_hash, phone_hash, balance, next_due,
            sequence, preferred_email_hash, preferred_phone_hash, confidential_email_hash, confidential_phone_hash,
            hold_until, errored_out, merged_into)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict (practice_id, account_key) do update set
            first_name = excluded.first_name, last_name = excluded.last_name, email_hash = excluded.email_hash,
            phone_hash = excluded.phone_hash, balance = excluded.balance, next_due = excluded.next_due,
            sequence = excluded.sequence, preferred_email_hash = excluded.preferred_email_hash,
            preferred_phone_hash = excluded.preferred_phone_hash,
            confidential_email_hash = excluded.confidential_email_hash,
            confidential_phone_hash = excluded.confidential_phone_hash, hold_until = excluded.hold_until,
            errored_out = excluded.errored_out, merged_into = excluded.merged_into
        where a.sequence < excluded.sequence
        """;

    public async Task WriteAsync(AccountPage page, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        var practice = page.Key.Practice;
        var key = page.Key.Hash;
        batch.Add(Lock, Database.Value(page.Key.ToString()));
        if (!page.Trail.IsEmpty)
        {
            var ids = page.Trail.Select(entry => entry.Notification).ToHashSet();
            var told = page.Notifications.Where(notification => ids.Contains(notification.Id)).ToArray();
            batch.Add(
                WriteNotifications,
                Database.Value(practice), Database.Value(key), Database.Value(page.Number),
                Database.Jsonb(Rows(told)));
            batch.Add(WriteTrail, Database.Value(practice), Database.Jsonb(Rows(page.Trail)));
            if (told.Any(notification => notification.QuickPay is not null || notification.Unsubscribe is not null))
            {
                batch.Add(
                    WriteLinks,
                    Database.Value(practice), Database.Value(key), Database.Jsonb(LinkRows(told)));
            }
        }

        if (!page.Ledger.IsEmpty)
        {
            batch.Add(
                WriteLedger, Database.Value(practice), Database.Value(key), Database.Jsonb(Rows(page.Ledger)));
        }

        if (!page.Audit.IsEmpty)
        {
            batch.Add(WriteAudit, Database.Value(practice), Database.Jsonb(Rows(page.Audit)));
        }

        if (!page.Suppressions.IsEmpty)
        {
            batch.Add(WriteSuppressions, Database.Value(practice), Database.Jsonb(Rows(page.Suppressions)));
        }

        if (page.Row is { } row)
        {
            batch.Add(
                WriteRow,
                Database.Value(practice), Database.Value(key), Database.Value(page.Number),
                Database.Value(row.FirstName), Database.Value(row.LastName),
                Database.Value(row.EmailHash), Database.Value(row.PhoneHash),
                Database.Value(row.Balance.ToDecimal()), Database.Value(row.NextDue), Database.Value(row.Sequence),
                Database.Value(row.StandIns.PreferredEmail), Database.Value(row.StandIns.PreferredPhone),
                Database.Value(row.StandIns.ConfidentialEmail), Database.Value(row.StandIns.ConfidentialPhone),
                Database.Value(row.HoldUntil), Database.Value(row.ErroredOut), Database.Value(row.MergedInto));
        }

        Add(batch, page);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlBatch batch, AccountPage page)
    {
        var (practice, key) = (Database.Value(page.Key.Practice), Database.Value(page.Key.Hash));
        switch (page.Worklist)
        {
            case { Row: { } row, Sequence: var sequence }:
                batch.Add(
                    PreCollectionsSql.Put, practice, key, Database.Value(page.Number), Database.Value(row.Since),
                    Database.Value((short)row.Level), Database.Value(row.Balance.ToDecimal()),
                    Database.Value(row.StatementId), Database.Value(row.Clears), Database.Value(sequence));
                break;
            case { Row: null, Sequence: var sequence }:
                batch.Add(PreCollectionsSql.TakeOff, practice, key, Database.Value(sequence));
                break;
        }

        foreach (var (statement, place, sequence) in page.Paper)
        {
            if (place is { } row)
            {
                batch.Add(
                    PaperSql.Put, Database.Value(page.Key.Practice), Database.Value(page.Key.Hash), Database.Value(page.Number),
                    Database.Value(statement), Database.Value((short)row.Reason), Database.Value(row.Since),
                    Database.Value(row.AmountDue.ToDecimal()), Database.Value(sequence));
            }
            else
            {
                batch.Add(
                    PaperSql.TakeOff, Database.Value(page.Key.Practice), Database.Value(page.Key.Hash),
                    Database.Value(statement), Database.Value(sequence));
            }
        }
    }

    private static string Rows(IEnumerable<PlannedNotification> notifications) => Rows(notifications.Select(
        n => new
        {
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
            Fallback = n.Fallback is { } place ? JsonSerializer.SerializeToElement(place, Database.Json) : (JsonElement?)null,
            OwnWords = n.OnDemand?.Words is { } words
                ? JsonSerializer.SerializeToElement(words, Database.Json)
                : (JsonElement?)null,
        }));

    private static string LinkRows(IEnumerable<PlannedNotification> notifications) => Rows(
        from notification in notifications
        from link in new[]
        {
            (Purpose: LinkStore.QuickPay, Issued: notification.QuickPay),
            (Purpose: LinkStore.Unsubscribe, Issued: notification.Unsubscribe),
        }
        where link.Issued is not null
        select new
        {
            Notification = notification.Id,
            link.Purpose,
            link.Issued.TokenHash,
            link.Issued.ExpiresAt,
        });

    private static string Rows(IEnumerable<TrailEntry> trail) => Rows(trail.Select(
        t => new { t.Notification, t.Sequence, t.At, Status = (int)t.Status, t.Reason, t.Actor }));

    private static string Rows(IEnumerable<LedgerEntry> ledger) => Rows(ledger.Select(
        l => new { Kind = (int)l.Kind, l.Id, l.BodyHash, Answer = JsonDocument.Parse(l.Answer).RootElement }));

    private static string Rows(IEnumerable<Audit.AuditEntry> audit) => Rows(audit.Select(
        a => new { a.Id, a.At, a.Actor, a.Action, a.Subject, Detail = JsonDocument.Parse(a.Detail).RootElement }));

    private static string Rows(IEnumerable<SuppressionLine> suppressions) => Rows(suppressions.Select(
        s => new { Channel = (int)s.Channel, s.AddressHash, s.At, s.LiftedAt, s.Source, s.Wording }));

    private static string Rows<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, RowJson);

    private static readonly JsonSerializerOptions RowJson = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
