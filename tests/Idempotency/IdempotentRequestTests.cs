using System.Text;
using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Upkeep;

namespace BalanceNotifications.Idempotency;

/// <summary>A POST that is sent again because its answer was lost.</summary>
[Collection(ApiFixture.Name)]
public sealed class IdempotentRequestTests(ApiFixture api, PostgresFixture postgres)
{
    private readonly string _key = $"{Guid.CreateVersion7():n}";

    [Fact]
    public async Task It_is_done_once_and_answered_as_before_by_whichever_process_it_comes_to()
    {
        var practice = await api.MakePracticeAsync();
        await using var other = await ApiHost.StartAsync(postgres.ConnectionString("bn_api"));

        var first = await PostAsync(api.Client, practice);
        var again = await PostAsync(other.Client, practice);

        Assert.Equal(201, first.Status);
        Assert.Equal(first, again);
        Assert.Equal(1, await CountAsync(practice));
    }

    [Fact]
    public async Task Without_a_key_it_is_done_again()
    {
        var practice = await api.MakePracticeAsync();
        await api.PostAsync($"{practice}/templates", Samples.EmailTemplate());
        await api.PostAsync($"{practice}/templates", Samples.EmailTemplate());

        Assert.Equal(2, await CountAsync(practice));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        var practice = await api.MakePracticeAsync();
        await PostAsync(api.Client, practice);

        var other = await PostAsync(api.Client, practice, label: "Another");

        Assert.Equal((422, "idempotencyKeyReused"), (other.Status, other.Code));
        Assert.Equal(1, await CountAsync(practice));
    }

    [Fact]
    public async Task A_refusal_is_remembered_too()
    {
        var practice = await api.MakePracticeAsync();

        var first = await PostAsync(api.Client, practice, label: "");
        var again = await PostAsync(api.Client, practice, label: "");

        Assert.Equal((400, first.Text), (again.Status, again.Text));
    }

    [Fact]
    public async Task The_key_of_another_credential_is_another_key()
    {
        var practice = await api.MakePracticeAsync();

        await PostAsync(api.Client, practice);
        await PostAsync(api.Client, practice, caller: ApiKeys.Biller);

        Assert.Equal(2, await CountAsync(practice));
    }

    [Fact]
    public async Task While_it_is_still_worked_on_the_same_request_is_told_so()
    {
        var practice = await api.MakePracticeAsync();
        var body = new HeldContent("account,statement_id,statement_date,due_date,amount_due\n");
        var first = UploadAsync(practice, body);
        await body.Begun;
        await Eventually.HoldsAsync(IsKnownAsync);

        var meanwhile = await UploadAsync(practice, new StringContent("account\n"));
        body.Release("100234,S-1,2026-11-23,2026-12-14,120.00\n");
        var taken = await first;
        var again = await UploadAsync(practice, new StringContent(
            "account,statement_id,statement_date,due_date,amount_due\n100234,S-1,2026-11-23,2026-12-14,120.00\n"));

        Assert.Equal((409, "idempotencyKeyRunning"), (meanwhile.Status, meanwhile.Code));
        Assert.Equal((202, taken.Id), (again.Status, again.Id));
    }

    [Fact]
    public async Task What_a_dead_process_had_begun_is_done_by_the_next()
    {
        var practice = await api.MakePracticeAsync();
        await PostAsync(api.Client, practice);
        await ExecuteAsync("""
            update idempotent_request set status = null, request_hash = null, body = null, lease_until = now() - interval '1 s'
            """);

        Assert.Equal(201, (await PostAsync(api.Client, practice)).Status);
        Assert.Equal(2, await CountAsync(practice));
    }

    [Fact]
    public async Task After_a_day_the_key_is_free()
    {
        var practice = await api.MakePracticeAsync();
        await PostAsync(api.Client, practice);
        await ExecuteAsync("update idempotent_request set began_at = began_at - interval '24 hours'");

        Assert.Equal(201, (await PostAsync(api.Client, practice, label: "Another")).Status);
    }

