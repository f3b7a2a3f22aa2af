using BalanceNotifications.Practices;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Calls;

/// <summary>What a call says, from the values of its message.</summary>
public static class CallFields
{
    /// <param name="merge">In spoken form.</param>
    /// <param name="message">The template with those values.</param>
    /// <param name="messageLanguage">Which of the template's languages.</param>
    /// <param name="reader">The guarantor's language, BCP 47.</param>
    /// <param name="sender">Null where the practice has none for calls.</param>
    public static CallWords Of(
        MergeValues merge, string message, string messageLanguage, string reader, PhoneSender? sender) => new(
        sender?.SpokenName ?? merge["practice.name"] ?? "",
        merge["practice.phone"] ?? "",
        merge["guarantor.firstName"] ?? "",
        reader,
        message,
        LanguageChoice.AreOneLanguage(messageLanguage, reader) ? reader : messageLanguage,
        sender?.AskFor);

    /// <summary>
    /// Whether a machine may take a message. That of a collector is no communication only where it names a person to ask
    /// for (12 CFR 1006.2(j)).
    /// </summary>
    public static bool MayRecord(PracticeSettings practice) =>
        !practice.CollectorMode || practice.Senders.Voice?.AskFor is not null;
}
