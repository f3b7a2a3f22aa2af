using BalanceNotifications.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>
/// A call as Twilio walks it: what to say when it is answered, at each key, and what it came to. Twilio asks once and does
/// not repeat: what a key decides is carried through even where it hangs up meanwhile.
/// </summary>
internal static class VoiceEndpoints
{
    public static void MapVoice(this IEndpointRouteBuilder twilio)
    {
        var calls = twilio.MapGroup("/voice/{notification:guid}");

        calls.MapPost("", AnswerAsync)
            .WithName("AnswerCall").WithSummary("What a call says once it is answered; for Twilio alone");
        calls.MapPost("/identity", IdentifyAsync)
            .WithName("IdentifyInCall").WithSummary("The key that says who is listening; for Twilio alone");
        calls.MapPost("/message", ChooseAsync)
            .WithName("ChooseInCall").WithSummary("A key behind the message; for Twilio alone");
        calls.MapPost("/status", TakeStatusAsync)
            .WithName("TakeCallStatus").WithSummary("What became of a call; for Twilio alone");
    }

    private static async Task<ContentHttpResult> AnswerAsync(
        HttpContext context, Guid notification, CallDesk desk, ReportDesk reports, TimeProvider clock)
    {
        var request = TwilioRequest.Of(context);
        if (CallReport.OfAnswer(notification, request, clock.GetUtcNow()) is { } report)
        {
            await reports.TakeAsync(report, new(Channel.Voice, request.Provider), default);
        }

        return await desk.AnswerAsync(notification, request.Provider, context.RequestAborted) is { } call
            ? TwiML.Of(CallDialogue.Answered(
                call, request["AnsweredBy"], Action(request, $"{notification:n}/identity")))
            : TwiML.Of([TwiML.HangUp]);
    }

    private static async Task<ContentHttpResult> IdentifyAsync(
        HttpContext context, Guid notification, CallDesk desk, TimeProvider clock)
    {
        var request = TwilioRequest.Of(context);
        return request["Digits"] switch
        {
            CallDialogue.Confirms => await desk.PressAsync(
                Key(request, notification, CallKeyMeaning.Confirms, clock), request.Provider, default) is { } call
                ? TwiML.Of(CallDialogue.Identified(call, Action(request, "message")))
                : TwiML.Of([TwiML.HangUp]),
            CallDialogue.OptsOut => await StopAsync(request, notification, desk, clock),
            _ => await desk.AnswerAsync(notification, request.Provider, context.RequestAborted) is { } call
                ? TwiML.Of(CallDialogue.NotIdentified(call))
                : TwiML.Of([TwiML.HangUp]),
        };
    }

    private static async Task<ContentHttpResult> ChooseAsync(
        HttpContext context, Guid notification, CallDesk desk, TimeProvider clock)
    {
        var request = TwilioRequest.Of(context);
        if (request["Digits"] is CallDialogue.OptsOut)
        {
            return await StopAsync(request, notification, desk, clock);
        }

        var answered = await desk.AnswerAsync(notification, request.Provider, context.RequestAborted);
        return TwiML.Of((request["Digits"], answered) switch
        {
            (_, null) => [TwiML.HangUp],
            // Nobody has said who is listening, whatever the address says.
            (_, { Confirmed: false } call) => CallDialogue.Greet(call, Action(request, "identity")),
            (CallDialogue.Repeats, { } call) => CallDialogue.Identified(call, Action(request, "message")),
            (CallDialogue.TellsNumber, { } call) => CallDialogue.Number(call, Action(request, "message")),
            (_, { } call) => CallDialogue.Close(call),
        });
    }

    private static async Task<NoContent> TakeStatusAsync(
        HttpContext context, Guid notification, ReportDesk reports, TimeProvider clock)
    {
        var request = TwilioRequest.Of(context);
        if (CallReport.Of(notification, request, clock.GetUtcNow()) is { } report)
        {
            await reports.TakeAsync(report, new(Channel.Voice, request.Provider), default);
        }

        return TypedResults.NoContent();
    }

    private static async Task<ContentHttpResult> StopAsync(
        TwilioRequest request, Guid notification, CallDesk desk, TimeProvider clock) =>
        await desk.PressAsync(
            Key(request, notification, CallKeyMeaning.OptsOut, clock), request.Provider, default) is { } call
            ? TwiML.Of(CallDialogue.Stopped(call))
            : TwiML.Of([TwiML.HangUp]);

    private static CallKey Key(TwilioRequest request, Guid notification, CallKeyMeaning meaning, TimeProvider clock) =>
        new(notification, meaning, request["CallSid"] ?? "", request["To"] ?? "", clock.GetUtcNow());

    // Relative, so that it holds behind any proxy.
    private static string Action(TwilioRequest request, string path) =>
        $"{path}?provider={Uri.EscapeDataString(request.Provider)}";
}
