using BalanceNotifications.Cadence;
using BalanceNotifications.Events;
using BalanceNotifications.Links;
using Npgsql;
using static BalanceNotifications.Accounts.Columns;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Writes what accounts tell: notifications with trail and counts, ledger, audit, and the read row. Telling the same page
/// again changes nothing.
/// </summary>
public sealed class AccountJournal(NpgsqlDataSource database, EventInterest interest)
{
    /// <summary>Writes one page, in one round trip and one transaction.</summary>
    public async Task WriteAsync(AccountPage page, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.Add(JournalSql.Lock, Database.Value(page.Key.ToString()));
        Add(batch, [page], interest);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Adds the statements that write pages of different accounts. Whoever executes them sees to it that no other
    /// activation of one of these accounts writes at the same time: the counts of notifications depend on it.
    /// </summary>
    public static void Add(NpgsqlBatch batch, IReadOnlyList<AccountPage> pages, EventInterest interest)
    {
        // In one order, whoever writes: two that share rows must not wait for each other.
        AccountPage[] ordered =
            [.. pages.OrderBy(page => page.Key.Practice).ThenBy(page => page.Key.Hash, StringComparer.Ordinal)];
        AddNotifications(batch, Lines(ordered, page => page.Told()));
        AddTrail(batch, Lines(ordered, page => page.Trail));
        AddLinks(batch, Lines(ordered, page => page.Told().SelectMany(Links)));
        AddLedger(batch, Lines(ordered, page => page.Ledger));
        AddAudit(batch, Lines(ordered, page => page.Audit));
        AddSuppressions(batch, Lines(ordered, page => page.Suppressions));
        AddRows(batch, [.. ordered.Where(page => page.Row is not null)]);
        AddHolds(batch, Lines(ordered, page => page.Holds));
        foreach (var page in ordered)
        {
            AddWorklist(batch, page);
        }

        AddEvents(batch, ordered, interest);
    }

    // Last, so that the lock is held for no longer than it must be; behind it come only rows of these accounts.
    private static void AddEvents(NpgsqlBatch batch, AccountPage[] pages, EventInterest interest)
    {
        // Asked once: what it says changes at any time.
        var heard = Array.ConvertAll(pages, page => (Page: page, Wanted: interest.Of(page.Key.Practice)));
        EventRow[] rows = [.. heard.SelectMany(told => AccountEvents.Of(told.Page, told.Wanted))];
        int[] practices =
        [
            .. heard.Where(told => AccountEvents.TellsPaper(told.Page, told.Wanted))
                .Select(told => told.Page.Key.Practice)
                .Concat(rows.Select(row => row.Practice)).Distinct().Order(),
        ];
        if (practices.Length > 0)
        {
            batch.Add(EventSql.Lock, Database.Value(practices));
        }

        AccountEvents.Add(batch, rows);
        foreach (var (page, wanted) in heard)
        {
            AddPaper(batch, page, wanted);
        }
    }

    private static void AddNotifications(NpgsqlBatch batch, Line<PlannedNotification>[] told)
    {
        if (told.Length > 0)
        {
            // In the order that PostgreSQL has them in, which is that of their text.
            var ids = told.Select(line => line.Row.Id).OrderBy(id => id.ToString(), StringComparer.Ordinal).ToArray();
            batch.Add(
                JournalSql.WriteNotifications,
                [Database.Value(ids[0]), Database.Value(ids[^1]), .. NotificationColumns.Of(told)]);
        }
    }

    private static void AddTrail(NpgsqlBatch batch, Line<TrailEntry>[] trail)
    {
        if (trail.Length > 0)
        {
            batch.Add(
                JournalSql.WriteTrail,
                Column(trail, t => t.Row.Notification), Column(trail, t => t.Row.Sequence),
                Column(trail, t => t.Practice), Column(trail, t => t.Row.At), Column(trail, t => (short)t.Row.Status),
                Column(trail, t => t.Row.Reason), Column(trail, t => t.Row.Actor));
        }
    }

    private static void AddLinks(NpgsqlBatch batch, Line<LinkLine>[] links)
    {
        if (links.Length > 0)
        {
            batch.Add(
                JournalSql.WriteLinks,
                Column(links, l => l.Practice), Column(links, l => l.Row.Notification),
                Column(links, l => l.Row.Purpose), Column(links, l => l.Row.Issued.TokenHash),
                Column(links, l => l.Account), Column(links, l => l.Row.Issued.ExpiresAt),
                Column(links, l => l.Row.AddressHash), Column(links, l => l.Row.Channel));
        }
    }

    private static void AddLedger(NpgsqlBatch batch, Line<LedgerEntry>[] ledger)
    {
        if (ledger.Length > 0)
        {
            batch.Add(
                JournalSql.WriteLedger,
                Column(ledger, l => l.Practice), Column(ledger, l => l.Account), Column(ledger, l => (short)l.Row.Kind),
                Column(ledger, l => l.Row.Id), Column(ledger, l => l.Row.BodyHash),
                Jsonb(ledger, l => l.Row.Answer));
        }
    }

    private static void AddAudit(NpgsqlBatch batch, Line<Audit.AuditEntry>[] audit)
    {
        if (audit.Length > 0)
        {
            batch.Add(
                JournalSql.WriteAudit,
                Column(audit, a => a.Practice), Column(audit, a => a.Row.Id), Column(audit, a => a.Row.At),
                Column(audit, a => a.Row.Actor), Column(audit, a => a.Row.Action), Column(audit, a => a.Row.Subject),
                Jsonb(audit, a => a.Row.Detail));
        }
    }

    private static void AddSuppressions(NpgsqlBatch batch, Line<SuppressionLine>[] lines)
    {
        if (lines.Length > 0)
        {
            batch.Add(
                JournalSql.WriteSuppressions,
                Column(lines, s => s.Practice), Column(lines, s => (short)s.Row.Channel),
                Column(lines, s => s.Row.AddressHash), Column(lines, s => s.Row.At), Column(lines, s => s.Row.LiftedAt),
                Column(lines, s => s.Row.Source), Column(lines, s => s.Row.Wording));
        }
    }

    private static void AddRows(NpgsqlBatch batch, AccountPage[] pages)
    {
        if (pages.Length > 0)
        {
            batch.Add(
                JournalSql.WriteRows,
                Column(pages, p => p.Key.Practice), Column(pages, p => p.Key.Hash), Column(pages, p => p.Number),
                Column(pages, p => p.Row!.FirstName), Column(pages, p => p.Row!.LastName),
                Column(pages, p => p.Row!.EmailHash), Column(pages, p => p.Row!.PhoneHash),
                Column(pages, p => p.Row!.Balance.ToDecimal()), Column(pages, p => p.Row!.NextDue),
                Column(pages, p => p.Row!.Sequence),
                Column(pages, p => p.Row!.StandIns.PreferredEmail), Column(pages, p => p.Row!.StandIns.PreferredPhone),
                Column(pages, p => p.Row!.StandIns.ConfidentialEmail),
                Column(pages, p => p.Row!.StandIns.ConfidentialPhone),
                Column(pages, p => p.Row!.HoldUntil), Column(pages, p => p.Row!.ErroredOut),
                Column(pages, p => p.Row!.MergedInto), Column(pages, p => p.Row!.ConsentMissing));
        }
    }

    private static void AddHolds(NpgsqlBatch batch, Line<HoldLine>[] holds)
    {
        var placed = Array.FindAll(holds, line => line.Row.Hold is not null);
        if (placed.Length > 0)
        {
            batch.Add(
                HoldSql.Put,
                Column(placed, h => h.Practice), Column(placed, h => h.Account), Column(placed, h => h.Row.Id),
                Column(placed, h => h.Number), Column(placed, h => (short)h.Row.Hold!.Reason),
                Column(placed, h => h.Row.Hold!.Until?.ToUniversalTime()),
                Column(placed, h => h.Row.Hold!.PlacedAt.ToUniversalTime()), Column(placed, h => h.Row.Hold!.PlacedBy),
                Column(placed, h => h.Row.Sequence));
        }

        var lifted = Array.FindAll(holds, line => line.Row.Hold is null);
        if (lifted.Length > 0)
        {
            batch.Add(
                HoldSql.TakeOff,
                Column(lifted, h => h.Practice), Column(lifted, h => h.Account), Column(lifted, h => h.Row.Id),
                Column(lifted, h => h.Row.Sequence));
        }
    }

    private static void AddWorklist(NpgsqlBatch batch, AccountPage page)
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
    }

