using System.Security.Cryptography;
using System.Text;
using BalanceNotifications.Errors;
using BalanceNotifications.Keys;
using BalanceNotifications.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace BalanceNotifications.Idempotency;

/// <summary>
/// Answers a POST that came before, with the same <c>Idempotency-Key</c>, as it was answered then: for 24 h, whichever
/// process it comes to (draft-ietf-httpapi-idempotency-key-header). One that dies before it has answered is worked on
/// anew once its lease has ended; the natural ids see to it that this does little harm.
/// </summary>
internal sealed partial class IdempotentRequests(
    RequestDelegate next, IdempotencyStore store, ILogger<IdempotentRequests> logger)
{
    public const string Header = "Idempotency-Key";

    // What a client asks again for is small.
    private const int LargestKept = 64 * 1024;

    private static readonly TimeSpan RenewPace = TimeSpan.FromSeconds(IdempotencyStore.LeaseSeconds / 4);
    private static readonly string[] KeptHeaders = [HeaderNames.ContentType, HeaderNames.Location, HeaderNames.ETag];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.Request.Headers[Header] is not [{ } said, ..] values
            || context.User.Identity is not { IsAuthenticated: true }
            || !Changes(context.GetEndpoint()))
        {
            await next(context);
            return;
        }

        if (values.Count > 1 || !IsKey(said))
        {
            await Problems.Invalid(
                [new(Header, "One value of 1 to 255 printable ASCII characters.")]).ExecuteAsync(context);
            return;
        }

        var caller = Caller.Of(context.User);
        var key = new IdempotentKey(
            caller.Organisation, caller.Name, SHA256.HashData(Encoding.ASCII.GetBytes(said)), Guid.CreateVersion7());
        // For what has no natural id: done again after a death, it is known by this one.
        context.Features.Set(key);
        await using var body = new HashedBody(context);
        switch (await store.BeginAsync(key, context.RequestAborted))
        {
            case KnownRequest.Ours:
                await AnswerAsync(context, key, body);
                break;
            case KnownRequest.Answered before:
                await RepeatAsync(context, body, before);
                break;
            default:
                await StillRunning(context).ExecuteAsync(context);
                break;
        }
    }

    // What only shows something may be asked for as often as one likes.
    private static bool Changes(Endpoint? endpoint) => endpoint is RouteEndpoint
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy != Policies.Read);

    private static bool IsKey(string said) => said.Length is >= 1 and <= 255 && said.All(letter => letter is >= ' ' and <= '~');

    private static async Task RepeatAsync(HttpContext context, HashedBody body, KnownRequest.Answered before)
    {
        if (!CryptographicOperations.FixedTimeEquals(
            await body.FinishAsync(context.RequestAborted), before.RequestHash))
        {
            await Problems.Of(
                StatusCodes.Status422UnprocessableEntity, "idempotencyKeyReused", "The key was used for another request",
                "A key stands for one request for a day. Send a new one.").ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        if (HoldsASecret(context, before.Answer.Status))
        {
            await Problems.Conflict(
                "answeredOnce", "It was done, and its answer is not kept",
                "The answer held a secret, which is shown once. List what there is, and make a new one.")
                .ExecuteAsync(context);
            return;
        }

        response.StatusCode = before.Answer.Status;
        foreach (var (name, value) in before.Answer.Headers)
        {
            response.Headers[name] = value;
        }

        // Without one, whoever writes problems for bare statuses does so as the first time.
        if (before.Answer.Body.Length > 0)
        {
            await response.Body.WriteAsync(before.Answer.Body, context.RequestAborted);
        }
    }

    private static bool HoldsASecret(HttpContext context, int status) => status < StatusCodes.Status300MultipleChoices
        && context.GetEndpoint()?.Metadata.GetMetadata<ShowsSecret>() is not null;

    private static ProblemHttpResult StillRunning(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problems.Conflict(
            "idempotencyKeyRunning", "The same request is still being worked on", "Send it again in a moment.");
    }

    private async Task AnswerAsync(HttpContext context, IdempotentKey key, HashedBody body)
    {
        var (request, response) = (context.Request, context.Response);
        var (read, written, aborted) = (request.Body, response.Body, context.RequestAborted);
        using var answer = new MemoryStream();
        (request.Body, response.Body) = (body, answer);
        // Whoever hangs up, or waits no longer, asks again with the same key. Broken off, it would be done again then,
        // though half of it may have been done; so it runs to its end, within the limits of database and cluster.
        context.RequestAborted = CancellationToken.None;
        var kept = false;
        try
        {
            using (var done = new CancellationTokenSource())
            {
                var renewing = RenewAsync(key, done.Token);
                try
                {
                    await next(context);
                }
                finally
                {
                    await done.CancelAsync();
                    await renewing;
                }
            }

            kept = await KeepAsync(context, key, body, answer);
        }
        finally
        {
            (request.Body, response.Body, context.RequestAborted) = (read, written, aborted);
            if (!kept)
            {
                await TryAsync(() => store.ReleaseAsync(key, CancellationToken.None));
            }
        }

        answer.Position = 0;
        await answer.CopyToAsync(written, aborted);
    }

    // Whoever was answered by a fault, or that it is too early, asks again in earnest.
    private async Task<bool> KeepAsync(HttpContext context, IdempotentKey key, HashedBody body, MemoryStream answer)
    {
        var response = context.Response;
        if (response.StatusCode is >= 500 or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests
            || answer.Length > LargestKept)
        {
            return false;
        }

        var headers = KeptHeaders.Where(name => response.Headers.ContainsKey(name))
            .ToDictionary(name => name, name => response.Headers[name].ToString(), StringComparer.Ordinal);
        var told = HoldsASecret(context, response.StatusCode) ? [] : answer.ToArray();
        // A client that has hung up meanwhile will ask again: that is what it is kept for.
        return await TryAsync(async () => await store.FinishAsync(
            key, await body.FinishAsync(CancellationToken.None), new(response.StatusCode, headers, told),
            CancellationToken.None));
    }

    private async Task RenewAsync(IdempotentKey key, CancellationToken done)
    {
        using var timer = new PeriodicTimer(RenewPace);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                await TryAsync(() => store.RenewAsync(key, done));
            }
        }
        catch (OperationCanceledException)
        {
            // It is done.
        }
    }

    // The request was done, whatever becomes of what is remembered of it.
    private async Task<bool> TryAsync(Func<Task> remember)
    {
        try
        {
            await remember();
            return true;
        }
        catch (Exception failed) when (failed is Npgsql.NpgsqlException or IOException or OperationCanceledException)
        {
            NotRemembered(failed);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What is remembered of a request with a key could not be written")]
    private partial void NotRemembered(Exception failed);
}
