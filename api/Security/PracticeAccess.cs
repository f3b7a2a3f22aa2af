using BalanceNotifications.Errors;

namespace BalanceNotifications.Security;

/// <summary>
/// Resolves the practice of the path once per request, before the body is read. One of another organisation, one that
/// the key does not name and one that does not exist get the same 404.
/// </summary>
internal sealed class PracticeAccess(RequestDelegate next, PracticeDirectory practices)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<PracticeRequired>() is null)
        {
            await next(context);
            return;
        }

        var caller = Caller.Of(context.User);
        var slug = (string)context.GetRouteValue("practice")!;
        var practice = caller.MayEnter(slug)
            ? await practices.FindAsync(caller.Organisation, slug, context.RequestAborted)
            : null;
        if (practice is null)
        {
            await Problems.NotFound("practice").ExecuteAsync(context);
            return;
        }

        context.Features.Set(new CallerPractice(practice, caller.Name));
        await next(context);
    }
}

/// <summary>Marks endpoints that are about one practice, the <c>{practice}</c> of their path.</summary>
internal sealed class PracticeRequired;
