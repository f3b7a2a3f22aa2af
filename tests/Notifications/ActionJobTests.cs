using BalanceNotifications.Accounts;
using BalanceNotifications.Fixtures;
using Status = BalanceNotifications.Notifications.NotificationStatus;

namespace BalanceNotifications.Notifications;

/// <summary>Actions by filter over HTTP: a job that a silo works off, with its results and its undo.</summary>
[Collection(ClusterFixture.Name)]
public sealed class ActionJobTests(ClusterFixture cluster, ClusterApi api) : IClassFixture<ClusterApi>
{
    private const string CancelScheduled = """{"action":"cancel","filter":{"status":["scheduled"]}}""";

    [Fact, Trait("Rule", "V72")]
    public async Task A_filter_is_worked_off_by_a_silo_and_says_how_far_it_is()
    {
        var (practice, others) = await BouncedAsync();
        var kept = await practice.WithAccountAsync("100999");
        await kept.PostStatementAsync();

        var asked = await ActAsync(practice, new { action = "archive", filter = new { errors = true } });
        var done = await EndedAsync(practice, asked.Id);

        Assert.Equal(202, asked.Status);
        Assert.EndsWith($"/v1/practices/{practice.Slug}/notifications/actions/{asked.Id}", asked.Location, StringComparison.Ordinal);
        Assert.Equal(("done", 3, 3, 0), ((string)done["status"]!, (int)done["picked"]!, (int)done["done"]!, (int)done["waiting"]!));
        Assert.All(await HistoriesAsync(others), history => Assert.Equal(Status.Archived, history.Status));
        Assert.Equal(Status.Scheduled, (await kept.HistoryAsync()).Status);
        Assert.Single(await practice.AuditAsync(), line => line is { Action: "notification.archive", Actor: "key-of-admin" });
        Assert.Equal("archive", (string)(await ItemsAsync(practice, ""))[0]!["action"]!);
    }

    [Fact]
    public async Task The_filter_is_shown_as_it_was_understood_and_each_refusal_with_its_reason()
    {
        var (practice, others) = await BouncedAsync();
        await others[0].Account.ActAsync(new(NotificationAction.Archive, [(await others[0].HistoryAsync()).Id], "test"), default);

        var asked = await ActAsync(
            practice, """{"action":"archive","filter":{"status":["archived","undeliverablePermanent"]}}""");
        var done = await EndedAsync(practice, asked.Id);
        var open = await practice.WithAccountAsync("100998");
        await open.PostStatementAsync("S-9");
        var again = await ActAsync(practice, """{"action":"archive","filter":{"status":["scheduled"]}}""");
        var refused = await EndedAsync(practice, again.Id);

        Assert.Equal((2, 1), ((int)done["done"]!, (int)done["nothingToDo"]!));
        Assert.Equal(["scheduled"], refused["filter"]!["status"]!.AsArray().Select(status => (string)status!));
        var item = Assert.Single(await ItemsAsync(practice, $"/{again.Id}/results?state=refused"));
        Assert.Equal(((await open.HistoryAsync("S-9")).Id, "notAnError"), ((Guid)item!["id"]!, (string)item["code"]!));
        Assert.Empty(await ItemsAsync(practice, $"/{again.Id}/results?state=done"));
    }

    [Fact, Trait("Rule", "V74")]
    public async Task An_undo_puts_the_errors_back_but_those_that_something_has_happened_to_since()
    {
        var (practice, others) = await BouncedAsync();
        var asked = await ActAsync(practice, new { action = "archive", filter = new { errors = true } });
        await EndedAsync(practice, asked.Id);
        // Somebody takes one of them up again, and it fails and is archived by hand.
        var moved = (await others[1].HistoryAsync()).Id;
        await others[1].Account.ActAsync(new(NotificationAction.Restore, [moved], "biller"), default);
        await others[1].Account.ActAsync(new(NotificationAction.Archive, [moved], "biller"), default);

        var undo = await UndoAsync(practice, asked.Id);
        var undone = await EndedAsync(practice, undo.Id);
        var repeat = await UndoAsync(practice, asked.Id);
        var ofUndo = await UndoAsync(practice, undo.Id);

        Assert.Equal((202, 200, undo.Id), (undo.Status, repeat.Status, repeat.Id));
        Assert.Equal((409, "notUndoable"), (ofUndo.Status, ofUndo.Code));
        Assert.Equal((2, 1), ((int)undone["done"]!, (int)undone["refused"]!));
        Assert.Equal(
            [Status.UndeliverablePermanent, Status.Archived, Status.UndeliverablePermanent],
            (await HistoriesAsync(others)).Select(history => history.Status));
        Assert.Equal("twilio 30005", (await others[0].HistoryAsync()).Reason);
        var item = Assert.Single(await ItemsAsync(practice, $"/{undo.Id}/results?state=refused"));
        Assert.Equal("changed", (string)item!["code"]!);
        var original = await api.GetAsync(Path(practice, $"/{asked.Id}"));
        Assert.Equal((false, undo.Id), ((bool)original.Body["canUndo"]!, (string)original.Body["undoneBy"]!));
    }

