using BalanceNotifications.Audit;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BalanceNotifications.Keys;

/// <summary>
/// The keys of an organisation. An admin whose own key names single practices sees and makes keys within those alone; the
/// roles it may give are any, for an admin may do whatever the others may.
/// </summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder v1)
    {
        var keys = v1.MapGroup("/keys").WithTags("Keys").ScopedToOrganisation();

        keys.MapGet("/", ListAsync).WithName("ListKeys").WithSummary("Without their secrets, newest first")
            .RequireAuthorization(Policies.Administer);
        keys.MapPost("/", CreateAsync).WithName("CreateKey").WithSummary("The answer is the only one with the secret")
            .RequireAuthorization(Policies.Administer).WithMetadata(new ShowsSecret());
        keys.MapGet("/{id:guid}", GetAsync).WithName("GetKey").RequireAuthorization(Policies.Administer);
        keys.MapPost("/{id:guid}/rotate", RotateAsync).WithName("RotateKey")
            .WithSummary("A new secret; the older one stays good for overlapHours (24)")
            .RequireAuthorization(Policies.Administer).WithMetadata(new ShowsSecret());
        keys.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeKey")
            .WithSummary("Ends all its secrets, everywhere within 5 s").RequireAuthorization(Policies.Administer);

        v1.MapGet("/organisation/audit", ListAuditAsync).WithName("ListOrganisationAudit").WithTags("Audit")
            .WithSummary("Who made, rotated and revoked keys, newest first")
            .RequireAuthorization(Policies.Govern).ScopedToOrganisation();
    }

    private static async Task<Results<Ok<Page<KeyResponse>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, Caller caller, KeyReader keys, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadId(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var within = caller.EntersEveryPractice ? null : caller.Practices;
        var page = await keys.ListAsync(caller.Organisation, within, after, limit, cancellationToken);
        return TypedResults.Ok(page.Select(KeyResponse.From));
    }

    private static async Task<Results<Ok<KeyResponse>, ProblemHttpResult>> GetAsync(
        Guid id, Caller caller, KeyReader keys, CancellationToken cancellationToken) =>
        await FindAsync(id, caller, keys, cancellationToken) is { } key
            ? TypedResults.Ok(KeyResponse.From(key))
            : Problems.NotFound("key");

    // Not safe to repeat by itself: whoever lost the answer finds the name taken, and rotates the key for a new secret.
    private static async Task<Results<Created<KeyResponse>, ProblemHttpResult>> CreateAsync(
        CreateKeyRequest request, Caller caller, KeyStore store, AccessKeys configured, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var (name, grant) = request.Read(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (!grant.LiesWithin(caller.Practices))
        {
            return Problems.Of(
                StatusCodes.Status403Forbidden, "beyondReach", "A key cannot give more than it has",
                "It may name the practices that your own key names.");
        }

        var created = configured.Names(caller.Organisation, name)
            ? null
            : await store.CreateAsync(caller.Organisation, name, grant, caller.Name, cancellationToken);
        return created is null
            ? Problems.Conflict("nameTaken", "There is a key of that name, or was", "Names stand in the audit trail.")
            : TypedResults.Created($"/v1/keys/{created.Key.Id}", Show(created, response));
    }

    private static async Task<Results<Ok<KeyResponse>, ProblemHttpResult>> RotateAsync(
        Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateKeyRequest? request, Caller caller,
        KeyReader keys, KeyStore store, IssuedKeys known, HttpResponse response, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var overlap = RotateKeyRequest.ReadOverlap(request, checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        if (await FindAsync(id, caller, keys, cancellationToken) is null)
        {
            return Problems.NotFound("key");
        }

        var rotated = await store.RotateAsync(caller.Organisation, id, overlap, caller.Name, cancellationToken);
        known.Forget();
        return rotated is null
            ? Problems.Conflict("revoked", "The key was revoked", "Make another one.")
            : TypedResults.Ok(Show(rotated, response));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, Caller caller, KeyReader keys, KeyStore store, AccessKeys configured, IssuedKeys known,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(id, caller, keys, cancellationToken) is null)
        {
            return Problems.NotFound("key");
        }

        var revocation = await store.RevokeAsync(
            caller.Organisation, id, configured.Holds(caller.Organisation), caller.Name, cancellationToken);
        known.Forget();
        return revocation switch
        {
            Revocation.Revoked => TypedResults.NoContent(),
            Revocation.NotFound => Problems.NotFound("key"),
            Revocation.LastOfOrganisation => Problems.Conflict(
                "lastAdminKey", "It is the last admin key for every practice of the organisation",
                "Make another one first, or nobody could make keys any more."),
        };
    }

    private static async Task<Results<Ok<Page<AuditResponse>>, ProblemHttpResult>> ListAuditAsync(
        [AsParameters] PageQuery query, Caller caller, KeyReader keys, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        var after = query.ReadId(checks);
        var limit = query.ReadLimit(checks);
        if (checks.Failed)
        {
            return Problems.Invalid(checks);
        }

        var page = await keys.ListAuditAsync(caller.Organisation, after, limit, cancellationToken);
        return TypedResults.Ok(page.Select(AuditResponse.From));
    }

    private static async Task<StoredKey?> FindAsync(
        Guid id, Caller caller, KeyReader keys, CancellationToken cancellationToken) =>
        await keys.FindAsync(caller.Organisation, id, cancellationToken) is { } key
        && key.Grant.LiesWithin(caller.Practices)
            ? key
            : null;

    private static KeyResponse Show(IssuedSecret issued, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return KeyResponse.From(issued.Key) with { Secret = issued.Secret };
    }
}

/// <summary>Marks routes whose answers hold a secret: nobody may keep them, on the way or here.</summary>
internal sealed class ShowsSecret;
