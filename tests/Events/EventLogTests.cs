using System.Text.Json.Nodes;
using BalanceNotifications.Accounts;
using BalanceNotifications.Batches;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Events;

/// <summary>What is told into the log, with what it tells, as the silo's role.</summary>
public sealed class EventLogTests(EventTown town) : IClassFixture<EventTown>
{
    private static readonly DateTimeOffset Start = Told.Start;

    [Fact]
    public async Task A_notification_is_told_step_by_step_but_for_the_intent()
    {
        var (scope, journal) = await ListenedToAsync("*");
        var planned = NorthClinic.Planned();
        var sending = planned.Become(NotificationStatus.Sending, null);
        var sent = sending.Become(NotificationStatus.WillNotSend, "hold: bankruptcy") with { ToHash = [1] };

        await journal.WriteAsync(
            Page(scope) with
            {
                Notifications = [sent],
                Trail = [Entry(planned, 0), Entry(sending, 1), Entry(sent, 2)],
            },
            default);

        var told = await EventsAsync(scope);
        Assert.Equal(
            [EventType.NotificationScheduled, EventType.NotificationWillNotSend], told.Select(one => one.Type));
        Assert.Equal([Start, Start.AddMinutes(2)], told.Select(one => one.At));
        Assert.Equal(
            $$$"""
            {"account":"100234","notification":"{{{planned.Id}}}","statementId":"s-1","channel":"email","purpose":"statement","level":1,"status":"willNotSend","reason":"hold","plannedAt":"{{{planned.PlannedAt:yyyy-MM-dd'T'HH:mm:ss}}}Z","sequence":{{{sent.Sequence}}}}
            """,
            told[1].Data);
    }

    [Fact]
    public async Task A_page_that_is_told_twice_is_in_the_log_once()
    {
        var (scope, journal) = await ListenedToAsync("*");
        var page = Page(scope) with
        {
            Notifications = [NorthClinic.Planned()],
            Trail = [Entry(NorthClinic.Planned(), 0)],
            Ledger = [Payment("P-1", 60)],
            Switches = [new(SwitchKind.Text, SwitchState.OptedIn, SwitchState.OptedOut, Start, "guarantor", 7)],
        };

        await journal.WriteAsync(page, default);
        await journal.WriteAsync(page, default);

        Assert.Equal(
            [EventType.OptOutChanged, EventType.PaymentPosted, EventType.NotificationScheduled],
            (await EventsAsync(scope)).Select(one => one.Type));
    }

    [Fact]
    public async Task A_payment_and_a_switch_are_told_without_words_or_names()
    {
        var (scope, journal) = await ListenedToAsync("*");

        await journal.WriteAsync(
            Page(scope) with
            {
                Ledger = [Payment("P-1", 60), Charge("C-1", 10)],
                Switches = [new(SwitchKind.Text, SwitchState.OptedIn, SwitchState.OptedOut, Start, "guarantor", 7)],
            },
            default);

        Assert.Equal(
            [
                """{"account":"100234","switch":"text","state":"optedOut","previous":"optedIn","by":"guarantor"}""",
                """{"account":"100234","postingId":"P-1","amount":60,"at":"2026-11-23T16:00:00Z","balance":40}""",
            ],
            (await EventsAsync(scope)).Select(one => one.Data));
    }

