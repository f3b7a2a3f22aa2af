using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Profiles;

/// <summary>Moves what is planned by older revisions to the approved one: only when asked, and counted first.</summary>
internal static class ReplanEndpoint
{
    // Bites go on within this time; what is left is for the next request.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void MapReplan(this IEndpointRouteBuilder profiles) =>
        profiles.MapPost("/{id:guid}/replan", ReplanAsync)
            .WithName("ReplanProfile")
            .WithSummary("Moves open cadences of older revisions to the approved one; dryRun counts")
            .RequireAuthorization(Policies.Administer);

    private static async Task<Results<Ok<ReplanResponse>, ProblemHttpResult>> ReplanAsync(
        Guid id,
        string? dryRun,
        [AsParameters] PageQuery page,
        CallerPractice caller,
        ProfileStore profiles,
        ProfileChanges changes,
        IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = page.ReadKey(checks);
        if (dryRun is not ("true" or "false"))
        {
            checks.Add("dryRun", "Is true, to count, or false, to do it.");
        }

        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (await profiles.FindAsync(caller.Scope, id, cancellationToken) is not { } found)
        {
            return Problems.NotFound("profile");
        }

        if (found.ApprovedRevision is not { } revision)
        {
            return Problems.Conflict("notApproved", "No revision of the profile is approved");
        }

        var bite = new ReplanBite(new(id, revision, caller.Actor), dryRun is "true", after);
        var done = await WalkAsync(grains.GetGrain<IReplanGrain>(caller.Practice.Id), bite, cancellationToken);
        if (!bite.DryRun && done.Count != ReplanCount.Zero)
        {
            await changes.NoteReplanAsync(caller.Scope, id, revision, done.Count.Accounts, caller.Actor, cancellationToken);
        }

        return TypedResults.Ok(ReplanResponse.From(bite, done));
    }

    private static async Task<ReplanProgress> WalkAsync(
        IReplanGrain grain, ReplanBite bite, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var done = await grain.RunAsync(bite, cancellationToken);
        while (done.Next is { } next && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            var more = await grain.RunAsync(bite with { After = next }, cancellationToken);
            done = new(done.Count + more.Count, more.Next);
        }

        return done;
    }
}

/// <summary>What a re-plan did, or would do. See <see cref="ReplanCount"/>.</summary>
/// <param name="Revision">The approved one, to which cadences are moved.</param>
/// <param name="Next">Where to go on, as <c>cursor</c>; null when every account was looked at.</param>
public sealed record ReplanResponse(
    Guid Profile,
    int Revision,
    bool DryRun,
    int Accounts,
    int Notifications,
    int Kept,
    int Moved,
    int Added,
    int Cancelled,
    string? Next)
{
    internal static ReplanResponse From(ReplanBite bite, ReplanProgress done) => new(
        bite.Command.Profile, bite.Command.Revision, bite.DryRun, done.Count.Accounts, done.Count.Notifications,
        done.Count.Kept, done.Count.Moved, done.Count.Added, done.Count.Cancelled,
        done.Next is { } next ? Cursor.Of(next) : null);
}
