using BalanceNotifications.Calls;
using BalanceNotifications.Errors;
using BalanceNotifications.Practices;

namespace BalanceNotifications.Templates;

/// <param name="Account">Number of the account whose names and balance are shown; sample values when not said.</param>
/// <param name="Language">Of the reader; the account's, or the template's own, when not said.</param>
internal sealed record PreviewRequest(string? Account, string? Language)
{
    public void Check(FieldChecks checks)
    {
        if (Language is not null && !MessageLanguage.IsValid(Language))
        {
            checks.Add("language", "The language is a BCP 47 tag such as en or es-US.");
        }
    }
}

/// <summary>A message as it would leave.</summary>
/// <param name="Language">Which of the template's languages it is in.</param>
/// <param name="Segments">What carriers would bill; null but for a text.</param>
/// <param name="Encoding">In which they are counted; null but for a text.</param>
internal sealed record PreviewResponse(
    string Language, string? Subject, string? Html, string Text, int? Segments, TextEncoding? Encoding)
{
    /// <summary>All that a call says, in its order; null but for a call.</summary>
    public PreviewedCall? Call { get; init; }

    /// <param name="reader">The reader's language; null for the template's own.</param>
    /// <param name="values">Given the language in which to write dates and amounts.</param>
    /// <param name="voice">Who calls are from; null where the practice has no such sender.</param>
    public static PreviewResponse Of(
        MessageTemplate template, string? reader, Func<string, MergeValues> values, PhoneSender? voice = null)
    {
        var (language, message, call) = PreviewedMessage.Of(template, reader, values, voice);
        var count = template.Channel is Channel.Text ? TextSegments.Count(message.Text) : null;
        return new(language, message.Subject, message.Html, message.Text, count?.Segments, count?.Encoding)
        {
            Call = call is null ? null : PreviewedCall.Of(call),
        };
    }
}

/// <summary>What a call says, and to whom. The message is <see cref="PreviewResponse.Text"/>.</summary>
/// <param name="Greeting">To whoever answers.</param>
/// <param name="Menu">Behind the message, which only the key 1 leads to.</param>
/// <param name="Number">To the key 2.</param>
/// <param name="Closing">To the end of a call without another key.</param>
/// <param name="Goodbye">To whoever does not confirm to be meant.</param>
/// <param name="NothingToDo">In place of the message, when it was paid meanwhile.</param>
/// <param name="Stopped">To the key 9.</param>
/// <param name="Machine">To an answering machine.</param>
internal sealed record PreviewedCall(
    string Greeting,
    string Menu,
    string Number,
    string Closing,
    string Goodbye,
    string NothingToDo,
    string Stopped,
    string Machine)
{
    public static PreviewedCall Of(CallWords words)
    {
        var script = new CallScript(words);
        return new(
            script.Greeting.Text, script.Menu.Text, script.Number.Text, script.Closing.Text, script.Goodbye.Text,
            script.NothingToDo.Text, script.Stopped.Text, script.Machine.Text);
    }
}
