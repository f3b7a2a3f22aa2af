using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Senders;

/// <summary>Who a practice's messages come from, and whether its sender works.</summary>
internal static class SenderEndpoints
{
    private static readonly Channel[] Channels = Enum.GetValues<Channel>();

    public static void MapSenders(this IEndpointRouteBuilder practice)
    {
        var senders = practice.MapGroup("/senders").WithTags("Senders");

        senders.MapGet("/", ListAsync).WithName("ListSenders").RequireAuthorization(Policies.Read);
        senders.MapGet("/tripped", ListTrippedAsync).WithName("ListTrippedSenders")
            .WithSummary("Those of the practice that are stopped: what they send waits")
            .RequireAuthorization(Policies.Read);
        senders.MapDelete("/{channel}/breaker", CloseBreakerAsync)
            .WithName("CloseSenderBreaker")
            .WithSummary("Lets go out what waits for a sender that is mended, without waiting for a probe")
            .RequireAuthorization(Policies.Administer);
    }

    private static async Task<Ok<Page<SenderResponse>>> ListAsync(
        CallerPractice practice, BreakerStore store, TimeProvider clock, CancellationToken cancellationToken)
    {
        var senders = new List<SenderResponse>();
        foreach (var channel in Channels)
        {
            if (SenderKey.Of(practice.Practice.Settings.Senders, channel) is { } key)
            {
                var breaker = await store.FindAsync(practice.Scope, key, cancellationToken);
                senders.Add(SenderResponse.Of(practice.Practice.Settings.Senders, key, breaker, clock.GetUtcNow()));
            }
        }

        return TypedResults.Ok(new Page<SenderResponse>(senders, Next: null));
    }

    private static async Task<Results<Ok<Page<TrippedSenderResponse>>, ProblemHttpResult>> ListTrippedAsync(
        [AsParameters] PageQuery page, CallerPractice practice, TrippedSenders senders,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        SenderKey? after = null;
        if (page.ReadKey(checks) is { } key && !TrippedSenders.TryReadKey(key, out after))
        {
            checks.Add("cursor", "Is not the next of a page.");
        }

        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await senders.ListAsync(practice.Scope, after, limit, cancellationToken))
                .Select(TrippedSenderResponse.From));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseBreakerAsync(
        string channel, CallerPractice practice, BreakerStore store, CancellationToken cancellationToken)
    {
        if (!Channels.Any(known => IsNamed(known, channel))
            || SenderKey.Of(practice.Practice.Settings.Senders, Channels.Single(known => IsNamed(known, channel)))
                is not { } key)
        {
            return Problems.NotFound("sender");
        }

        await store.CloseAsync(practice.Scope, key, practice.Actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static bool IsNamed(Channel channel, string name) =>
        name.Equals(channel.ToString(), StringComparison.OrdinalIgnoreCase);
}