    [Fact]
    public async Task A_statement_is_told_when_it_is_put_on_the_paper_list_and_when_it_is_taken_off()
    {
        var (scope, journal) = await ListenedToAsync("paper.*");
        var listed = new PaperRow(PaperReason.EmailOptedOut, Start, Money.From(120));

        await journal.WriteAsync(Page(scope) with { Paper = [new("S-1", listed, 1)] }, default);
        // Told again with what is left to pay after a payment, and once more late.
        await journal.WriteAsync(Page(scope) with { Paper = [new("S-1", listed with { AmountDue = Money.From(20) }, 2)] }, default);
        await journal.WriteAsync(Page(scope) with { Paper = [new("S-1", listed, 1)] }, default);
        await journal.WriteAsync(Page(scope) with { Paper = [new("S-1", null, 3)] }, default);
        await journal.WriteAsync(Page(scope) with { Paper = [new("S-1", null, 3)] }, default);
        await journal.WriteAsync(
            Page(scope) with { Paper = [new("S-1", listed with { Since = Start.AddDays(1) }, 4)] }, default);

        var told = await EventsAsync(scope);
        Assert.Equal(
            [EventType.PaperListed, EventType.PaperUnlisted, EventType.PaperListed], told.Select(one => one.Type));
        Assert.Equal(
            """{"account" : "100234", "statementId" : "S-1", "reason" : "emailOptedOut", "amountDue" : 120.00}""",
            told[0].Data);
        Assert.Equal("""{"account" : "100234", "statementId" : "S-1", "acknowledged" : false}""", told[1].Data);
    }

    [Theory]
    [InlineData(BatchStatus.Accepted, "accepted")]
    [InlineData(BatchStatus.Failed, "failed")]
    [InlineData(BatchStatus.Cancelled, "cancelled")]
    public async Task The_end_of_a_batch_is_told_once(BatchStatus end, string name)
    {
        var (scope, _) = await ListenedToAsync("batch.ended");
        var (batch, work) = (Guid.CreateVersion7(), new BatchWork(town.Silo, TimeProvider.System));
        await town.ExecuteAsync(
            """
            insert into batch (practice_id, id, kind, status, created_by, rows, accepted, rejected)
            values ($1, $2, 4, 2, 'test', 12, 9, 3)
            """,
            Database.Value(scope.Practice!.Value), Database.Value(batch));

        for (var twice = 0; twice < 2; twice++)
        {
            await (end is BatchStatus.Cancelled
                ? (Task)work.CancelAsync(scope.Practice.Value, batch, "test", default)
                : work.EndAsync(scope.Practice.Value, batch, end, "why"));
        }

        var data = JsonNode.Parse(Assert.Single(await EventsAsync(scope)).Data)!;
        Assert.Equal(
            ($"{batch}", "postings", name, 12, 9, 3),
            ((string)data["batch"]!, (string)data["kind"]!, (string)data["status"]!, (int)data["rows"]!,
                (int)data["accepted"]!, (int)data["rejected"]!));
    }

    [Fact]
    public async Task Of_what_nobody_listens_to_nothing_is_written()
    {
        var (scope, journal) = await ListenedToAsync("batch.ended");
        var page = Page(scope) with
        {
            Ledger = [Payment("P-1", 60)],
            Paper = [new("S-1", new(PaperReason.EmailOptedOut, Start, Money.From(120)), 1)],
        };
        await journal.WriteAsync(page, default);
        Assert.Empty(await EventsAsync(scope));

        var deaf = await town.OpenAsync();
        await journal.WriteAsync(page with { Key = AccountKey.Of(deaf.Practice!.Value, [1], "100234") }, default);
        var batch = Guid.CreateVersion7();
        await town.ExecuteAsync(
            "insert into batch (practice_id, id, kind, status, created_by) values ($1, $2, 1, 2, 'test')",
            Database.Value(deaf.Practice.Value), Database.Value(batch));
        await new BatchWork(town.Silo, TimeProvider.System).EndAsync(deaf.Practice.Value, batch, BatchStatus.Accepted);
        Assert.Empty(await EventsAsync(deaf));
    }

