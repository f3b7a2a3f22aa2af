using BalanceNotifications.Fixtures;
using BalanceNotifications.Security;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BalanceNotifications.Storage;

/// <summary>Requests of several callers over one connection to the database, which is not even reset in between.</summary>
[Collection(ApiFixture.Name)]
public sealed class PooledConnectionTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task What_one_request_may_see_does_not_leak_into_the_next()
    {
        var north = await api.MakePracticeAsync("north");
        var south = await api.MakePracticeAsync("south", ApiKeys.Stranger);
        await api.PostAsync($"{north}/templates", Samples.EmailTemplate());
        await using var host = await ApiHost.StartAsync(OneConnection());
        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        var sessions = new HashSet<int>();

        for (var round = 0; round < 3; round++)
        {
            Assert.Single(await TemplatesAsync(host, north, ApiKeys.Admin));
            sessions.Add(await NothingIsInScopeAsync(database));
            Assert.Empty(await TemplatesAsync(host, south, ApiKeys.Stranger));
            sessions.Add(await NothingIsInScopeAsync(database));
            Assert.Equal(404, (await host.Client.AskAsync(HttpMethod.Get, $"{north}/templates", ApiKeys.Stranger)).Status);
            // Nor does a change that is refused.
            Assert.Equal(428, (await host.Client.AskAsync(HttpMethod.Put, north, ApiKeys.Admin, Samples.Practice())).Status);
            sessions.Add(await NothingIsInScopeAsync(database));
        }

        Assert.Single(sessions);
    }

    private string OneConnection() => new NpgsqlConnectionStringBuilder(postgres.ConnectionString("bn_api"))
    {
        MaxPoolSize = 1,
        NoResetOnClose = true,
    }.ConnectionString;

    private static async Task<IReadOnlyList<object?>> TemplatesAsync(ApiHost host, string path, string key)
    {
        var answer = await host.Client.AskAsync(HttpMethod.Get, $"{path}/templates", key);
        Assert.Equal(200, answer.Status);
        return [.. answer.Body["items"]!.AsArray()];
    }

    /// <returns>The server's process behind the connection.</returns>
    private static async Task<int> NothingIsInScopeAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            select pg_backend_pid(), coalesce(current_setting('bn.organisation', true), ''),
                coalesce(current_setting('bn.practices', true), ''),
                (select count(*) from practice), (select count(*) from template), (select count(*) from audit)
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.Equal(
            ("", "", 0L, 0L, 0L),
            (reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        return reader.GetInt32(0);
    }
}