    [Fact]
    public async Task After_a_day_nothing_of_it_is_kept()
    {
        var practice = await api.MakePracticeAsync();
        await PostAsync(api.Client, practice);
        await ExecuteAsync("update idempotent_request set began_at = began_at - interval '24 hours', lease_until = began_at");

        Assert.True(await new Leftovers(postgres.Owner).DropIdempotentAsync(default) > 0);

        Assert.False(await IsKnownAsync());
    }

    [Fact]
    public async Task What_only_shows_something_is_not_kept()
    {
        var practice = await api.MakePracticeAsync();
        var template = (await PostAsync(api.Client, practice, key: $"{Guid.CreateVersion7():n}")).Id;

        await SendAsync(
            api.Client, $"{practice}/templates/{template}/preview",
            new StringContent("{}", Encoding.UTF8, "application/json"), ApiKeys.Viewer, _key);

        Assert.False(await IsKnownAsync());
    }

    [Fact]
    public async Task A_request_without_a_body_is_remembered_as_well()
    {
        var practice = await api.MakePracticeAsync();
        var nowhere = $"{practice}/batches/{Guid.CreateVersion7()}/cancel";

        var first = await SendAsync(api.Client, nowhere, new ByteArrayContent([]), ApiKeys.Admin, _key);
        var again = await SendAsync(api.Client, nowhere, new ByteArrayContent([]), ApiKeys.Admin, _key);

        Assert.Equal(first with { Text = "" }, again with { Text = "" });
        Assert.Equal(first.Status < 500, await IsKnownAsync());
    }

    [Fact]
    public async Task The_same_words_read_in_another_way_are_another_request()
    {
        var practice = await api.MakePracticeAsync();
        await UploadAsync(practice, new StringContent("account\n"));

        var other = await UploadAsync(practice, new StringContent("account\n"), "application/x-ndjson");

        Assert.Equal(422, other.Status);
    }

    public static TheoryData<string> NoKeys => ["a\tb", new string('k', 256)];

    [Theory, MemberData(nameof(NoKeys))]
    public async Task A_key_that_is_none_is_named(string key)
    {
        var practice = await api.MakePracticeAsync();

        var answer = await PostAsync(api.Client, practice, key: key);

        Assert.Equal(400, answer.Status);
        Assert.Equal(["Idempotency-Key"], answer.Fields);
    }

    private Task<Answer> PostAsync(
        HttpClient client, string practice, string label = "First notice", string caller = ApiKeys.Admin, string? key = null)
    {
        var template = Samples.EmailTemplate();
        template["label"] = label;
        return SendAsync(
            client, $"{practice}/templates", new StringContent(template.ToJsonString(), Encoding.UTF8, "application/json"),
            caller, key ?? _key);
    }

    private Task<Answer> UploadAsync(string practice, HttpContent body, string type = "text/csv")
    {
        body.Headers.ContentType = new(type);
        return SendAsync(api.Client, $"{practice}/batches?upload=false", body, ApiKeys.Admin, _key);
    }

    private static async Task<Answer> SendAsync(HttpClient client, string path, HttpContent body, string caller, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.Authorization = new("Bearer", caller);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    private async Task<int> CountAsync(string practice) =>
        ((JsonArray)(await api.GetAsync($"{practice}/templates")).Body["items"]!).Count;

    private async Task<bool> IsKnownAsync()
    {
        await using var command = postgres.Owner.CreateCommand(
            "select exists (select from idempotent_request where key_hash = sha256($1))");
        command.Parameters.Add(Database.Value(Encoding.ASCII.GetBytes(_key)));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = postgres.Owner.CreateCommand($"{sql} where key_hash = sha256($1)");
        command.Parameters.Add(Database.Value(Encoding.ASCII.GetBytes(_key)));
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
