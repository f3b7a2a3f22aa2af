using System.Reflection;
using BalanceNotifications.Practices;
using Microsoft.AspNetCore.Http.Features;

namespace BalanceNotifications.Security;

/// <summary>
/// The practice a request is about, already checked against the caller's key. A handler under
/// <c>/v1/practices/{practice}</c> takes it as a parameter.
/// </summary>
/// <param name="Practice">At most 5 s old.</param>
/// <param name="Actor">Who calls, for audit and commands.</param>
internal sealed record CallerPractice(Practice Practice, string Actor)
{
    public RowScope Scope => new(Practice.Organisation, Practice.Id);

    public static ValueTask<CallerPractice> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.GetRequiredFeature<CallerPractice>());
}
