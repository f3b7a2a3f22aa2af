using BalanceNotifications.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Callbacks;

/// <summary>A request that one of our Twilio accounts signed.</summary>
/// <param name="Provider">The account, as settings name it.</param>
internal sealed record TwilioRequest(string Provider, IFormCollection Form)
{
    /// <summary>For handlers, which take the context alone: what they bind would be read before the signature is.</summary>
    public static TwilioRequest Of(HttpContext context) => context.Features.GetRequiredFeature<TwilioRequest>();

    /// <summary>Null when the form has no such field, or an empty one.</summary>
    public string? this[string field] => Form[field].ToString() is { Length: > 0 } value ? value : null;
}

/// <summary>Lets nobody pass but Twilio: everything else is a 403, and nothing of it is looked at.</summary>
internal sealed partial class TwilioCaller(IOptions<CallbackOptions> options, ILogger<TwilioCaller> logger)
    : IEndpointFilter
{
    // A text of 1,600 characters, each of nine bytes in the form, and Twilio's own fields.
    private const long MaxBodyBytes = 64 * 1024;

    public static RequestSizeLimitAttribute SizeLimit { get; } = new(MaxBodyBytes);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var provider = http.Request.Query["provider"].ToString();
        if (!options.Value.Twilio.Accounts.TryGetValue(provider, out var account) || !http.Request.HasFormContentType)
        {
            return Refusal();
        }

        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return Problems.ForStatus(StatusCodes.Status400BadRequest);
        }

        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signature = http.Request.Headers[TwilioSignature.Header].ToString();
        if (!TwilioSignature.IsGood(signature, options.Value.PublicUrl!, target, form, account.AuthTokens))
        {
            LogNotSigned(provider);
            return Refusal();
        }

        http.Features.Set(new TwilioRequest(provider, form));
        return await next(context);
    }

    private static ProblemHttpResult Refusal() => Problems.Of(
        StatusCodes.Status403Forbidden, "notSigned", "Only for requests that the provider signed");

    [LoggerMessage(
        LogLevel.Warning,
        "A request for Twilio account {Account} was not signed with its auth token for Callbacks:PublicUrl. Refused.")]
    private partial void LogNotSigned(string account);
}
