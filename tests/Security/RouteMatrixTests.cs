using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Routing;

namespace BalanceNotifications.Security;

/// <summary>Every route × every role × own, foreign and no practice, and nobody at all, against <see cref="RouteTable"/>.</summary>
[Collection(ApiFixture.Name)]
public sealed class RouteMatrixTests(ApiFixture api, PostgresFixture postgres)
{
    [Fact]
    public async Task The_table_names_every_route_and_no_other()
    {
        await using var matrix = await MatrixHost.StartAsync(postgres.ConnectionString("bn_api"));
        var served = matrix.Endpoints.SelectMany(endpoint => MatrixHost.MethodsOf(endpoint)
            .Select(method => $"{method} {MatrixHost.RouteOf(endpoint)}")).ToHashSet(StringComparer.Ordinal);
        var listed = RouteTable.All.Select(line => $"{line.Method} {line.Route}").ToArray();

        Assert.Empty(served.Except(listed));
        Assert.Empty(listed.Except(served));
        Assert.Equal(listed.Distinct(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task Every_route_answers_every_caller_as_the_table_says()
    {
        await MakeAsync(MatrixHost.Own, ApiKeys.Admin);
        await MakeAsync(MatrixHost.Foreign, ApiKeys.Admin);
        await MakeAsync(MatrixHost.Abroad, ApiKeys.Stranger);
        await using var matrix = await MatrixHost.StartAsync(postgres.ConnectionString("bn_api"));
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (endpoint, line) in Lines(matrix))
        {
            foreach (var (practice, key, expected) in Expected(line))
            {
                asked++;
                var status = await matrix.AskAsync(endpoint, line.Method, practice, key);
                if (status != expected)
                {
                    wrong.Add($"{line.Method} {line.Route} with {key ?? "no key"} for {practice}: {status}, not {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        // No fewer than five callers of each route.
        Assert.True(asked >= 5 * RouteTable.All.Count(line => !line.Open), $"{asked} requests");
    }

    private static IEnumerable<(RouteEndpoint Endpoint, RouteLine Line)> Lines(MatrixHost matrix) =>
        from endpoint in matrix.Endpoints
        from method in MatrixHost.MethodsOf(endpoint)
        from line in RouteTable.All
        where line.Method == method && line.Route == MatrixHost.RouteOf(endpoint)
        select (endpoint, line);

    private static IEnumerable<(string Practice, string? Key, int Status)> Expected(RouteLine line)
    {
        yield return (MatrixHost.Own, null, line.Open ? MatrixHost.LetThrough : 401);
        if (line.Open)
        {
            yield break;
        }

        foreach (var key in (string[])[MatrixHost.Everywhere, MatrixHost.Operator])
        {
            var enters = line.Roles.Contains(Roles.Admin) && (!line.OperatorOnly || key == MatrixHost.Operator);
            var there = line.NamesPractice && !line.MakesPractice;
            yield return (MatrixHost.Own, key, enters ? MatrixHost.LetThrough : 403);
            yield return (MatrixHost.Foreign, key, enters ? MatrixHost.LetThrough : 403);
            yield return (MatrixHost.Abroad, key, !enters ? 403 : there ? 404 : MatrixHost.LetThrough);
            yield return (MatrixHost.Unborn, key, !enters ? 403 : there ? 404 : MatrixHost.LetThrough);
        }

        foreach (var role in Roles.All)
        {
            var may = line.Roles.Contains(role) && !line.EveryPracticeOnly;
            yield return (MatrixHost.Own, MatrixHost.KeyOf(role), may ? MatrixHost.LetThrough : 403);
            foreach (var practice in line.NamesPractice ? Elsewhere : [])
            {
                yield return (practice, MatrixHost.KeyOf(role), may ? 404 : 403);
            }
        }
    }

    private static readonly string[] Elsewhere = [MatrixHost.Foreign, MatrixHost.Abroad, MatrixHost.Unborn];

    private async Task MakeAsync(string practice, string key) =>
        Assert.Equal(201, (await api.PutAsync($"/v1/practices/{practice}", Samples.Practice(), key: key)).Status);
}
