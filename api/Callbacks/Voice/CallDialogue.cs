using System.Xml.Linq;
using BalanceNotifications.Accounts;
using BalanceNotifications.Calls;
using BalanceNotifications.Delivery;

namespace BalanceNotifications.Callbacks.Voice;

/// <summary>What is done at each point of a call (decision 0030). Pure.</summary>
internal static class CallDialogue
{
    public const string Confirms = "1";
    public const string Repeats = "1";
    public const string TellsNumber = "2";
    public const string OptsOut = "9";

    /// <summary>Somebody or something has answered.</summary>
    /// <param name="answeredBy">What Twilio takes it for; null or <c>unknown</c> is treated as a person.</param>
    /// <param name="identity">Where the key goes that says who is listening.</param>
    public static IEnumerable<XElement> Answered(AnsweredCall call, string? answeredBy, string identity) =>
        TwilioCallStatus.IsFax(answeredBy) ? [TwiML.HangUp]
        : TwilioCallStatus.IsMachine(answeredBy) ? Machine(call)
        : Greet(call, identity);

    /// <summary>Says who calls, and asks who is listening; twice, because the first is missed by who is still saying hello.</summary>
    public static IEnumerable<XElement> Greet(AnsweredCall call, string identity)
    {
        var script = new CallScript(call.Words);
        return script.MayBeConfirmed
            ?
            [
                TwiML.Ask(identity, script.Greeting), TwiML.Ask(identity, script.Greeting), .. End(script.Goodbye),
            ]
            : [TwiML.Ask(identity, script.Greeting), TwiML.HangUp];
    }

    /// <summary>
    /// Somebody says to be the one who is meant, or asks for the message again: what was paid meanwhile is not asked for.
    /// </summary>
    /// <param name="message">Where the keys behind the message go.</param>
    public static IEnumerable<XElement> Identified(AnsweredCall call, string message)
    {
        var script = new CallScript(call.Words);
        return call is { Confirmed: true, Holds: true }
            ? Tell(script, message, script.Message)
            : End(script.NothingToDo);
    }

    /// <summary>The number to call back, and the keys again.</summary>
    public static IEnumerable<XElement> Number(AnsweredCall call, string message)
    {
        var script = new CallScript(call.Words);
        return Tell(script, message, script.Number);
    }

    public static IEnumerable<XElement> Stopped(AnsweredCall call) => End(new CallScript(call.Words).Stopped);

    /// <summary>To somebody who is not the one, or does not say so.</summary>
    public static IEnumerable<XElement> NotIdentified(AnsweredCall call) => End(new CallScript(call.Words).Goodbye);

    /// <summary>The message was heard.</summary>
    public static IEnumerable<XElement> Close(AnsweredCall call) => End(new CallScript(call.Words).Closing);

    // Nothing to call back about, once it was paid.
    private static IEnumerable<XElement> Machine(AnsweredCall call) =>
        call is { Holds: true, MayRecord: true } ? End(new CallScript(call.Words).Machine) : [TwiML.HangUp];

    private static IEnumerable<XElement> Tell(CallScript script, string message, Speech what) =>
        [TwiML.Ask(message, what, script.Menu), .. End(script.Closing)];

    private static IEnumerable<XElement> End(Speech last) => [.. TwiML.Say(last), TwiML.HangUp];
}