    [Fact]
    public async Task What_is_sent_again_cannot_be_taken_back_and_an_end_is_no_stop()
    {
        var (practice, _) = await BouncedAsync();
        var asked = await ActAsync(practice, new { action = "retry", filter = new { errors = true } });
        await EndedAsync(practice, asked.Id);

        var undo = await UndoAsync(practice, asked.Id);
        var stopped = await api.PostAsync(Path(practice, $"/{asked.Id}/stop"));
        var nowhere = await api.GetAsync(Path(practice, $"/{Guid.CreateVersion7()}"));
        var stranger = await ClusterPractice.OpenAsync(cluster);
        var elsewhere = await api.GetAsync(Path(stranger, $"/{asked.Id}"));

        Assert.Equal((409, "notUndoable"), (undo.Status, undo.Code));
        Assert.Equal((200, "done"), (stopped.Status, (string)stopped.Body["status"]!));
        Assert.Equal((404, 404), (nowhere.Status, elsewhere.Status));
    }

    [Fact, Trait("Rule", "V72")]
    public async Task A_stop_lets_the_bite_in_hand_end_and_an_undo_takes_all_of_it_back()
    {
        var (practice, others) = await BouncedAsync();
        var held = await others[1].HoldStateAsync();
        var asked = await ActAsync(practice, new { action = "archive", filter = new { errors = true } });
        await held.WantedAsync();

        // Answered at once, whatever the bite in hand waits for.
        var stopping = await api.PostAsync(Path(practice, $"/{asked.Id}/stop")).WaitAsync(TimeSpan.FromSeconds(10));
        var early = await UndoAsync(practice, asked.Id);
        await held.DisposeAsync();
        var stopped = await EndedAsync(practice, asked.Id);
        var undone = await EndedAsync(practice, (await UndoAsync(practice, asked.Id)).Id);

        Assert.Equal(("stopping", null), ((string)stopping.Body["status"]!, (string?)stopping.Body["endedAt"]));
        Assert.Equal((409, "running"), (early.Status, early.Code));
        Assert.Equal(("stopped", 3), ((string)stopped["status"]!, (int)stopped["done"]!));
        Assert.Equal(3, (int)undone["done"]!);
        Assert.All(
            await HistoriesAsync(others), history => Assert.Equal(Status.UndeliverablePermanent, history.Status));
    }

    [Fact, Trait("Rule", "V72")]
    public async Task What_a_silo_did_before_it_died_counts_also_when_the_action_is_stopped_then()
    {
        var (practice, _) = await BouncedAsync();
        var asked = await ActAsync(practice, new { action = "archive", filter = new { errors = true } });
        await EndedAsync(practice, asked.Id);
        // As if two of the three had been told, and none marked.
        await practice.ExecuteAsync(
            """
            update notification_action_item set state = 0, result_sequence = null
            where practice_id = $1 and notification_id <> (
                select max(notification_id::text)::uuid from notification_action_item where practice_id = $1)
            """,
            Database.Value(practice.Id));
        await practice.ExecuteAsync(
            "update notification_action set status = 5, done = 1, ended_at = null where practice_id = $1",
            Database.Value(practice.Id));

        await cluster.Grains.GetGrain<INotificationActionGrain>($"{practice.Id}/{asked.Id}").StartAsync(default);

        var stopped = await EndedAsync(practice, asked.Id);
        Assert.Equal(("stopped", 3), ((string)stopped["status"]!, (int)stopped["done"]!));
    }

