using System.Collections.Immutable;
using System.Data;
using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Events;
using BalanceNotifications.Fixtures;
using Npgsql;

namespace BalanceNotifications.Notifications;

/// <summary>
/// That a summary equals a full count whenever it is asked for: while accounts write side by side, two silos fold, and
/// between two statements of either.
/// </summary>
public sealed class CountsUnderStormTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Accounts = 8;
    private const int Rounds = 25;
    private const int NotificationsEach = 6;

    private const string FullCount = """
        select status, channel, count(*), sum(bn_call_minutes(channel, status, seconds))::bigint
        from notification where practice_id = $1 and ($2::uuid is null or batch = $2) group by status, channel
        """;

    private static readonly DateTimeOffset Start = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);
    private static readonly Guid Batch = Guid.CreateVersion7();

    private static readonly NotificationStatus[] Statuses = Enum.GetValues<NotificationStatus>();

    private NpgsqlDataSource? _silo;
    private StoredPractice? _practice;

    public async ValueTask InitializeAsync()
    {
        _practice = await StoredPractice.MakeAsync(postgres);
        _silo = NpgsqlDataSource.Create(postgres.ConnectionString("bn_silo"));
    }

    public ValueTask DisposeAsync() => _silo?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    [Trait("Rule", "V69")]
    public async Task A_summary_equals_a_full_count_at_every_moment_of_a_storm_with_two_foldings_under_way()
    {
        using var over = new CancellationTokenSource();
        var storm = Task.WhenAll(Enumerable.Range(0, Accounts).Select(WriteAsync));
        Task[] beside = [FoldAsync(over.Token), FoldAsync(over.Token)];
        var compared = 0;
        while (!storm.IsCompleted)
        {
            await CompareAsync(new([]));
            await CompareAsync(new([], Batch: Batch));
            compared++;
        }

        await storm;
        await over.CancelAsync();
        await Task.WhenAll(beside);

        Assert.True(compared > 0, "The storm was over before anything was asked.");
        var counts = await CompareAsync(new([]));
        Assert.Equal(Accounts * NotificationsEach, counts.Sum(count => count.Count));
        await new CountFold(_silo!).FoldAsync(default);
        Assert.Equal(counts, await CompareAsync(new([])));
    }

    // One account's notifications go through statuses at random; some pages are told twice, some late.
    private async Task WriteAsync(int account)
    {
        var random = new Random(account);
        var journal = new AccountJournal(_silo!, new EventInterest(_silo!));
        var key = AccountKey.Of(_practice!.Scope.Practice!.Value, [1, 2, 3], $"A-{account}");
        var notifications = Enumerable.Range(0, NotificationsEach).Select(index => Planned(key, index)).ToArray();
        var earlier = new List<AccountPage>();
        for (var round = 0; round < Rounds; round++)
        {
            var index = round < NotificationsEach ? round : random.Next(NotificationsEach);
            var changed = notifications[index].Become(Statuses[random.Next(Statuses.Length)], null);
            notifications[index] = changed with { Seconds = random.Next(200) };
            var page = Page(key, notifications[index]);
            await journal.WriteAsync(page, default);
            earlier.Add(page);
            if (round % 5 == 0)
            {
                await journal.WriteAsync(earlier[random.Next(earlier.Count)], default);
            }
        }
    }

    private async Task FoldAsync(CancellationToken over)
    {
        var fold = new CountFold(_silo!);
        while (!over.IsCancellationRequested)
        {
            await fold.FoldAsync(default);
        }
    }

    // Both in one snapshot: what is committed between them must not count.
    private async Task<IReadOnlyList<StatusCount>> CompareAsync(NotificationFilter filter)
    {
        await using var connection = await postgres.Owner.OpenConnectionAsync();
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        var counted = await ReadAsync(
            connection, FullCount, Database.Value(_practice!.Scope.Practice!.Value), Database.Value(filter.Batch));
        var summed = await ReadAsync(connection, RollUp.Sum(filter), RollUp.Parameters(_practice.Scope, filter));
        Assert.Equal(counted, summed);
        return summed;
    }

    private static async Task<IReadOnlyList<StatusCount>> ReadAsync(
        NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new List<StatusCount>();
        while (await reader.ReadAsync())
        {
            counts.Add(new(
                (NotificationStatus)reader.GetInt16(0), (Channel)reader.GetInt16(1), reader.GetInt64(2),
                reader.GetInt64(3)));
        }

        return [.. counts.OrderBy(count => count.Status).ThenBy(count => count.Channel)];
    }

    private static PlannedNotification Planned(AccountKey key, int index) => new()
    {
        Id = NotificationId.Of([1, 2, 3], Start.AddDays(index), key.Hash, "S-1", $"rule {index}", Channel.Email),
        StatementId = "S-1",
        Batch = index % 2 == 0 ? Batch : null,
        Profile = NorthClinic.ProfileId,
        ProfileRevision = 1,
        Rule = $"rule {index}",
        Level = 1,
        Channel = (Channel)(1 + (index % 3)),
        Purpose = NotificationPurpose.Reminder,
        Template = NorthClinic.Template,
        TemplateRevision = 3,
        PlannedAt = Start.AddDays(index),
        DueAt = Start.AddDays(index),
        ExpiresAfterHours = 24,
    };

    private static AccountPage Page(AccountKey key, PlannedNotification told) => new(
        key, "A", [told], [new(told.Id, told.Sequence, Start, told.Status, null, "test")],
        ImmutableArray<LedgerEntry>.Empty, [], null, []);
}
