using BalanceNotifications.Hosting;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Bench.Access;

/// <summary>
/// The api itself in a process of its own, with one handler more, which is mapped twice: open, and as a route of a practice.
/// So the two answers differ by what access costs and by nothing else.
/// </summary>
internal static class AccessHost
{
    public const string Command = "access-host";
    public const string Practice = "bench-clinic";
    public const string Open = "/bench/answer";
    public const string Guarded = $"/v1/practices/{Practice}/bench/answer";

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddApi();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var app = builder.Build();
        app.MapApi();
        app.MapGet(Open, Answer).OpenToAll("It is what the bench compares with.");
        app.MapGet("/v1/practices/{practice}/bench/answer", Answer)
            .RequireAuthorization(Policies.Read).RequirePractice();
        await app.RunAsync();
    }

    private static ContentHttpResult Answer() => TypedResults.Text("42");
}