    [Fact]
    public async Task An_undo_plans_again_what_was_cancelled_before_its_time_where_something_is_owed()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        var paid = await practice.WithAccountAsync("100235");
        await practice.PostStatementAsync();
        await paid.PostStatementAsync();
        var asked = await ActAsync(practice, CancelScheduled);
        await EndedAsync(practice, asked.Id);
        Assert.All(await HistoriesAsync([practice, paid]), history => Assert.Equal(Status.Cancelled, history.Status));
        await paid.PayAsync(120);

        var undo = await UndoAsync(practice, asked.Id);
        var undone = await EndedAsync(practice, undo.Id);
        await practice.TickWhenDueAsync();
        await paid.TickWhenDueAsync();

        Assert.Equal((1, 1), ((int)undone["done"]!, (int)undone["refused"]!));
        Assert.Equal("nothingOwed", (string)Assert.Single(await ItemsAsync(practice, $"/{undo.Id}/results?state=refused"))!["code"]!);
        Assert.Equal([Status.Sent, Status.Cancelled], (await HistoriesAsync([practice, paid])).Select(history => history.Status));
    }

    [Fact]
    public async Task What_was_due_by_now_is_not_planned_again()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);
        await practice.PostStatementAsync();
        var asked = await ActAsync(practice, CancelScheduled);
        await EndedAsync(practice, asked.Id);
        cluster.Clock.Now = TestClock.MondayAtTen.AddHours(1);

        var undo = await UndoAsync(practice, asked.Id);
        await EndedAsync(practice, undo.Id);

        Assert.Equal("tooLate", (string)Assert.Single(await ItemsAsync(practice, $"/{undo.Id}/results?state=refused"))!["code"]!);
        Assert.Equal(Status.Cancelled, (await practice.HistoryAsync()).Status);
    }

    [Fact]
    public async Task Only_people_stop_and_undo()
    {
        var practice = await ClusterPractice.OpenAsync(cluster);

        var stop = await api.PostAsync(Path(practice, $"/{Guid.CreateVersion7()}/stop"), key: ApiKeys.Integration);
        var undo = await api.PostAsync(Path(practice, $"/{Guid.CreateVersion7()}/undo"), key: ApiKeys.Viewer);

        Assert.Equal((403, 403), (stop.Status, undo.Status));
    }

    private async Task<(ClusterPractice Practice, ClusterPractice[] Accounts)> BouncedAsync()
    {
        var practice = await ClusterPractice.OpenAsync(cluster, Channel.Text);
        ClusterPractice[] accounts =
            [practice, await practice.WithAccountAsync("100235"), await practice.WithAccountAsync("100236")];
        foreach (var account in accounts)
        {
            await account.PostStatementAsync();
            await account.TickWhenDueAsync();
            var id = (await account.HistoryAsync()).Id;
            await account.Account.ReportAsync(
                new(id, ReportedFate.BadAddress, "twilio 30005", cluster.Clock.Now), default);
        }

        return (practice, accounts);
    }

    private static async Task<HistoryRow[]> HistoriesAsync(ClusterPractice[] accounts) =>
        await Task.WhenAll(accounts.Select(account => account.HistoryAsync()));

    private Task<Answer> ActAsync(ClusterPractice practice, object body) => api.PostAsync(Path(practice, ""), body);

    private Task<Answer> UndoAsync(ClusterPractice practice, string id) => api.PostAsync(Path(practice, $"/{id}/undo"));

    private async Task<System.Text.Json.Nodes.JsonArray> ItemsAsync(ClusterPractice practice, string path) =>
        (await api.GetAsync(Path(practice, path))).Body["items"]!.AsArray();

    private async Task<System.Text.Json.Nodes.JsonObject> EndedAsync(ClusterPractice practice, string id)
    {
        await Eventually.HoldsAsync(async () => (await api.GetAsync(Path(practice, $"/{id}"))).Body["endedAt"] is not null);
        return (await api.GetAsync(Path(practice, $"/{id}"))).Body;
    }

    private static string Path(ClusterPractice practice, string rest) =>
        $"/v1/practices/{practice.Slug}/notifications/actions{rest}";
}
