using BalanceNotifications.Errors;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Security;

/// <summary>
/// Resolves the practice of the path once per request, before the body is read. One of another organisation, one that
/// the key does not name and one that does not exist get the same 404.
/// </summary>
internal sealed class PracticeAccess(RequestDelegate next, PracticeDirectory practices)
{
    /// <summary>The name that every route gives to the practice in its path.</summary>
    public const string Parameter = "practice";

    public async Task InvokeAsync(HttpContext context)
    {
        var scope = context.GetEndpoint()?.Metadata.GetMetadata<StatedScope>()?.Scope;
        if (scope is not (RouteScope.Practice or RouteScope.PracticeOrNew))
        {
            await next(context);
            return;
        }

        var caller = Caller.Of(context.User);
        var slug = (string)context.GetRouteValue(Parameter)!;
        var practice = caller.MayEnter(slug) && PracticeSlug.IsWellFormed(slug)
            ? await practices.FindAsync(caller.Organisation, slug, context.RequestAborted)
            : null;
        if (practice is not null)
        {
            context.Features.Set(new CallerPractice(practice, caller.Name));
        }
        else if (scope is RouteScope.Practice || !caller.EntersEveryPractice)
        {
            await Problems.NotFound("practice").ExecuteAsync(context);
            return;
        }

        await next(context);
    }
}
