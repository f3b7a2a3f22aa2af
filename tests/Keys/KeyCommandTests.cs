using System.Diagnostics;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Keys;

/// <summary>The api's own program, in a process of its own, with the rights of the api's role.</summary>
[Collection(ApiFixture.Name)]
public sealed class KeyCommandTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task The_first_key_of_an_organisation_comes_from_the_command()
    {
        var organisation = $"org-{Guid.CreateVersion7():n}";
        var (code, secret, _) = await RunAsync("--organisation", organisation, "--name", "first");

        Assert.Equal(0, code);
        Assert.True(KeySecret.IsWellFormed(secret));
        Assert.Equal(201, (await api.PutAsync("/v1/practices/a-clinic", Samples.Practice(), key: secret)).Status);
        var line = (await api.GetAsync("/v1/organisation/audit", secret)).Body["items"]!.AsArray().Single()!;
        Assert.Equal(("bootstrap", "key.created"), ((string)line["actor"]!, (string)line["action"]!));

        var again = await RunAsync("--organisation", organisation, "--name", "first");
        Assert.Equal((1, ""), (again.Code, again.Output));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_makes_no_key()
    {
        var (code, output, error) = await RunAsync(
            "--organisation", "north", "--name", "system", "--role", "owner", "--practice", "North");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("name:", error, StringComparison.Ordinal);
        Assert.Contains("roles[0]:", error, StringComparison.Ordinal);
        Assert.Contains("practices[0]:", error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] options)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "..", "..", "Api", configuration, "BalanceNotifications.Api.dll"),
            "keys", "create", .. options,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Postgres"] = postgres.ConnectionString("bn_api");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), await error);
    }
}