    [Fact]
    public async Task Two_that_tell_of_the_same_practices_do_not_wait_for_each_other()
    {
        var first = await town.OpenAsync();
        var second = await town.OpenAsync();
        await town.AddAsync(first, "https://pms.example/hook");
        await town.AddAsync(second, "https://pms.example/hook");
        var interest = new EventInterest(town.Silo);
        await interest.RefreshAsync(default);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            AccountPage[] pages =
            [
                Page(first, $"a-{number}") with { Ledger = [Payment("P-1", 60)], Paper = [Listed] },
                Page(second, $"b-{number}") with { Ledger = [Payment("P-1", 60)], Paper = [Listed] },
            ];
            await using var batch = town.Silo.CreateBatch();
            AccountJournal.Add(batch, number % 2 == 0 ? pages : [.. pages.AsEnumerable().Reverse()], interest);
            await batch.ExecuteNonQueryAsync();
        }));

        Assert.Equal(80, (await EventsAsync(first)).Count);
        Assert.Equal(80, (await EventsAsync(second)).Count);
    }

    [Fact]
    public async Task Housekeeping_drops_what_is_older_than_a_week()
    {
        var scope = await town.OpenAsync();
        var webhook = await town.AddAsync(scope, "https://pms.example/hook");
        var kept = await town.TellAsync(scope, "new");
        await town.TellAsync(scope, "old");
        await town.ExecuteAsync(
            "update event_out set recorded_at = bn_now() - interval '8 days' where practice_id = $1 and id <> $2",
            Database.Value(scope.Practice!.Value), Database.Value(kept));
        await town.ExecuteAsync(
            """
            insert into webhook_delivery (practice_id, webhook_id, event_id, type, at, milliseconds)
            select $1, $2, $3, 24, bn_now() - n * interval '1 day', 5 from generate_series(1, 12) n
            """,
            Database.Value(scope.Practice.Value), Database.Value(webhook.Id), Database.Value(kept));

        await new Upkeep.Leftovers(town.Silo).DropEventsAsync(default, bite: 2);

        Assert.Equal(kept, Assert.Single(await EventsAsync(scope)).Id);
        Assert.Equal(
            6, (await town.Store.ListDeliveriesAsync(scope, webhook.Id, null, 50, default)).Items.Count);
    }

    private static readonly PaperLine Listed = new("S-1", new(PaperReason.EmailOptedOut, Start, Money.From(120)), 1);

    private async Task<(RowScope Scope, AccountJournal Journal)> ListenedToAsync(params string[] events)
    {
        var scope = await town.OpenAsync();
        await town.AddAsync(scope, "https://pms.example/hook", events);
        var interest = new EventInterest(town.Silo);
        await interest.RefreshAsync(default);
        return (scope, new AccountJournal(town.Silo, interest));
    }

    private static AccountPage Page(RowScope scope, string number = "100234") => new(
        AccountKey.Of(scope.Practice!.Value, NorthClinic.Salt, number), number, [], [], [], [], Row: null, []);

    private static TrailEntry Entry(Cadence.PlannedNotification notification, int minute) => new(
        notification.Id, notification.Sequence, Start.AddMinutes(minute), notification.Status, notification.Reason, "system");

    private static LedgerEntry Payment(string id, decimal amount) => Posting(id, PostingType.Payment, amount);

    private static LedgerEntry Charge(string id, decimal amount) => Posting(id, PostingType.Charge, amount);

    private static LedgerEntry Posting(string id, PostingType type, decimal amount) => new(
        LedgerKind.Posting, id, "hash",
        AccountCommands.ToJson(new PostingAnswer(id, type, Money.From(amount), Start, Money.From(-amount), Money.From(40))));

    private async Task<IReadOnlyList<(Guid Id, EventType Type, DateTimeOffset At, string Data)>> EventsAsync(RowScope scope)
    {
        await using var command = town.Postgres.Owner.CreateCommand(
            "select id, type, at, data::text from event_out where practice_id = $1 order by place");
        command.Parameters.Add(Database.Value(scope.Practice!.Value));
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<(Guid, EventType, DateTimeOffset, string)>();
        while (await reader.ReadAsync())
        {
            events.Add((
                reader.GetGuid(0), (EventType)reader.GetInt16(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetString(3)));
        }

        return events;
    }
}
