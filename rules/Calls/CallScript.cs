using BalanceNotifications.Templates;

namespace BalanceNotifications.Calls;

/// <summary>
/// What a call says when (decision 0030): who calls first, and how to end it (47 CFR 64.1200(b)); nothing of the balance
/// before a key says that the one who is meant is listening; a machine learns whom to call, and no more. Pure.
/// </summary>
public sealed class CallScript
{
    private readonly CallWords _words;
    private readonly string _language;
    private readonly CallPhrases _phrases;

    public CallScript(CallWords words)
    {
        _words = words;
        _language = CallPhrases.LanguageFor(words.Language);
        _phrases = CallPhrases.In(_language);
    }

    /// <summary>Whether anybody can confirm to be meant. Without a name there is no message: only the number.</summary>
    public bool MayBeConfirmed => _words.FirstName.Length > 0;

    /// <summary>Who calls, how to end it, and who is meant: all that is said before a key.</summary>
    public Speech Greeting => Say(MayBeConfirmed ? _phrases.Greeting : _phrases.Anonymous);

    /// <summary>The template's words, in their own language.</summary>
    public Speech Message => new(CallVoice.Of(_words.MessageLanguage), _words.Message);

    /// <summary>The keys behind the message.</summary>
    public Speech Menu => Say(_phrases.Menu);

    /// <summary>The number to call back, twice.</summary>
    public Speech Number => Say(_phrases.Number);

    /// <summary>The end of a call whose message was heard: with the number, because nobody need press a key to hear it.</summary>
    public Speech Closing => Say(_phrases.Closing);

    /// <summary>In place of the message, once nothing is owed, or whatever else was decided since.</summary>
    public Speech NothingToDo => Say(_phrases.NothingToDo);

    /// <summary>To whoever did not confirm.</summary>
    public Speech Goodbye => Say(_phrases.Goodbye);

    /// <summary>After the key that ends calls.</summary>
    public Speech Stopped => Say(_phrases.Stopped);

    /// <summary>What an answering machine takes: nothing but who called, and where and for whom to call back.</summary>
    public Speech Machine => Say(_words.AskFor is null ? _phrases.Machine : _phrases.MachineAskFor);

    // Without a region of his own, the guarantor hears the one that most of his language hear here.
    private Speech Say(string phrase) => new(
        CallVoice.Of(LanguageChoice.AreOneLanguage(_words.Language, _language) ? _words.Language : _language),
        phrase
            .Replace("{practice}", _words.Practice, StringComparison.Ordinal)
            .Replace("{firstName}", _words.FirstName, StringComparison.Ordinal)
            .Replace("{askFor}", _words.AskFor, StringComparison.Ordinal)
            .Replace("{phone}", _words.Phone, StringComparison.Ordinal));
}

/// <summary>Something that is read out.</summary>
public sealed record Speech(CallVoice Voice, string Text)
{
    // A record would print the text.
    public override string ToString() => nameof(Speech);
}
