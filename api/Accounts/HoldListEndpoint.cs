using System.Globalization;
using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Accounts;

/// <summary>The worklist of holds that run out: what was disputed is billed again the day after, unless somebody decides.</summary>
internal static class HoldListEndpoint
{
    private const int DefaultDays = 14;
    private const int MaxDays = 366;

    public static void MapHoldList(this IEndpointRouteBuilder practice) =>
        practice.MapGet("/holds", ListAsync)
            .WithTags("Accounts")
            .WithName("ListHoldsRunningOut")
            .WithSummary("Holds that end by themselves within so many days (14), soonest first; reason narrows")
            .RequireAuthorization(Policies.Read);

    private static async Task<Results<Ok<Page<RunningOutHoldResponse>>, ProblemHttpResult>> ListAsync(
        string? within, string? reason, [AsParameters] PageQuery page, CallerPractice caller, HoldList list,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var limit = page.ReadLimit(checks);
        HoldKey? after = null;
        if (page.ReadKey(checks) is { } key && !HoldKey.TryParse(key, out after))
        {
            checks.Add("cursor", "Is not the next of a page.");
        }

        var days = DefaultDays;
        if (within is not null && !(int.TryParse(within, NumberStyles.None, CultureInfo.InvariantCulture, out days)
            && days is >= 1 and <= MaxDays))
        {
            checks.Add("within", $"Is a number of days, 1 to {MaxDays}.");
        }

        var wanted = Enum.GetValues<HoldReason>()
            .Where(known => JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) == reason)
            .Select(known => (HoldReason?)known).FirstOrDefault();
        if (reason is not null && wanted is null)
        {
            checks.Add("reason", "Is dispute, bankruptcy, deceased or other.");
        }

        return checks.Failed
            ? Problems.Invalid(checks)
            : TypedResults.Ok((await list.ListAsync(caller.Scope, days, wanted, after, limit, cancellationToken))
                .Select(RunningOutHoldResponse.From));
    }
}

/// <param name="Id">Of the hold.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record RunningOutHoldResponse(
    string Account, string Id, HoldReason Reason, DateTimeOffset Until, DateTimeOffset PlacedAt, string PlacedBy)
{
    public static RunningOutHoldResponse From(RunningOutHold hold) => new(
        hold.Account, hold.Key.Id, hold.Reason, hold.Key.Until, hold.PlacedAt, hold.PlacedBy);
}