    private static void AddPaper(NpgsqlBatch batch, AccountPage page, EventTypes wanted)
    {
        foreach (var (statement, place, sequence) in page.Paper)
        {
            // Parameters belong to one command.
            NpgsqlParameter[] Key() =>
                [Database.Value(page.Key.Practice), Database.Value(page.Key.Hash), Database.Value(statement)];
            if (place is { } row)
            {
                batch.Add(
                    PaperSql.Put,
                    Database.Value(page.Key.Practice), Database.Value(page.Key.Hash), Database.Value(page.Number),
                    Database.Value(statement), Database.Value((short)row.Reason), Database.Value(row.Since),
                    Database.Value(row.AmountDue.ToDecimal()), Database.Value(sequence));
                if (wanted.Contains(EventType.PaperListed))
                {
                    batch.Add(EventSql.WriteListed, Key());
                }
            }
            else
            {
                if (wanted.Contains(EventType.PaperUnlisted))
                {
                    batch.Add(EventSql.WriteUnlisted, [.. Key(), Database.Value(sequence)]);
                }

                batch.Add(PaperSql.TakeOff, [.. Key(), Database.Value(sequence)]);
            }
        }
    }

    // A payment link leads out of nothing.
    private static IEnumerable<LinkLine> Links(PlannedNotification told)
    {
        if (told.QuickPay is { } quickPay)
        {
            yield return new(told.Id, LinkStore.QuickPay, quickPay, null, null);
        }

        if (told.Unsubscribe is { } unsubscribe)
        {
            yield return new(told.Id, LinkStore.Unsubscribe, unsubscribe, told.ToHash, (short)told.Channel);
        }
    }

    private static Line<T>[] Lines<T>(AccountPage[] pages, Func<AccountPage, IEnumerable<T>> rows) =>
    [
        .. from page in pages
           from row in rows(page)
           select new Line<T>(page.Key.Practice, page.Key.Hash, page.Number, row),
    ];
}

/// <summary>A row that an account tells, with whose it is.</summary>
/// <param name="Account">The second half of the account's key.</param>
/// <param name="Number">The practice's own number of the account.</param>
internal readonly record struct Line<T>(int Practice, string Account, string Number, T Row);

/// <param name="AddressHash">Of the address it leads out of; null for a payment link.</param>
/// <param name="Channel">The one it leads out of; null for a payment link.</param>
internal readonly record struct LinkLine(
    Guid Notification, short Purpose, IssuedLink Issued, byte[]? AddressHash, short? Channel);
